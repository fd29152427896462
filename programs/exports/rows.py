"""Which rows an export holds, in which order, read in chunks so that memory does not grow."""

from collections.abc import Iterable, Iterator
from itertools import islice
from operator import attrgetter

from programs.columns import Column
from programs.exports.plain_rows import add_rows_of_clinics, add_rows_of_programs
from programs.models import Clinic, Program
from programs.models.facts import text_of
from programs.readings import Reading

CHUNK = 500
PROGRAM, CLINIC = "program", "clinic"
ROWS = (PROGRAM, CLINIC)
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
    ids, layout = iter(ids), Layout(columns)
    while chunk := list(islice(ids, CHUNK)):
        clinics = read_clinics([clinic for clinic, _programs in chunk], columns, unpublished)
        programs = read_programs([pk for _clinic, pks in chunk for pk in pks], unpublished)
        for pk, pks in chunk:
            if clinic := clinics.get(pk):
                mine = [programs[each] for each in pks if each in programs]
                if mine or unpublished:
                    yield from clinic_rows(clinic, mine, layout, rows, today, currency)


def read_clinics(pks, columns, unpublished):
    """{pk: clinic} with all that the columns read."""
    clinics = Clinic.objects.all() if unpublished else Clinic.objects.published()
    more = [column.prefetch for column in columns if column.prefetch]
    found = clinics.select_related("organization").prefetch_related(*more).in_bulk(pks)
    add_rows_of_clinics(found)
    return found


def read_programs(pks, unpublished):
    """{pk: program} with all of its facts."""
    programs = Program.objects.all() if unpublished else Program.objects.published()
    found = programs.select_related("medicine").in_bulk(pks)
    add_rows_of_programs(found)
    return found


class Layout:
    """The columns of an export by what has to be read anew for them: per clinic, per program, field or worked out."""

    def __init__(self, columns):
        self.columns = columns
        self.of_clinic = [(place, column) for place, column in enumerate(columns) if column.of_clinic_alone]
        others = [(place, column) for place, column in enumerate(columns) if not column.of_clinic_alone]
        plain = [(place, column.attribute) for place, column in others if column.attribute]
        self.worked_out = [(place, column) for place, column in others if not column.attribute]
        self.places = [place for place, _name in plain]
        self.values = attrgetter(*(name for _place, name in plain)) if len(plain) > 1 else None

    def rows(self, readings):
        """The row of each of the readings of one clinic."""
        start = [""] * len(self.columns)
        for place, column in self.of_clinic:
            start[place] = column.text(readings[0])
        for reading in readings:
            cells = start.copy()
            if reading.program is None or self.values is None:
                yield [column.text(reading) for column in self.columns]
                continue
            for place, value in zip(self.places, self.values(reading.program), strict=True):
                cells[place] = value if type(value) is str else text_of(value)
            for place, column in self.worked_out:
                cells[place] = column.read(reading)
            yield cells


def clinic_rows(clinic, programs, layout, rows, today, currency):
    """The rows of one clinic: one a program, one for a clinic without a program, or one that sums them up."""
    readings = [Reading(clinic, program, today, currency) for program in programs or [None]]
    if rows == CLINIC:
        yield [summary(column, readings) for column in layout.columns]
    else:
        yield from layout.rows(readings)


def summary(column, readings):
    """The cell of one row a clinic."""
    if column.owner == "clinic":
        return column.text(readings[0])
    return column.summed_up(column.text(reading) for reading in readings)
