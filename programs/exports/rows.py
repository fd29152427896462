"""Which rows an export holds, in which order, read in chunks so that memory does not grow."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Prefetch

from programs.columns import Column
from programs.models import Clinic, Program, Statement
from programs.readings import Reading

CHUNK = 500
PROGRAM, CLINIC = "program", "clinic"
ROWS = (PROGRAM, CLINIC)
# What the columns read of an entry: slugs, not the texts that a page shows of them.
SAID = Prefetch("statements", Statement.objects.select_related("source"))
OF_CLINIC = ("phones", "hours", "licences", "terms__term", SAID, "checks")
OF_PROGRAM = ("types", "terms__term", "prices__source", "served_states")
Ids = Iterable[tuple[int, list[int]]]


def published_ids(clinics) -> list[tuple[int, list[int]]]:
    """(clinic pk, [pks of its published programs]) of those of `clinics`, a queryset, that are public: 2 queries."""
    return paired(clinics.published(), Program.objects.published())


def all_ids() -> list[tuple[int, list[int]]]:
    """Every clinic by its id, drafts and withdrawn ones too, with all its programs: 2 queries."""
    return paired(Clinic.objects.order_by("public_id"), Program.objects.all())


def paired(clinics, programs):
    """(clinic pk, [program pks]) in the order of `clinics`."""
    of: dict[int, list[int]] = {}
    for program, clinic in programs.order_by("pk").values_list("pk", "clinic_id"):
        of.setdefault(clinic, []).append(program)
    return [(clinic, of.get(clinic, [])) for clinic in clinics.values_list("pk", flat=True)]


def count_rows(ids: Ids, rows: str) -> int:
    """How many rows `ids` make with one row a program, or a clinic."""
    return sum(1 if rows == CLINIC else max(1, len(programs)) for _clinic, programs in ids)


def export_rows(
    ids: Ids, columns: list[Column], rows: str, today, currency: str, unpublished: bool = False
) -> Iterator[list[str]]:
    """Yield the cells of each row as canonical texts, in the order of `ids`.

    What is no longer public when its chunk is read is left out, unless `unpublished`. Each chunk of 500 clinics costs
    the same queries however many there are of them.
    """
    ids = iter(ids)
    while chunk := list(islice(ids, CHUNK)):
        clinics = read_clinics([clinic for clinic, _programs in chunk], columns, unpublished)
        programs = read_programs([pk for _clinic, pks in chunk for pk in pks], unpublished)
        for pk, pks in chunk:
            if clinic := clinics.get(pk):
                mine = [programs[each] for each in pks if each in programs]
                if mine or unpublished:
                    yield from clinic_rows(clinic, mine, columns, rows, today, currency)


def read_clinics(pks, columns, unpublished):
    """{pk: clinic} with all that the columns read."""
    clinics = Clinic.objects.all() if unpublished else Clinic.objects.published()
    more = [column.prefetch for column in columns if column.prefetch]
    return clinics.select_related("organization").prefetch_related(*OF_CLINIC, *more).in_bulk(pks)


def read_programs(pks, unpublished):
    """{pk: program} with all of its facts."""
    programs = Program.objects.all() if unpublished else Program.objects.published()
    return programs.select_related("medicine").prefetch_related(*OF_PROGRAM).in_bulk(pks)


def clinic_rows(clinic, programs, columns, rows, today, currency):
    """The rows of one clinic: one a program, one for a clinic without a program, or one that sums them up."""
    readings = [Reading(clinic, program, today, currency) for program in programs or [None]]
    if rows == PROGRAM:
        yield from ([column.text(reading) for column in columns] for reading in readings)
    else:
        yield [summary(column, readings) for column in columns]


def summary(column, readings):
    """The cell of one row a clinic."""
    if column.owner == "clinic":
        return column.text(readings[0])
    return column.summed_up(column.text(reading) for reading in readings)
