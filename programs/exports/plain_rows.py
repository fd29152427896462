"""What belongs to entries, read as plain tuples: model objects of half a million rows take ten times as long.

A tuple has the names of the model's fields that the codebook reads, and stands where a prefetch would have put objects.
"""

from collections import defaultdict
from typing import Any, NamedTuple

from programs.models import (
    Check,
    ClinicTerm,
    Hours,
    Licence,
    Phone,
    Price,
    Program,
    ProgramTerm,
    ServedState,
    Source,
    Statement,
    Term,
)


class PlainTerm(NamedTuple):
    vocabulary: str
    slug: str
    order: int


class Stated(NamedTuple):
    term: Any
    answer: str
    role: str
    note: str


class PlainPhone(NamedTuple):
    public_id: Any
    kind: str
    number: str
    extension: str
    note: str


class PlainHours(NamedTuple):
    day: int
    opens: Any
    closes: Any


class PlainLicence(NamedTuple):
    public_id: Any
    kind: str
    issuer: str
    number: str
    state: str
    valid_until: Any
    looked_up_at: str


class Said(NamedTuple):
    source: Any
    program_id: Any
    pk: int
    group: str
    edition: str
    as_of: Any


class PlainCheck(NamedTuple):
    program_id: Any
    pk: int
    group: str
    method: str
    checked_on: Any
    expires_on: Any
    ended_on: Any
    by_name: str
    note: str

    is_live = Check.is_live


class PlainPrice(NamedTuple):
    source: Any
    public_id: Any
    item: str
    low: int
    high: Any
    currency: str
    includes: list
    excludes: list
    valid_from: Any
    valid_until: Any
    note: str

    holds_on = Price.holds_on


class PlainType(NamedTuple):
    slug: str
    order: int


class Region(NamedTuple):
    region: str


def add_rows_of_clinics(clinics):
    """Give each of `clinics` ({pk: clinic}) all that export columns read of it: 8 queries."""
    terms(clinics, ClinicTerm, "clinic_id")
    belonging(clinics, "phones", Phone, PlainPhone)
    belonging(clinics, "hours", Hours, PlainHours)
    belonging(clinics, "licences", Licence, PlainLicence)
    belonging(clinics, "statements", Statement, Said, named=True)
    belonging(clinics, "checks", Check, PlainCheck)


def add_rows_of_programs(programs):
    """Give each of `programs` ({pk: program}) all that export columns read of it: 6 queries."""
    terms(programs, ProgramTerm, "program_id")
    belonging(programs, "prices", Price, PlainPrice, "program_id", named=True)
    belonging(programs, "served_states", ServedState, Region, "program_id")
    rows = Program.types.through.objects.filter(program_id__in=list(programs))
    of = defaultdict(list)
    for program, slug, order in rows.values_list("program_id", "programtype__slug", "programtype__order"):
        of[program].append(PlainType(slug, order))
    put(programs, "types", of)


def terms(entries, model, owner):
    """The stated terms of entries, in no order: every reader of them sorts them."""
    rows = list(
        model.objects.order_by()
        .filter(**{f"{owner}__in": list(entries)})
        .values_list(owner, "term_id", "answer", "role", "note")
    )
    wanted = Term.objects.filter(pk__in={row[1] for row in rows})
    columns = wanted.values_list("pk", "vocabulary", "slug", "order")
    words = {pk: PlainTerm(vocabulary, slug, order) for pk, vocabulary, slug, order in columns}
    of = defaultdict(list)
    for pk, term, *said in rows:
        of[pk].append(Stated(words[term], *said))
    put(entries, "terms", of)


def belonging(entries, name, model, plain, owner="clinic_id", named=False):
    """The rows `name` of entries in the model's own order; `named` ones come with their Source, a query more."""
    columns = [column if column != "source" else "source_id" for column in plain._fields]
    rows = list(model.objects.filter(**{f"{owner}__in": list(entries)}).values_list(owner, *columns))
    of = defaultdict(list)
    if named:
        sources = Source.objects.in_bulk({row[1] for row in rows if row[1]})
        rows = [(pk, sources.get(source), *values) for pk, source, *values in rows]
    for pk, *values in rows:
        of[pk].append(plain(*values))
    put(entries, name, of)


def put(entries, name, of):
    """Put the rows where `entry.<name>.all()` finds what was prefetched."""
    for pk, entry in entries.items():
        entry.__dict__.setdefault("_prefetched_objects_cache", {})[name] = of.get(pk, ())
