"""The filters beside the list: groups of facets in reading order, each open or closed, and the fields of one value."""

from dataclasses import dataclass, field

from programs.models.groups import GROUP_OF, GROUPS
from programs.models.program import PROGRAM_ANSWERS
from programs.search.result import Facet

# Lists of values, the most asked for first: the first of them stand open.
LISTS = [
    "type",
    "substance",
    "payment",
    "language",
    "therapy",
    "condition",
    "group",
    "setting",
    "route",
    "medicine",
]
LISTS += ["access", "state", "claim"]
OPEN = 3
NUMBERS = ["price_max", "course_max", "wait_max"]


@dataclass(frozen=True)
class Entry:
    """A field with one value: what stands in it, and what is wrong with it."""

    name: str
    label: str
    value: str
    errors: list = field(default_factory=list)


@dataclass(frozen=True)
class ListFilter:
    """A facet with its values, shown open or closed."""

    facet: Facet
    open: bool
    errors: list

    @property
    def chosen(self):
        return len(self.facet.chosen)


@dataclass(frozen=True)
class AnswerGroup:
    """The single answers of one group of facts."""

    label: str
    facets: list
    open: bool


@dataclass(frozen=True)
class Filters:
    """All filters of the list page."""

    lists: list
    answers: list
    numbers: list
    checked: bool
    unknown: bool
    chosen: int
    kept: list


def filters(result):
    """The Filters of a search's result."""
    facets = {facet.name: facet for facet in result.facets}
    return Filters(
        lists=[
            list_filter(facets[name], place, result)
            for place, name in enumerate(LISTS)
            if facets[name].options
        ],
        answers=answer_groups(facets),
        numbers=[entry(name, result) for name in NUMBERS],
        checked="checked" in result.known,
        unknown=result.known.get("unknown") == ["include"],
        chosen=sum(1 for chip in result.chips if chip.name not in ("q", "near")),
        kept=result.known.get("city", []),
    )


def list_filter(facet, place, result):
    errors = result.errors.get(facet.name, [])
    return ListFilter(facet, bool(place < OPEN or facet.chosen or errors), errors)


def answer_groups(facets):
    """Facets of single answers under the label of their group of facts."""
    by_group = {}
    for name in PROGRAM_ANSWERS:
        by_group.setdefault(GROUP_OF["program", name], []).append(facets[name])
    return [
        AnswerGroup(GROUPS[slug].label, rows, any(row.chosen for row in rows))
        for slug, rows in by_group.items()
    ]


def entry(name, result):
    """The field `name` as it was sent, with its errors."""
    value = result.known.get(name, [""])[-1]
    return Entry(name, result.form.fields[name].label, value, result.errors.get(name, []))
