"""What the search index reads of public clinics: of all of them, or of one that has changed.

A change of one clinic carries its rows along in the log, so that no process asks the database for them again.
"""

import json
from collections import namedtuple
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db.models import Count, Q

from programs.models.answers import NO, YES
from programs.models.clinic import Clinic, Status
from programs.models.price import Item, Price, course
from programs.models.program import PROGRAM_ANSWERS, Program, ServedState
from programs.models.source import Check, Source, Statement
from programs.models.term import ClinicTerm, ProgramTerm

FIRST_DAY, LAST_DAY = 1, 4_000_000  # ordinals before and after every date
PROGRAM_COLUMNS = ("pk", "clinic_id", "wait_days", "medicine__slug", *PROGRAM_ANSWERS)
PRICE_FIELDS = "program_id item low high currency includes excludes valid_from valid_until".split()
COURSE_FIELDS = [
    f"{stem}_{end}" for stem in ("preparation", "dosing", "integration") for end in ("fewest", "most")
]
AT_ONCE = 1_000  # rows: the more are read at once, the more memory is kept by the process ever after
Sessions = namedtuple("Sessions", COURSE_FIELDS)
PRICE, COURSE = 0, 1  # kinds of amounts
CHECKED = ["contact", "offer", "availability"]


def rows_as_text(pk):
    """The rows of the clinic `pk` as JSON; eleven queries."""
    return json.dumps({name: list(found) for name, found in indexed_rows([pk]).items()})


def indexed_rows(pks=None):
    """{name: rows} of the public clinics `pks` (None: all), of numbers and words, each read when it is asked for.

    What is published between two of these reads is left to the next look: it has a number of its own.
    """
    programs, clinics = of_clinics(pks, "program__clinic"), of_clinics(pks, "clinic")
    return {
        "clinics": clinic_rows(of_clinics(pks, "pk")),
        "programs": read(Program.objects.published().filter(clinics).order_by("pk"), *PROGRAM_COLUMNS),
        "types": read(Program.types.through.objects.filter(programs), "program_id", "programtype_id"),
        **term_rows("program", ProgramTerm.objects.filter(programs)),
        **term_rows("clinic", ClinicTerm.objects.filter(clinics)),
        "served": read(ServedState.objects.filter(programs), "program_id", "region"),
        "claims": claim_rows(clinics),
        "checks": check_rows(clinics),
        "amounts": amount_rows(programs),
    }


def of_clinics(pks, path):
    """The Q of what belongs to the clinics `pks`."""
    return Q() if pks is None else Q(**{f"{path}__in": pks})


def read(rows, *columns):
    return rows.values_list(*columns).iterator(chunk_size=AT_ONCE)


def clinic_rows(wanted):
    """Those with the most programs first."""
    public = Q(programs__status=Status.PUBLISHED)
    rows = Clinic.objects.published().filter(wanted).annotate(most=Count("programs", filter=public))
    columns = ("pk", "public_latitude", "public_longitude", "city", "region", "operating_status")
    for *row, name, public_id in read(rows.order_by("-most", "pk"), *columns, "name", "public_id"):
        yield *row, name.casefold(), str(public_id)


def term_rows(owner, rows):
    """The terms that programs, or clinics, say yes to, and those they deny."""
    return {
        f"{owner}_{answer}": read(rows.filter(answer=answer).order_by(), f"{owner}_id", "term_id")
        for answer in (YES, NO)
    }


def claim_rows(wanted):
    """(program, whether the clinic itself says its offer) of every statement of one."""
    rows = Statement.objects.filter(wanted, group="offer").order_by()
    for program, kind in read(rows, "program_id", "source__kind"):
        yield program, int(kind == Source.Kind.CLINIC)


def check_rows(wanted):
    """Of each group the newest check comes last: checks of these groups all last equally long, so it ends last."""
    rows = Check.objects.filter(wanted, ended_on__isnull=True, group__in=CHECKED).order_by("checked_on")
    for *about, on, until in read(rows, "clinic_id", "program_id", "group", "checked_on", "expires_on"):
        yield *about, on.toordinal(), until.toordinal()


def amount_rows(wanted):
    """(kind, program, first day, last day, low, complete) of each price of a dosing session, and of each course.

    A course holds for a stretch of days in which its prices are the same.
    """
    rows = Price.objects.filter(wanted, program__status=Status.PUBLISHED, currency=settings.SITE_CURRENCY)
    columns = (*PRICE_FIELDS, *(f"program__{name}" for name in COURSE_FIELDS))
    ordered = rows.order_by("program_id", "pk").values_list(*columns, named=True).iterator(chunk_size=AT_ONCE)
    for program, prices in groupby(ordered, key=attrgetter("program_id")):
        mine = list(prices)
        for price in mine:
            if price.item == Item.DOSING:
                yield PRICE, program, first_day(price), last_day(price), price.low, 1
        sessions = Sessions(**{name: getattr(mine[0], f"program__{name}") for name in COURSE_FIELDS})
        for stretch in stretches(sessions, mine):
            yield COURSE, program, *stretch


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
