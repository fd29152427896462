"""What a search answers."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Chip:
    """A chosen value: what it says, and the parameters without it."""

    name: str
    value: str
    label: str
    without: str


@dataclass
class Option:
    """One value of a facet."""

    value: str
    label: str
    selected: bool
    count: int | None = None


@dataclass
class Facet:
    """A parameter that offers values to choose from."""

    name: str
    label: str
    options: list[Option]
    of: str = "program"

    @property
    def chosen(self):
        return [option for option in self.options if option.selected]


@dataclass(frozen=True)
class Found:
    """A clinic of the page before it is loaded: its pk, and the pks of its programs that match.

    `stamp` is another one after every change of the clinic. `about` says that the place searched near is only about
    right, so that every distance from it is too. The rest is as in a Hit.
    """

    clinic: int
    programs: tuple[int, ...]
    stamp: tuple[int, int]
    miles: float | None = None
    direction: str = ""
    by_telehealth: bool = False
    about: bool = False


@dataclass
class Hit:
    """A clinic with the programs of it that match. Distance in miles, None without a place."""

    clinic: Any
    programs: list
    miles: float | None = None
    direction: str = ""
    by_telehealth: bool = False


@dataclass
class Result:
    """The answer to one search.

    `found` are the clinics of this page, `hits` the same, loaded; without a page `ids` are (clinic pk, [matching
    program pks]) of every clinic found, in order. `total` says how many clinics match. With `errors` ({parameter:
    [message]}) nothing is found: a wrong filter never answers with all rows. `corrected` are the words looked for when
    no document has those typed; `ketamine_problem` says that they ask for help with ketamine itself, so that the page
    can ask and help. `left_out` are the kinds of care that show only when they are chosen, and were not, each with how
    many clinics match all the rest with it. `asked` are the lists and answers that were asked something, by a tick or
    by typed words, each with the values asked for and what these are called.
    """

    form: Any
    errors: dict[str, list[str]] = field(default_factory=dict)
    total: int = 0
    left_out: list[Option] = field(default_factory=list)
    ids: list[tuple[int, list[int]]] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    corrected: str = ""
    ketamine_problem: bool = False
    place: Any = None
    radius: int = 0
    sort: str = "checked"
    page: int = 1
    pages: int = 1
    unknown_adds: int | None = None
    known: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    query: str = ""
