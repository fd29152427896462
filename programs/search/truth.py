"""The slow truth: the same search by the database alone, which tests compare the planes with.

The order is the published rule. Nobody can pay for a place.
"""

from collections import defaultdict

from programs.models import Check, Program
from programs.search.conditions import courses_of, ketamine_problem, says_all
from programs.search.places import miles_between
from programs.search.text import city_phrases, document_has

LAST = float("inf")


class Candidates:
    """The matching programs, by clinic: what the orders compare, read in one query."""

    COLUMNS = ("pk", "clinic_id", "clinic__name", "clinic__public_id", "wait_days", "name")
    PLACE = ("clinic__public_latitude", "clinic__public_longitude", "clinic__region")

    def __init__(self, programs):
        self.rows = list(programs.values_list(*self.COLUMNS, *self.PLACE).order_by("pk"))
        self.programs = defaultdict(list)
        self.points, self.ties, self.regions = {}, {}, {}
        for pk, clinic, name, public_id, _wait, _name, latitude, longitude, region in self.rows:
            self.programs[clinic].append(pk)
            self.ties[clinic] = (name.casefold(), str(public_id))
            self.points[clinic] = (latitude, longitude)
            self.regions[clinic] = region

    def sorted(self, keys, beyond):
        """[(clinic pk, [program pks])] by `keys` (clinic pk -> key, smallest first), then name, then public id.

        The clinics of `beyond`, which match a place by telehealth alone, come after all others.
        """
        order = sorted(
            self.programs, key=lambda clinic: (clinic in beyond, keys.get(clinic, LAST), self.ties[clinic])
        )
        return [(clinic, self.programs[clinic]) for clinic in order]

    def best(self, values):
        """Clinic pk -> the smallest of `values` (program pk -> value) among its matching programs."""
        keys: dict[int, float] = {}
        for clinic, programs in self.programs.items():
            found = [values[pk] for pk in programs if pk in values]
            if found:
                keys[clinic] = min(found)
        return keys


def miles_of(candidates, near):
    """Clinic pk -> miles from `near`, for clinics with a point."""
    if near is None or near.latitude is None:
        return {}
    return {
        clinic: miles_between(near.latitude, near.longitude, *point)
        for clinic, point in candidates.points.items()
        if None not in point
    }


def by_telehealth(candidates, search, miles):
    """The clinics that are neither within the radius of the place nor, where it is a state, in it."""
    near = search.cleaned["near"]
    if near is None:
        return set()
    if near.latitude is None:
        return {clinic for clinic, region in candidates.regions.items() if region != near.region}
    return {clinic for clinic in candidates.programs if miles.get(clinic, LAST) > search.radius_miles}


def by_distance(candidates, search, miles):
    """Nearest first; those that match by telehealth alone come after all within the radius."""
    return {clinic: away if away <= search.radius_miles else LAST for clinic, away in miles.items()}


def by_name(candidates, search, miles):
    return dict.fromkeys(candidates.programs, 0)


def by_best(candidates, search, miles):
    """Where the words name terms: what is called so, then what says yes to these; else what lies in a city called so,
    then what is called so itself. Of help with ketamine what treats it. Among equals the nearest.
    """
    programs = Program.objects.filter(pk__in=[row[0] for row in candidates.rows])
    named = pks(programs.filter(document_has(search.typed, "names", whole=bool(search.meant))))
    if search.ketamine_problem:
        first, second = pks(programs.filter(ketamine_problem(other_care=False))), set()
    elif search.meant:
        first, second = named, pks(programs.filter(says_all(search.meant)))
    else:
        cities = programs.values_list("pk", "clinic__city", "clinic__region")
        first, second = {pk for pk, *city in cities if search.phrase in city_phrases(*city)}, named
    best = candidates.best(
        {row[0]: 0 if row[0] in first else 1 if row[0] in second else 2 for row in candidates.rows}
    )
    away = by_distance(candidates, search, miles) if miles else {}
    return {clinic: (key, away.get(clinic, LAST)) for clinic, key in best.items()}


def pks(programs):
    return set(programs.values_list("pk", flat=True))


def by_wait(candidates, search, miles):
    """Shortest wait first, as far as it was checked and the check still counts."""
    live = set(
        Check.objects.live(search.today)
        .filter(group="availability", program__isnull=False)
        .values_list("program_id", flat=True)
    )
    return candidates.best(
        {row[0]: row[4] for row in candidates.rows if row[0] in live and row[4] is not None}
    )


def by_course(candidates, search, miles):
    """Lowest whole course first; sums with something missing after the complete ones."""
    pks = [row[0] for row in candidates.rows]
    courses = courses_of(Program.objects.filter(prices__isnull=False, pk__in=pks).distinct(), search.today)
    most = max((found.low for found in courses.values()), default=0) + 1
    return candidates.best(
        {pk: found.low if found.complete else most + found.low for pk, found in courses.items()}
    )


def by_checked(candidates, search, miles):
    """Most recently checked first; "checked" is the older of the live checks of contact and offer."""
    live = Check.objects.live(search.today)
    contact: dict[int, int] = defaultdict(int)
    offer: dict[int, int] = defaultdict(int)
    for clinic, on in live.filter(group="contact").values_list("clinic_id", "checked_on"):
        contact[clinic] = max(contact[clinic], on.toordinal())
    for program, on in live.filter(group="offer").values_list("program_id", "checked_on"):
        offer[program] = max(offer[program], on.toordinal())
    both = {row[0]: -min(contact[row[1]], offer[row[0]]) for row in candidates.rows if row[0] in offer}
    return candidates.best({pk: key for pk, key in both.items() if key})


ORDERS = {
    "best": by_best,
    "distance": by_distance,
    "course": by_course,
    "wait": by_wait,
    "checked": by_checked,
    "name": by_name,
}


def true_ids(search, sort):
    """[(clinic pk, [matching program pks])] of a valid ProgramSearch, in the order `sort`."""
    candidates = Candidates(search.matching(search.cleaned["unknown"] == "include"))
    miles = miles_of(candidates, search.cleaned["near"])
    return candidates.sorted(
        ORDERS[sort](candidates, search, miles), by_telehealth(candidates, search, miles)
    )
