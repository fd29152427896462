"""Which rows an export holds, in which order, read in batches so that memory does not grow.

A batch costs two statements, one for clinics and one for programs: what belongs to an entry comes as one text a list,
and what many entries share (claims, terms, prices) is worked out once for them. No list is kept as text beside its
rows: by the time its parts take, that would save a fifth, for a second truth that every change has to follow.
"""

from array import array
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from itertools import chain, islice, pairwise, repeat
from operator import itemgetter

from django.db import connection

from programs.columns import Column
from programs.databases import reading
from programs.models import Clinic, Program
from programs.readings import KEPT, Known
from programs.selected import Selection

FIRST, CHUNK = 20, 500  # clinics a batch: the first is small, so that a file begins at once
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


class PackedIds:
    """Ids as machine numbers: of 200,000 programs they take 3 MB, as lists of Python's numbers ten times that."""

    def __init__(self, ids: Ids):
        self.clinics, self.counts, self.programs = array("q"), array("q"), array("q")
        for clinic, programs in ids:
            self.clinics.append(clinic)
            self.counts.append(len(programs))
            self.programs.extend(programs)

    def __iter__(self):
        programs = iter(self.programs)
        for clinic, count in zip(self.clinics, self.counts, strict=True):
            yield clinic, list(islice(programs, count))


def count_rows(ids: Ids, rows: str) -> int:
    """How many rows `ids` make with one row a program, or a clinic."""
    return sum(1 if rows == CLINIC else max(1, len(programs)) for _clinic, programs in ids)


def export_rows(
    ids: Ids, columns: list[Column], rows: str, today, currency: str, unpublished: bool = False
) -> Iterator[tuple]:
    """Yield the cells of each row, in the order of `ids`.

    What is no longer public when its batch is read is left out, unless `unpublished`. Costs 2 queries, and 2 for each
    batch of 500 clinics.
    """
    layout, ids = Layout(columns, Known(today, currency), unpublished), iter(ids)
    sizes = chain([FIRST], repeat(CHUNK))
    batches = iter(lambda: list(islice(ids, next(sizes))), [])
    for batch, selected in ahead(layout.selected, batches):
        yield from layout.rows_of(batch, selected, rows)


def ahead(read, batches):
    """Yield (batch, `read(batch, cursor)`) of each batch; PostgreSQL reads the next while this one is worked on.

    SQLite works in this process, which would have to wait for it all the same.
    """
    with reading().cursor() as cursor, ThreadPoolExecutor(1) as reader:
        if connection.vendor != "postgresql":
            yield from ((batch, read(batch, cursor)) for batch in batches)
            return
        asked = ((batch, reader.submit(read, batch, cursor)) for batch in batches)
        for (batch, now), _next in pairwise(chain(asked, [None])):
            yield batch, now.result()


class Layout:
    """How rows are put together: one list holds all cells of a clinic, of a program, and those made of both.

    `pick` takes the cells of the columns from it, in their order.
    """

    def __init__(self, columns, known, unpublished=False):
        self.columns, self.unpublished = columns, unpublished
        parts = list(dict.fromkeys(column.part for column in columns))
        self.clinics, self.programs = (
            Side(owner, parts, known, unpublished) for owner in ("clinic", "program")
        )
        places = self.clinics.places | {
            key: len(self.clinics.blank) + place for key, place in self.programs.places.items()
        }
        _blank, self.makers = with_made(
            self.clinics.blank + self.programs.blank,
            [part for part in parts if part.make and len(part.owners) == 2],
            places,
            known,
        )
        self.pick = itemgetter(*(places[column.part] + column.place for column in columns))

    def selected(self, batch, cursor):
        """What the database says of a batch of ids: of its clinics, of its programs."""
        return (
            self.clinics.selection.read([clinic for clinic, _programs in batch], cursor),
            self.programs.selection.read([pk for _clinic, pks in batch for pk in pks], cursor),
        )

    def rows_of(self, batch, selected, rows):
        """The rows of a batch of ids of which selected() is known."""
        clinics, programs = self.clinics.completed(selected[0]), self.programs.completed(selected[1])
        for pk, pks in batch:
            if clinic := clinics.get(pk):
                mine = [self.row(clinic, programs[each]) for each in pks if each in programs]
                if not mine and self.unpublished:
                    mine = [self.row_without_program(clinic)]
                yield from [self.summary(mine)] if mine and rows == CLINIC else mine

    def row(self, clinic, program):
        return self.pick(completed(clinic + program, self.makers))

    def row_without_program(self, clinic):
        cells = self.row(clinic, self.programs.blank)
        return tuple(
            cell if column.owner == "clinic" else column.unstated
            for column, cell in zip(self.columns, cells, strict=True)
        )

    def summary(self, rows):
        """One row for all rows of a clinic."""
        return tuple(
            cells[0] if column.owner == "clinic" else column.summed_up(cells)
            for column, cells in zip(self.columns, zip(*rows, strict=True), strict=True)
        )


class Side:
    """The selected values of clinics or of programs, each with the cells that are made of them alone.

    `places` says where in such a list a selected value ("clinic.slug") stands and where the cells of a part begin;
    `blank` is the list of an entry that is not there.
    """

    def __init__(self, owner, parts, known, unpublished):
        needs = dict.fromkeys(chain.from_iterable(part.needs for part in parts))
        names = [name.partition(".")[2] for name in needs if name.startswith(f"{owner}.")]
        names = [name for name in names if name != "pk"]
        self.selection = Selection(owner, names, unpublished)
        self.places = {f"{owner}.{name}": place for place, name in enumerate(["pk", *names])}
        own = [part for part in parts if part.owners == {owner}]
        self.places |= {part: self.places[part.needs[0]] for part in own if not part.make}
        self.blank, self.makers = with_made(
            self.selection.blank, [part for part in own if part.make], self.places, known
        )

    def completed(self, selected):
        """{pk: cells} of the selected ones."""
        return {pk: completed(list(values), self.makers) for pk, values in selected.items()}


def with_made(blank, parts, places, known):
    """(`blank` with the cells of `parts`, how they are made); notes in `places` where the cells of each part begin."""
    blank, makers = list(blank), []
    for part in parts:
        makers.append(
            (taker([places[name] for name in part.needs]), lru_cache(KEPT)(partial(part.make, known)))
        )
        places[part] = len(blank)
        completed(blank, makers[-1:])
    return blank, makers


def completed(cells, makers):
    """The list `cells`, with those that are made of them added to it."""
    for take, make in makers:
        cells += make(*take(cells))
    return cells


def taker(places):
    """A function that takes the cells at `places` of an entry, as a tuple."""
    return itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
