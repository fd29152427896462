"""One export: rows with their columns, and the stamp that ends the file."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from programs import codebook
from programs.cells import Stamp
from programs.columns import FULL, PUBLIC, SETS, Column
from programs.exports.rows import CLINIC, PROGRAM, ROWS, Ids, PackedIds, export_rows


class WrongChoice(Exception):
    """A format, set of columns or kind of rows that there is not. `name` is the parameter."""

    def __init__(self, name, message):
        self.name = name
        super().__init__(message)


@dataclass
class Table:
    """What a writer gets: the `columns` of the set `name`, `rows()` to be read once, and then the `stamp`.

    `query` is the filter as an address, `words` the same in words; `language` is that of labels and explanations.
    `progress`, if any, is told of each row.
    """

    name: str
    ids: Ids
    rows_are: str
    query: str
    today: dt.date
    unpublished: bool = False
    words: str = ""
    language: str = settings.LANGUAGE_CODE
    progress: Callable | None = None
    started_at: dt.datetime = field(default_factory=timezone.now)
    count: int = 0

    @cached_property
    def columns(self) -> list[Column]:
        return codebook.columns_of(self.name)

    def rows(self, columns: list[Column] | None = None, rows_are: str = "") -> Iterator[tuple]:
        """Yield the cells of each row, and count them; `columns` and `rows_are` where a format has its own."""
        for cells in export_rows(
            self.ids,
            columns or self.columns,
            rows_are or self.rows_are,
            self.today,
            settings.SITE_CURRENCY,
            self.unpublished,
        ):
            self.count += 1
            if self.progress:
                self.progress()
            yield cells

    @property
    def filter_in_words(self) -> str:
        """The filter in words, in the language that is active."""
        return self.words or _("every program that is listed by default")

    @property
    def stamp(self) -> Stamp:
        """When, for which filter, how many rows: true once all rows have been read."""
        return Stamp(self.started_at, self.query, self.count, codebook.VERSION, settings.DEMONSTRATION)


def table_of(
    ids: Ids,
    columns: str = PUBLIC,
    rows: str = PROGRAM,
    query: str = "",
    today: dt.date | None = None,
    unpublished: bool = False,
    **more,
) -> Table:
    """The Table of `ids`, (clinic pk, [program pks]) in order: exactly those, so that none gives a header alone.

    `query` says in the stamp which filter they are, `more` are other fields of the Table. Without `unpublished` only
    what is public is written. Raises WrongChoice; full columns come with one row a program only, as a row that sums up
    programs cannot be restored.
    """
    if columns not in SETS:
        raise WrongChoice("columns", f"columns: use one of {', '.join(SETS)}.")
    if rows not in ROWS:
        raise WrongChoice("rows", f"rows: use one of {', '.join(ROWS)}.")
    if columns == FULL and rows == CLINIC:
        raise WrongChoice("rows", "rows: the full columns come with one row a program.")
    return Table(columns, PackedIds(ids), rows, query, today or timezone.localdate(), unpublished, **more)
