"""Facts as history keeps them, in words for people."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programs.models import Clinic, Item, Organization, Phone, Program, ProgramType, Term, lines
from programs.models.answers import NO
from programs.models.contact import read_hours, read_phones
from programs.models.facts import read_terms
from programs.models.groups import FACTS
from programs.models.licence import read_licences
from programs.models.price import read_prices
from programs.models.term import StatedTerm
from programs.vocabulary import STATES

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
    """Puts canonical texts into words; reads the labels of the terms and types they name in four queries at most."""

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
        if any(text and is_kind(kind, name, "types") for kind, name, text in named):
            types = ProgramType.objects.prefetch_related("texts")
            self.labels |= {("types", each.slug): str(each) for each in types}

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
            if fact and fact.kind in ("types", "states"):
                return "; ".join(self.word(fact.kind, slug) for (slug,) in lines.split(text))
        except (ValueError, LookupError):
            return text
        return plain_words(kind, name, text)

    def word(self, kind, slug):
        """A program type or a state by its name."""
        return str(STATES.get(slug, slug)) if kind == "states" else self.labels.get((kind, slug), slug)

    def term_words(self, vocabulary, slug, role, answer, note):
        label = self.labels.get((vocabulary, slug), slug)
        label = _("no: %(label)s") % {"label": label} if answer == NO else label
        extra = ", ".join(str(part) for part in (ROLES.get(role, role) if role else "", note) if part)
        return f"{label} ({extra})" if extra else label


def is_kind(kind, name, wanted):
    return (kind, name) in FACTS and FACTS[kind, name].kind == wanted


def plain_words(kind, name, text):
    fields = {field.name: field for field in MODELS[kind]._meta.fields}
    choices = dict(fields[name].flatchoices) if name in fields and fields[name].choices else {}
    return str(choices.get(text, text))


def row_words(row):
    """A phone, opening time, licence or price in a few words."""
    words = str(row)
    if isinstance(row, Phone) and row.kind != Phone.Kind.MAIN:
        words = f"{row.get_kind_display()}: {words}"
    for name in ("includes", "excludes"):
        items = ", ".join(str(Item(item).label) for item in getattr(row, name, []))
        words += f", {_(name)}: {items}" if items else ""
    for name, label in (("valid_from", _("from %(day)s")), ("valid_until", _("until %(day)s"))):
        if day := getattr(row, name, None):
            words += ", " + label % {"day": date_format(day, "j M Y")}
    note = getattr(row, "note", "")
    return f"{words} ({note})" if note else words
