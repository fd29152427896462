"""The form of an entry's own fields, and all that its page can change bound together."""

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_lazy as _

from programs.admin.choices import OneOf
from programs.admin.lists import ListFact
from programs.admin.rows import FORMSETS, date_input
from programs.models import Clinic, Organization, Place, Precision, Program
from programs.models.answers import AnswerField
from programs.models.facts import ROW_LINES, text_of
from programs.models.groups import groups_of
from programs.vocabulary import STATES

OWN_FIELDS = {
    kind: [name for group in groups_of(kind) for name in group.field_names()]
    for kind in ("clinic", "program")
}


def answers_as_buttons(model):
    """A widget for each single answer: all four words in sight, one click each."""
    return {field.name: forms.RadioSelect for field in model._meta.fields if isinstance(field, AnswerField)}


class OrganizationForm(forms.ModelForm):
    class Meta:
        model = Organization
        fields = ["name", "ownership", "npi"]

    def offer(self, choices):
        """Nothing of the database is offered here."""


class ClinicForm(forms.ModelForm):
    class Meta:
        model = Clinic
        fields = OWN_FIELDS["clinic"]
        widgets = answers_as_buttons(Clinic) | {
            "operating_since": date_input(),
            "website": forms.URLInput(),
            "organization": AutocompleteSelect(Clinic._meta.get_field("organization"), site),
        }

    def offer(self, choices):
        """Nothing but the organization is offered from the database, and that is looked up while typing."""

    def clean(self):
        data = super().clean()
        if not self.errors and self.point_is_coarse(data):
            data |= coarse_point(data)
        return data

    def point_is_coarse(self, data):
        """Whether the point is to be worked out: none is given, or it was the middle of another postal code."""
        if data.get("latitude") is None and data.get("longitude") is None and not data.get("precision"):
            return True
        moved = {"postal_code", "city", "region"} & set(self.changed_data)
        kept = not {"latitude", "longitude"} & set(self.changed_data)
        return bool(moved) and kept and data["precision"] in (Precision.POSTAL_CODE, Precision.CITY)


def coarse_point(data):
    """Latitude, longitude and precision of the postal code, else of the city; nothing when neither is known."""
    country = data["country"]
    code = data["postal_code"]
    if code and (
        place := Place.objects.filter(kind="postal_code", country=country, postal_code=code).first()
    ):
        return {"latitude": place.latitude, "longitude": place.longitude, "precision": Precision.POSTAL_CODE}
    if data["city"] and (place := Place.objects.cities(data["city"], data["region"], country).first()):
        return {"latitude": place.latitude, "longitude": place.longitude, "precision": Precision.CITY}
    return {}


class ProgramForm(forms.ModelForm):
    medicine = OneOf(label=_("Medicine"), help_text=Program._meta.get_field("medicine").help_text)
    types = forms.MultipleChoiceField(
        label=_("Program types"),
        widget=forms.CheckboxSelectMultiple,
        help_text=Program._meta.get_field("types").help_text,
        error_messages={"required": _("Choose at least one program type.")},
    )
    telehealth_states = forms.MultipleChoiceField(
        label=_("States served by telehealth"),
        required=False,
        choices=sorted(STATES.items(), key=lambda state: str(state[1])),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where people may live who are treated without coming in."),
    )

    class Meta:
        model = Program
        fields = [*OWN_FIELDS["program"], "medicine"]
        widgets = answers_as_buttons(Program) | {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["types"] = [kind.slug for kind in self.instance.types.all()]
            self.initial["telehealth_states"] = [row.region for row in self.instance.served_states.all()]

    def offer(self, choices):
        self.fields["medicine"].offer(choices.terms["medicine"])
        self.fields["types"].choices = [(kind.slug, str(kind)) for kind in choices.types]


FORMS = {"organization": OrganizationForm, "clinic": ClinicForm, "program": ProgramForm}


class EntryForms:
    """All that one entry's page can change: `form`, `rows` {fact: formset}, `lists` {fact: ListFact}."""

    def __init__(self, kind, entry, choices, data=None):
        self.kind = kind
        self.form = FORMS[kind](data, instance=entry)
        self.form.offer(choices)
        self.rows, self.lists = {}, {}
        for fact in [fact for group in groups_of(kind) for fact in group.facts]:
            if fact.kind == "rows":
                self.rows[fact.name] = FORMSETS[fact.name](
                    data, instance=entry, prefix=fact.name, form_kwargs={"choices": choices}
                )
            if fact.kind == "terms":
                stated = [row for row in said_terms(entry) if row.term.vocabulary == fact.vocabulary]
                self.lists[fact.name] = ListFact(fact, choices.terms[fact.vocabulary], stated, data)

    def is_valid(self):
        """Whether everything typed can be saved; asks every part, so that all errors show at once."""
        valid = [part.is_valid() for part in (self.form, *self.rows.values(), *self.lists.values())]
        return all(valid)

    def texts(self):
        """{fact: canonical text} of what was typed, as far as it can be read. Ask is_valid() first."""
        found = {name: self.field_text(name) for name in self.form.fields}
        found |= {name: rows_text(name, formset.forms) for name, formset in self.rows.items()}
        return found | {name: stated.text() for name, stated in self.lists.items()}

    def field_text(self, name):
        value = self.form.cleaned_data.get(name, self.form[name].value())
        if name == "medicine":
            return value.slug if value else ""
        if name == "telehealth_states":
            return "; ".join(sorted(value))
        if name == "types":
            return "; ".join(slug for slug, _label in self.form.fields[name].choices if slug in value)
        return value.name if isinstance(value, Organization) else text_of(value)

    def disable(self):
        """For somebody who may look and not change."""
        for form in [self.form, *(form for formset in self.rows.values() for form in formset.forms)]:
            for field in form.fields.values():
                field.disabled = True


def said_terms(entry):
    return entry.terms.all() if entry.pk and hasattr(entry, "terms") else []


def rows_text(name, typed):
    """The short line of the rows `typed` (their forms); of a row with errors, what was typed in it."""
    forms_ = [form for form in typed if not removed(form) and (form.instance.pk or form.has_changed())]
    if all(set(form.errors) <= {"id"} for form in forms_):  # the row may have been removed meanwhile
        return ROW_LINES[name]([form.instance for form in forms_])
    return "; ".join(
        " | ".join(str(form[field].value() or "") for field in form.Meta.fields) for form in forms_
    )


def removed(form):
    return bool(getattr(form, "cleaned_data", {}).get("DELETE"))
