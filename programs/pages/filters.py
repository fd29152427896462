"""The filters beside the list: groups of facets in reading order, each open or closed, and the fields of one value."""

from dataclasses import dataclass, field

from programs.models.groups import GROUP_OF, GROUPS
from programs.models.program import PROGRAM_ANSWERS
from programs.pages.facets import AnswerGroup, Choice

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
SEARCH_FIELDS = ("q", "near")
NUMBERS = ["price_max", "course_max", "wait_max"]


@dataclass(frozen=True)
class Entry:
    """A field with one value: what stands in it, and what is wrong with it."""

    name: str
    label: str
    value: str
    errors: list = field(default_factory=list)


@dataclass(frozen=True)
class Filters:
    """All filters of the list page. `cities` come from the address alone and are kept in it."""

    lists: list
    answers: list
    numbers: list
    checked: bool
    unknown: bool
    cities: list
    chosen: int
    sure_errors: list

    @property
    def numbers_open(self):
        return any(entry.value or entry.errors for entry in self.numbers)


def filters(result):
    """The Filters of a search's result."""
    facets = {facet.name: facet for facet in result.facets}
    shown = [facets[name] for name in LISTS if facets[name].options]
    return Filters(
        lists=[choice(facet, result, place < OPEN) for place, facet in enumerate(shown)],
        answers=answer_groups(facets, result),
        numbers=[entry(name, result) for name in NUMBERS],
        checked="checked" in result.known,
        unknown="unknown" in result.known,
        cities=result.known.get("city", []),
        chosen=sum(1 for chip in result.chips if chip.name not in SEARCH_FIELDS),
        sure_errors=result.errors.get("checked", []) + result.errors.get("unknown", []),
    )


def choice(facet, result, stands_open=False):
    errors = problems(result, facet.name)
    return Choice(facet, errors, bool(stands_open or facet.chosen or errors))


def answer_groups(facets, result):
    """Facets of single answers under the label of their group of facts."""
    by_group = {}
    for name in PROGRAM_ANSWERS:
        by_group.setdefault(GROUP_OF["program", name], []).append(choice(facets[name], result))
    return [AnswerGroup(GROUPS[slug].label, choices) for slug, choices in by_group.items()]


def entry(name, result):
    """The field `name` as it was sent, with its errors."""
    value = result.known.get(name, [""])[-1]
    return Entry(name, result.form.fields[name].label, value, problems(result, name))


def problems(result, name):
    """What is wrong with the parameter `name`, as sentences; what an unknown place may have meant is meant()'s."""
    return [
        str((error.params or {}).get("problem") or " ".join(error.messages))
        for error in refusals(result, name)
    ]


def meant(result):
    """(parameter, value) of the places that an unknown one may have meant."""
    return [
        (name, value)
        for name in ("near", "city")
        for error in refusals(result, name)
        for value in (error.params or {}).get("instead", [])
    ]


def refusals(result, name):
    return result.form.errors.as_data().get(name, []) if result.errors else []
