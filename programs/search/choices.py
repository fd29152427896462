"""The values each parameter offers, read once a search."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.models import Clinic, ProgramType, Term
from programs.models.answers import LISTED_ANSWERS
from programs.models.program import PROGRAM_ANSWERS, Program
from programs.search.meaning import read_meanings
from programs.search.parameters import CLINIC_TERMS, KNOWN, LABELS, PROGRAM_TERMS, RADII
from programs.vocabulary import STATES

ANY_TYPE = "any"
SORTS = [
    ("best", _("Best match")),
    ("distance", _("Nearest")),
    ("course", _("Lowest course price")),
    ("wait", _("Shortest wait")),
    ("checked", _("Last checked")),
    ("name", _("Name")),
]
CLAIMS = [
    ("confirmed", _("Confirmed by us")),
    ("clinic", _("Stated by the clinic")),
    ("listed", _("Listed by a source")),
]


@dataclass
class Choices:
    """[(value, label)] and label by parameter, everyday words by (parameter, value), and the types that show unasked.

    `search` is kept here by filters.search_for().
    """

    by_name: dict
    synonyms: dict
    listed_types: list
    labels: dict = field(default_factory=dict)
    search: Any = None

    @cached_property
    def meanings(self):
        """What each everyday phrase stands for: {words: {(parameter, value)}}."""
        named = [
            (name, value, [str(label), *self.synonyms.get((name, value), ())])
            for name in ("type", *PROGRAM_TERMS, *CLINIC_TERMS, "medicine")
            for value, label in self.by_name[name]
        ]
        return read_meanings(named)

    @cached_property
    def label_of(self):
        """What each (parameter, value) is called."""
        return {(name, value): label for name, offered in self.by_name.items() for value, label in offered}

    @cached_property
    def everyday(self):
        """Every word of such a phrase: none of them is a slip."""
        return {word for phrase in self.meanings for word in phrase}


def read_choices(language):
    """Everything that can be chosen, with labels in `language`: types, terms and states in use, in five queries."""
    by_name = defaultdict(list)
    kinds = list(ProgramType.objects.prefetch_related("texts"))
    by_name["type"] = [(kind.slug, label(kind, language)) for kind in kinds] + [(ANY_TYPE, _("Any care"))]
    wanted = [*PROGRAM_TERMS, *CLINIC_TERMS, "medicine"]
    terms = list(Term.objects.filter(vocabulary__in=wanted).with_texts())
    for term in terms:
        by_name[term.vocabulary].append((term.slug, label(term, language)))
    synonyms = {(term.vocabulary, term.slug): everyday_words(term) for term in terms}
    by_name |= dict.fromkeys(PROGRAM_ANSWERS, LISTED_ANSWERS)
    by_name["state"] = states_in_use()
    by_name["claim"] = CLAIMS
    by_name["radius"] = [(str(miles), _("%(miles)d miles") % {"miles": miles}) for miles in RADII]
    by_name["sort"] = SORTS
    by_name["checked"] = [("current", _("Checked, and the check still counts"))]
    by_name["unknown"] = [("include", _("Include those that do not say"))]
    said = {name: [(value, str(label)) for value, label in by_name[name]] for name in KNOWN}
    labels = {name: str(parameter_label(name)) for name in KNOWN}
    return Choices(said, synonyms, [kind.slug for kind in kinds if kind.listed_by_default], labels)


def everyday_words(term):
    """What a term is called, and what people type for it, in every language."""
    return [word for text in term.texts.all() for word in (text.label, *text.synonyms.splitlines())]


def label(row, language):
    text = row.text(language)
    return text.label if text else row.slug


def states_in_use():
    regions = (
        Clinic.objects.published().exclude(region="").order_by("region").values_list("region", flat=True)
    )
    return [(region, STATES.get(region, region)) for region in regions.distinct()]


def parameter_label(name):
    """What a parameter is called on the page."""
    if name in PROGRAM_ANSWERS:
        return getattr(Program, name).field.verbose_name
    named = {"type": _("Program type"), "state": _("State"), "claim": _("Who says so"), "city": _("City")}
    return named.get(name) or LABELS.get(name) or name
