"""From the database into the planes: all clinics, or those that changed."""

from collections import defaultdict

import numpy as np
from django.conf import settings
from django.db.models import Count, Max, Q

from programs.models import (
    Check,
    Clinic,
    ClinicTerm,
    Price,
    Program,
    ProgramTerm,
    ProgramType,
    ServedState,
    Source,
    Statement,
    Status,
    Term,
)
from programs.models.answers import NO, NOT_STATED, YES
from programs.models.price import Item, course
from programs.models.program import PROGRAM_ANSWERS
from programs.search.bits import set_bits
from programs.search.parameters import CLINIC_TERMS, PROGRAM_TERMS
from programs.search.planes import Planes
from programs.vocabulary import STATES

FIRST_DAY, LAST_DAY = 1, 4_000_000  # ordinals before and after every date
PRICE_FIELDS = "program_id item low high currency includes excludes valid_from valid_until".split()
COURSE_FIELDS = [
    f"{stem}_{end}" for stem in ("preparation", "dosing", "integration") for end in ("fewest", "most")
]


def build():
    """The planes of every public clinic; reads each table once.

    What is published between two of these reads is left to the next look: it has a number of its own.
    """
    planes = Planes(facet_values(), Clinic.objects.published().count(), most_programs())
    Reader(planes, None).read()
    names = Clinic.objects.published().values_list("pk", "name", "public_id")
    ordered = sorted(
        (name.casefold(), str(public_id), pk) for pk, name, public_id in names if pk in planes.positions
    )
    planes.by_name = np.fromiter((planes.positions[pk] for *_key, pk in ordered), np.int64, len(ordered))
    planes.name_hash[planes.by_name] = [hash(tuple(key)) for *key, _pk in ordered]
    planes.rank_names()
    return planes


def facet_values():
    """{facet: [values]} of all that is counted."""
    values = {"type": list(ProgramType.objects.values_list("slug", flat=True))}
    for name in (*PROGRAM_TERMS, "medicine", *CLINIC_TERMS):
        values[name] = list(Term.objects.of(name).values_list("slug", flat=True))
    return (
        values
        | {name: [YES, NO] for name in PROGRAM_ANSWERS}
        | {"state": list(STATES), "claim": ["clinic", "listed"]}
    )


def most_programs():
    """How many programs the clinic with the most has."""
    counts = Program.objects.published().order_by().values("clinic_id").annotate(programs=Count("pk"))
    return counts.aggregate(most=Max("programs"))["most"] or 1


