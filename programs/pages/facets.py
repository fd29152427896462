"""Facets as the filters beside the list show them.

Their words are the same for all searches that choose the same values, and only the counts differ: so a template is
rendered once, with blanks, and the counts of some 350 values are filled in.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from programs.pages.blanks import BLANK, texts_between
from programs.search.result import Facet, Option

FIRST = 7


@dataclass(frozen=True)
class Choice:
    """A facet with what is wrong with its value."""

    facet: Facet
    errors: list
    open: bool = False

    @property
    def chosen(self):
        return len(self.facet.chosen)

    @property
    def first(self):
        """The values that stand open: the first few, and every chosen one."""
        few = len(self.facet.options) <= FIRST + 2
        return [one for place, one in enumerate(self.facet.options) if few or self.stands_open(place)]

    @property
    def rest(self):
        """The values behind "more"."""
        few = len(self.facet.options) <= FIRST + 2
        return [
            one for place, one in enumerate(self.facet.options) if not few and not self.stands_open(place)
        ]

    def stands_open(self, place):
        return place < FIRST or self.facet.options[place].selected

    @property
    def html(self):
        """The facet as HTML."""
        return with_counts("programs/_facet.html", [self])


@dataclass(frozen=True)
class AnswerGroup:
    """The single answers of one group of facts."""

    label: str
    choices: list

    @property
    def chosen(self):
        return sum(choice.chosen for choice in self.choices)

    @property
    def open(self):
        return any(choice.chosen or choice.errors for choice in self.choices)

    @property
    def html(self):
        """The group as HTML."""
        return with_counts("programs/_answers.html", self.choices, str(self.label))


@dataclass(frozen=True)
class Blank:
    """An option with blanks in place of what its count says."""

    value: str
    label: str
    selected: bool
    count: str | None
    shut: str


def with_counts(template, choices, label=""):
    """The HTML of `template`, about one choice or a group of them called `label`."""
    options = [option for choice in choices for option in choice.facet.options]
    counted = options and options[0].count is not None
    texts, blanks = (parts if counted else parts.__wrapped__)(
        template, get_language(), label, tuple(map(shape, choices))
    )
    filled = [texts[0]]
    for (kind, place), text in zip(blanks, texts[1:], strict=True):
        filled += fill(kind, options[place]), text
    return mark_safe("".join(filled))  # noqa: S308  (made by a template, and numbers)


def shape(choice):
    """All that the HTML of a choice depends on but for the counts."""
    facet = choice.facet
    values = tuple((option.value, option.label, option.selected) for option in facet.options)
    counted = bool(facet.options) and facet.options[0].count is not None
    return facet.name, facet.label, values, tuple(choice.errors), choice.open, counted


def fill(kind, option: Option):
    """What stands in a blank: a count, or that an option which would find nothing cannot be chosen."""
    if kind == "count":
        return str(option.count)
    return " disabled" if option.count == 0 else ""


@lru_cache(maxsize=1_000)
def parts(template, language, label, shapes):
    """(texts, blanks between them) of `template` in `language`; a blank is (kind, place of its option)."""
    choices, place = [], 0
    for name, title, values, errors, is_open, counted in shapes:
        options = [blank(value, place + number, counted) for number, value in enumerate(values)]
        choices.append(Choice(Facet(name, title, options), list(errors), is_open))
        place += len(values)
    about = AnswerGroup(label, choices) if label else choices[0]
    pieces = texts_between(template, {"item": about})
    return pieces[::2], [(kind, int(place)) for kind, place in (each.split() for each in pieces[1::2])]


def blank(said, place, counted):
    """The Blank of an option that said (value, label, selected), numbered by `place`."""
    value, label, selected = said
    if not counted:
        return Blank(value, label, selected, None, "")
    shut = "" if selected else f"{BLANK}shut {place}{BLANK}"
    return Blank(value, label, selected, f"{BLANK}count {place}{BLANK}", shut)
