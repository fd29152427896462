"""What each chosen value asks of a program, as conditions of the database.

Every function returns (matches, unknown): the programs that say so, and those that state nothing there.
"""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q

from programs.models import Check, ClinicTerm, Price, ProgramTerm, Source, Statement
from programs.models.answers import NO, NOT_STATED, YES
from programs.models.clinic import Clinic
from programs.models.price import Item, course, minor
from programs.models.program import Program
from programs.search.parameters import PROGRAM_TERMS

NOTHING = Q(pk__in=())
AVAILABILITY = ("accepting", "wait_days")


def types(values):
    return Q(
        pk__in=Program.types.through.objects.filter(programtype__slug__in=values).values("program_id")
    ), NOTHING


def program_terms(vocabulary, values):
    return stated_terms("pk", ProgramTerm.objects.filter(term__vocabulary=vocabulary), "program_id", values)


def clinic_terms(vocabulary, values):
    return stated_terms(
        "clinic_id", ClinicTerm.objects.filter(term__vocabulary=vocabulary), "clinic_id", values
    )


def stated_terms(key, rows, owner, values):
    """A yes to one of `values`; unknown where the whole list is not stated and no source denies every value."""
    yes = rows.filter(answer=YES)
    matches = Q(**{f"{key}__in": yes.filter(term__slug__in=values).values(owner)})
    open_question = NOTHING
    for value in values:
        denied = rows.filter(answer=NO, term__slug=value)
        open_question |= ~Q(**{f"{key}__in": denied.values(owner)})
    return matches, ~Q(**{f"{key}__in": yes.values(owner)}) & open_question


def medicine(values):
    return Q(medicine__slug__in=values), Q(medicine__isnull=True)


def answer(name, values, today):
    """A single answer; availability counts only while a check of it is live."""
    matches, unknown = Q(**{f"{name}__in": values}), Q(**{name: NOT_STATED})
    if name not in AVAILABILITY:
        return matches, unknown
    live = live_checks("availability", today)
    if YES in values:
        paused = Q(clinic__operating_status=Clinic.Operating.PAUSED)
        matches = (Q(accepting=YES) & ~paused) | Q(accepting__in=[value for value in values if value != YES])
        return matches & live, (unknown | ~live) & ~paused
    return matches & live, unknown | ~live


def live_checks(group, today):
    """Programs whose `group` has a check that counts on `today`."""
    return Q(pk__in=Check.objects.live(today).filter(group=group, program__isnull=False).values("program_id"))


def wait(days, today):
    live = live_checks("availability", today)
    return Q(wait_days__lte=days) & live, Q(wait_days__isnull=True) | ~live


def price(limit, today):
    """The low end of a dosing session's price valid today, in whole units of the site's currency."""
    priced = Price.objects.valid_on(today).filter(item=Item.DOSING, currency=settings.SITE_CURRENCY)
    cheap = priced.filter(low__lte=minor(limit, settings.SITE_CURRENCY))
    return Q(pk__in=cheap.values("program_id")), ~Q(pk__in=priced.values("program_id"))


def course_price(limit, today):
    """The low end of a complete course; unknown where no course can be worked out at all."""
    courses = courses_of(Program.objects.filter(prices__isnull=False).distinct(), today)
    most = minor(limit, settings.SITE_CURRENCY)
    cheap = [pk for pk, found in courses.items() if found.complete and found.low <= most]
    return Q(pk__in=cheap), ~Q(pk__in=list(courses))


def courses_of(programs, today):
    """{program pk: Course} of those of `programs` (a queryset) that have one."""
    found = {
        program.pk: course(program, program.prices.all(), today, settings.SITE_CURRENCY)
        for program in programs.prefetch_related("prices")
    }
    return {pk: course for pk, course in found.items() if course}


def claim(values, today):
    """The claim level of the offer; every published program has one."""
    confirmed = live_checks("offer", today)
    said = Statement.objects.filter(group="offer")
    own = Q(pk__in=said.filter(source__kind=Source.Kind.CLINIC).values("program_id"))
    levels = {
        "confirmed": confirmed,
        "clinic": ~confirmed & own,
        "listed": ~confirmed & ~own & Q(pk__in=said.values("program_id")),
    }
    matches = NOTHING
    for value in values:
        matches |= levels[value]
    return matches, NOTHING


def checked(today):
    """Both the clinic's contact and the program's offer have a live check."""
    contact = Check.objects.live(today).filter(group="contact").values("clinic_id")
    return Q(clinic_id__in=contact) & live_checks("offer", today), NOTHING


def states(values):
    return Q(clinic__region__in=values), Q(clinic__region="")


def cities(places):
    matches = NOTHING
    for place in places:
        matches |= Q(clinic__city__iexact=place.city, clinic__region=place.state)
    return matches, Q(clinic__city="")


def says_all(meant):
    """A yes to one of the (parameter, value) of each set of `meant`."""
    condition = Q()
    for values in meant:
        condition &= reduce(or_, (says(*each) for each in values))
    return condition


def says(name, value):
    if name == "type":
        return types([value])[0]
    if name == "medicine":
        return medicine([value])[0]
    return (program_terms if name in PROGRAM_TERMS else clinic_terms)(name, [value])[0]


def ketamine_problem(other_care):
    """Programs for people with a ketamine problem; near a place, `other_care` without ketamine as well."""
    treated, _unknown = program_terms("substance", ["ketamine"])
    return treated | types(["other-care"])[0] if other_care else treated
