"""What every file is to an import: one or more sheets of records."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path


class Broken(list):
    """The cells of a record that cannot be read: `reason`, and at which `place` (from 0) of its cells."""

    def __init__(self, cells, place, reason):
        super().__init__(cells)
        self.place = place
        self.reason = reason


class Sheet:
    """One sheet of a file. `kind` is "text", "workbook" or "JSON"; `name` is empty for a text file.

    `encoding` and `separator` are words for people, empty where there is none. What only a workbook knows is empty
    elsewhere: `hidden_lines`, `hidden_columns` (from 0) and `formulas`, {line: columns (from 0) with a formula}.
    """

    kind = ""
    name = ""
    hidden = False
    encoding = ""
    separator = ""

    def __init__(self, path):
        self.path = Path(path)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """(line at which it begins, cells as text) of each record from the first on; cells may be a Broken.

        Can be called again and again. Raises Refused where the rest of the file cannot be read.
        """
        raise NotImplementedError

    @property
    def hidden_lines(self) -> Collection[int]:
        return ()

    @property
    def hidden_columns(self) -> Collection[int]:
        return ()

    @property
    def formulas(self) -> Mapping[int, Collection[int]]:
        return {}

    def first_records(self, count: int) -> list[tuple[int, list[str]]]:
        """The first `count` records: enough to see where the header stands."""
        return list(islice(self.records(), count))

    def described(self) -> dict:
        """How the sheet was read, for reports."""
        return {"encoding": self.encoding, "separator": self.separator, "sheet": self.name}

    def __str__(self):
        return f"{self.path}, sheet {self.name}" if self.name else str(self.path)
