"""Facts as history keeps them, in words for people."""

from django.utils.translation import gettext as _

from programs.models import Clinic, Item, Organization, Program, Term
from programs.models.answers import NO
from programs.models.contact import read_hours, read_phones
from programs.models.facts import read_terms
from programs.models.groups import FACTS
from programs.models.licence import read_licences
from programs.models.price import read_prices
from programs.models.term import StatedTerm

MODELS = {"organization": Organization, "clinic": Clinic, "program": Program}
READERS = {"phones": read_phones, "hours": read_hours, "licences": read_licences, "prices": read_prices}
ROLES = dict(StatedTerm.Role.choices)
ENTRY_LABELS = {
    "status": _("Status"),
    "slug": _("Address (slug)"),
    "withdrawn_reason": _("Why withdrawn"),
    "withdrawn_on": _("Withdrawn on"),
    "merged_into": _("Merged into"),
    "telehealth_states": _("States served by telehealth"),
}


def fact_label(kind, name):
    """What a fact is called on the page."""
    fact = FACTS.get((kind, name))
    if fact and fact.label:
        return fact.label
    if name in ENTRY_LABELS:
        return ENTRY_LABELS[name]
    if any(field.name == name for field in MODELS[kind]._meta.fields):
        return str(MODELS[kind]._meta.get_field(name).verbose_name).capitalize()
    return name


class FactWords:
    """Puts canonical texts into words; reads the labels of the terms they name in two queries at most."""

    def __init__(self, named):
        """`named` are the (kind, field name, text) that will be asked for."""
        vocabularies = {
            FACTS[kind, name].vocabulary for kind, name, text in named if text and (kind, name) in FACTS
        }
        terms = (
            Term.objects.filter(vocabulary__in=vocabularies - {""}).with_texts()
            if vocabularies - {""}
            else []
        )
        self.labels = {(term.vocabulary, term.slug): str(term) for term in terms}

    def words(self, kind, name, text):
        """The fact's `text` in words; a text that cannot be read stays as it is."""
        fact = FACTS.get((kind, name))
        try:
            if fact and fact.kind == "terms":
                return "; ".join(self.term_words(fact.vocabulary, *row) for row in read_terms(text))
            if fact and fact.kind == "term":
                return self.labels.get((fact.vocabulary, text), text)
            if name in READERS:
                return "; ".join(row_words(row) for row in READERS[name](text))
        except (ValueError, LookupError):
            return text
        return plain_words(kind, name, text)

    def term_words(self, vocabulary, slug, role, answer, note):
        label = self.labels.get((vocabulary, slug), slug)
        label = _("no: %(label)s") % {"label": label} if answer == NO else label
        extra = ", ".join(str(part) for part in (ROLES.get(role, role) if role else "", note) if part)
        return f"{label} ({extra})" if extra else label


def plain_words(kind, name, text):
    fields = {field.name: field for field in MODELS[kind]._meta.fields}
    choices = dict(fields[name].flatchoices) if name in fields and fields[name].choices else {}
    return str(choices.get(text, text))


def row_words(row):
    """A phone, opening time, licence or price in a few words."""
    words = str(row)
    for name in ("includes", "excludes"):
        items = ", ".join(str(Item(item).label) for item in getattr(row, name, []))
        words += f", {_(name)}: {items}" if items else ""
    note = getattr(row, "note", "")
    return f"{words} ({note})" if note else words
