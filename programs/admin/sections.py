"""An entry's page, section by section: one fieldset a group of facts, its facts in the model's order."""

from dataclasses import dataclass, field
from typing import Any

from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext as _

from programs.admin.rows import ROW_NAMES
from programs.models.groups import groups_of

# Facts that are read together stand on one line.
TOGETHER = [
    ("street", "unit"),
    ("city", "region", "postal_code"),
    ("county", "country"),
    ("latitude", "longitude", "precision"),
    ("preparation_fewest", "preparation_most"),
    ("dosing_fewest", "dosing_most"),
    ("integration_fewest", "integration_most"),
    ("minutes_fewest", "minutes_most"),
    ("weeks_fewest", "weeks_most"),
    ("dose_low", "dose_high", "dose_unit"),
    ("age_min", "age_max"),
]
PARTNERS = {name: line for line in TOGETHER for name in line[1:]}


@dataclass
class Part:
    """One fact, or a few that stand on one line. `kind`: fields, choices, many, terms or rows."""

    kind: str
    name: str
    fields: list = field(default_factory=list)
    stated: Any = None
    formset: Any = None
    label: str = ""
    row_name: str = ""


@dataclass
class Section:
    """A group of facts with its heading (None while there is no entry yet) and its parts."""

    slug: str
    label: str
    heading: Any
    parts: list

    @property
    def errors(self):
        """(id of the place, label, what is wrong) of everything in the section that has to be mended."""
        return [error for part in self.parts for error in part_errors(part)]


def part_errors(part):
    if part.stated:
        yield from ((f"fact-{part.name}", part.label, message) for message in part.stated.errors)
    if part.formset and part.formset.is_bound:
        yield from ((f"fact-{part.name}", part.label, message) for message in part.formset.non_form_errors())
        for form in part.formset.forms:
            yield from ((f"fact-{part.name}", part.label, message) for message in form.non_field_errors())
            yield from field_errors(form)
    yield from (error for bound in part.fields for error in bound_errors(bound))


def field_errors(form):
    return [error for bound in form for error in bound_errors(bound)]


def bound_errors(bound):
    return [(bound.id_for_label or bound.auto_id, bound.label, message) for message in bound.errors]


def sections(forms, headings):
    """The sections of an entry's page from its EntryForms and {group: Heading}."""
    if forms.kind == "organization":
        parts = [field_part(forms.form, name) for name in forms.form.fields]
        return [Section("organization", _("Organization"), None, parts)]
    return [
        Section(group.slug, group.label, headings.get(group.slug), list(parts_of(group, forms)))
        for group in groups_of(forms.kind)
    ]


def parts_of(group, forms):
    for fact in group.facts:
        if fact.kind == "terms":
            yield Part("terms", fact.name, stated=forms.lists[fact.name], label=fact.label)
        elif fact.kind == "rows":
            formset = forms.rows[fact.name]
            yield Part("rows", fact.name, formset=formset, label=fact.label, row_name=ROW_NAMES[fact.name])
        elif fact.name not in PARTNERS:
            yield field_part(forms.form, fact.name)


def field_part(form, name):
    """The part for a plain field, with those that share its line."""
    names = next((line for line in TOGETHER if line[0] == name), (name,))
    bound = [form[name] for name in names]
    return Part(part_kind(form.fields[name].widget), name, fields=bound, label=bound[0].label)


def part_kind(widget):
    if isinstance(widget, CheckboxSelectMultiple):  # a RadioSelect too, to Django
        return "many"
    return "choices" if isinstance(widget, RadioSelect) else "fields"
