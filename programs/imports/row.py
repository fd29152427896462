"""What a reader makes of one row of a file: facts in the directory's own words, or the reason why not."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    """One row in canonical texts (those of programs.models.facts), by fact.

    `programs` is keyed by part: the program type that a program stands for, or a program's own id. `operator` holds
    ownership and npi of the organization that `clinic` names. With `only_known` the row adds to a clinic that is
    here and makes none; it says nothing of the parts in `silent`. `warnings` are (column, value, words).
    """

    line: int
    raw: dict
    key: str
    clinic: dict[str, str]
    programs: dict[str, dict[str, str]]
    operator: dict[str, str] = field(default_factory=dict)
    only_known: bool = False
    silent: frozenset = frozenset()
    warnings: tuple = ()
    path: str = ""


@dataclass(slots=True)
class Reject:
    """A row that cannot be used as it is: which column, what stood there, and what to do."""

    line: int
    raw: dict
    column: str
    value: str
    reason: str
    path: str = ""


@dataclass(slots=True)
class Skip:
    """A row that is not meant for the directory: a blank, a legend, a total, or care of another kind."""

    line: int
    raw: dict
    reason: str
    path: str = ""


def in_columns(found, theirs):
    """A Row, Reject or Skip with its columns named as in the file: `theirs` is {our name: theirs}."""
    if isinstance(found, Reject):
        found.column = theirs.get(found.column, found.column)
    elif isinstance(found, Row):
        found.warnings = tuple((theirs.get(column, column), *rest) for column, *rest in found.warnings)
    return found