class Reader:
    """Reads the clinics `pks` (None: all) into `planes`; each must be new there, or cleared."""

    def __init__(self, planes, pks):
        self.planes = planes
        self.pks = pks

    def read(self):
        self.read_clinics()
        self.read_programs()
        self.read_types()
        self.read_terms()
        self.read_clinic_terms()
        self.read_served_states()
        self.read_claims()
        self.read_checks()
        self.read_prices()

    def of_clinics(self, rows, path="clinic"):
        """`rows` about the clinics that are being read."""
        return rows if self.pks is None else rows.filter(**{f"{path}__in": self.pks})

    def of_programs(self, rows):
        return self.of_clinics(rows, "program__clinic")

    def read_clinics(self):
        planes, wanted = self.planes, self.of_clinics(Clinic.objects.published(), "pk")
        columns = ("pk", "public_latitude", "public_longitude", "city", "region", "operating_status")
        self.regions = {}
        public = Q(programs__status=Status.PUBLISHED)
        ordered = wanted.annotate(most=Count("programs", filter=public)).order_by("-most", "pk")
        for pk, latitude, longitude, city, region, operating in ordered.values_list(*columns).iterator():
            position = planes.place_clinic(pk)
            planes.points[:, position] = (
                np.nan if latitude is None else latitude,
                np.nan if longitude is None else longitude,
            )
            key = (city.casefold(), region)
            planes.city[position] = planes.cities.setdefault(key, len(planes.cities))
            planes.city_labels.setdefault(key, f"{city}, {region}")
            planes.paused[position] = operating == Clinic.Operating.PAUSED
            self.regions[pk] = region

    def read_programs(self):
        """Programs with their single answers, medicine and wait, each in its slot."""
        planes = self.planes
        columns = ("pk", "clinic_id", "wait_days", "medicine__slug", *PROGRAM_ANSWERS)
        wanted = self.of_clinics(Program.objects.published()).order_by("pk").values_list(*columns)
        rows = [row for row in wanted.iterator() if row[1] in self.regions]
        slots = planes.place_programs(np.array([row[0] for row in rows], np.int64), [row[1] for row in rows])
        planes.wait.reshape(-1)[slots] = [-1 if row[2] is None else row[2] for row in rows]
        self.say_each("medicine", slots, [row[3] for row in rows])
        self.say_each("state", slots, [self.regions[row[1]] for row in rows])
        for column, name in enumerate(PROGRAM_ANSWERS, start=4):
            said = np.array([row[column] for row in rows], dtype=object)
            for value in (YES, NO):
                planes.say(name, value, slots[said == value])
            set_bits(planes.marks[name, NOT_STATED], slots[said == NOT_STATED])

    def say_each(self, facet, slots, values):
        """One value a program, or none."""
        values = np.array(values, dtype=object)
        for value in set(values) - {None, ""}:
            self.planes.say(facet, value, slots[values == value])

    def pairs(self, rows, *columns):
        """Two columns of numbers."""
        kind = np.dtype([("owner", np.int64), ("value", np.int64)])
        found = np.fromiter(rows.order_by().values_list(*columns).iterator(chunk_size=20_000), kind)
        return found["owner"], found["value"]

    def read_types(self):
        slugs = dict(ProgramType.objects.values_list("pk", "slug"))
        rows = self.of_programs(Program.types.through.objects.all())
        programs, types = self.pairs(rows, "program_id", "programtype_id")
        for pk, slug in slugs.items():
            self.planes.say("type", slug, self.planes.slots_of(programs[types == pk]))

    def read_terms(self):
        terms = {pk: (name, slug) for pk, name, slug in Term.objects.values_list("pk", "vocabulary", "slug")}
        for answer in (YES, NO):
            rows = self.of_programs(
                ProgramTerm.objects.filter(answer=answer, term__vocabulary__in=PROGRAM_TERMS)
            )
            self.say_terms(answer, terms, *self.pairs(rows, "program_id", "term_id"))

    def say_terms(self, answer, terms, programs, values):
        """Say yes to, or deny, the terms of programs, a term at a time."""
        order = np.argsort(values, kind="stable")
        programs, values = programs[order], values[order]
        found, starts = np.unique(values, return_index=True)
        parts = np.split(programs, starts[1:]) if len(found) else []
        for pk, some in zip(found, parts, strict=True):
            if int(pk) not in terms:
                continue
            facet, slug = terms[int(pk)]
            slots = self.planes.slots_of(some)
            if answer == YES:
                self.planes.say(facet, slug, slots)
            else:
                set_bits(self.planes.marks["denied", facet, slug], slots)

    def read_clinic_terms(self):
        """Terms of a clinic hold for each of its programs."""
        rows = self.of_clinics(ClinicTerm.objects.filter(term__vocabulary__in=CLINIC_TERMS)).order_by()
        said = defaultdict(list)
        for pk, *term in rows.values_list("clinic_id", "answer", "term__vocabulary", "term__slug").iterator():
            if pk in self.planes.positions:
                said[tuple(term)].append(self.planes.positions[pk])
        for (answer, facet, slug), positions in said.items():
            slots = self.planes.all_slots(np.array(positions, np.int64))
            if answer == YES:
                self.planes.say(facet, slug, slots)
            else:
                set_bits(self.planes.marks["denied", facet, slug], slots)

    def read_served_states(self):
        rows = self.of_programs(ServedState.objects.all()).order_by()
        for program, region in rows.values_list("program_id", "region"):
            set_bits(self.planes.marks["served", region], self.planes.slots_of([program]))

    def read_claims(self):
        said = self.of_clinics(Statement.objects.filter(group="offer")).order_by()
        own = said.filter(source__kind=Source.Kind.CLINIC)
        for level, rows in (("clinic", own), ("listed", said)):
            programs = np.fromiter(rows.values_list("program_id", flat=True).iterator(), np.int64)
            self.planes.say("claim", level, self.planes.slots_of(programs))

    def read_checks(self):
        """Of each group the newest check: checks of these groups all last equally long, so it ends last."""
        planes = self.planes
        checks = self.of_clinics(Check.objects.filter(ended_on__isnull=True)).order_by("checked_on")
        columns = ("clinic_id", "program_id", "group", "checked_on", "expires_on")
        wanted = checks.filter(group__in=["contact", "offer", "availability"])
        for clinic, program, group, on, until in wanted.values_list(*columns).iterator():
            if group == "contact" and clinic in planes.positions:
                position = planes.positions[clinic]
                planes.contact_on[position], planes.contact_until[position] = (
                    on.toordinal(),
                    until.toordinal(),
                )
            elif program:
                slots = planes.slots_of([program])
                if group == "offer":
                    planes.days["offer_on"].reshape(-1)[slots] = on.toordinal()
                name = "offer_until" if group == "offer" else "available_until"
                planes.days[name].reshape(-1)[slots] = until.toordinal()

    def read_prices(self):
        """Prices of a dosing session, and the course of each stretch of days in which its prices hold."""
        prices, courses = [], []
        rows = self.of_programs(Price.objects.filter(currency=settings.SITE_CURRENCY)).order_by(
            "program_id", "pk"
        )
        sessions = (
            self.of_clinics(Program.objects.published().filter(prices__isnull=False))
            .distinct()
            .values_list("pk", *COURSE_FIELDS, named=True)
        )
        by_program = {}
        for price in rows.values_list(*PRICE_FIELDS, named=True).iterator():
            by_program.setdefault(price.program_id, []).append(price)
        for program in sessions.iterator():
            mine = by_program.get(program.pk, [])
            for slot in self.planes.slots_of([program.pk]).tolist():
                prices += [(slot, first_day(p), last_day(p), p.low) for p in mine if p.item == Item.DOSING]
                courses += [(slot, *stretch) for stretch in stretches(program, mine)]
        self.planes.prices = added(self.planes.prices, prices)
        self.planes.courses = added(self.planes.courses, courses)


def added(rows, more):
    return np.concatenate([rows, np.array(more, np.int64).reshape(-1, rows.shape[1])])


def first_day(price):
    return price.valid_from.toordinal() if price.valid_from else FIRST_DAY


def last_day(price):
    return price.valid_until.toordinal() if price.valid_until else LAST_DAY


def stretches(program, prices):
    """(first day, last day, low, complete) of every stretch of days in which the same prices hold."""
    starts = sorted(
        {FIRST_DAY, *(first_day(p) for p in prices), *(last_day(p) + 1 for p in prices)} - {LAST_DAY + 1}
    )
    for start, end in zip(starts, [*(day - 1 for day in starts[1:]), LAST_DAY], strict=True):
        holding = [p for p in prices if first_day(p) <= start <= last_day(p)]
        found = course(program, [Holding(p) for p in holding], None, settings.SITE_CURRENCY)
        if found:
            yield start, end, found.low, int(found.complete)


class Holding:
    """A price that is known to hold on the day asked about."""

    def __init__(self, price):
        self.item, self.low, self.high, self.currency = price.item, price.low, price.high, price.currency
        self.includes, self.excludes = price.includes, price.excludes

    def holds_on(self, _day):
        return True
