"""Typing another value for one fact in conflict: the entry page's own field where the fact has one."""

from copy import deepcopy

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programs.admin.conflict_rows import is_part
from programs.admin.entry_forms import FORMS
from programs.models import Phone, Term, lines
from programs.models.answers import LISTED_ANSWERS, NO
from programs.models.contact import read_phones
from programs.models.facts import read_terms, text_of
from programs.models.groups import FACTS
from programs.publishing.units import POINT, POINT_FACTS, fact_of
from programs.publishing.values import Vocabulary

WHY_LENGTH = 300
NO_LINE = _("This cannot be read. Write it as it stands: %(as)s")
NO_PHONE = _("This is no phone number. Write it as (520) 555-0100.")


class EditForm(forms.Form):
    """A field `value` made for the row's fact; text() is what was typed as the fact's canonical text."""

    why = forms.CharField(
        label=_("Why"),
        max_length=WHY_LENGTH,
        required=False,
        help_text=_("Kept in the history, such as “called on Monday”. Nobody outside sees it."),
    )

    def __init__(self, row, data=None):
        super().__init__(data, auto_id="edit-%s")
        self.row = row
        self.typed = typed_for(row)
        self.fields["value"] = self.typed.field
        self.fields["value"].label = row.label
        self.initial["value"] = self.typed.initial
        self.order_fields(["value", "why"])

    def clean(self):
        data = super().clean()
        if "value" in data:
            try:
                data["text"] = self.typed.text(data["value"])
            except ValidationError as wrong:
                self.add_error("value", wrong.messages)
        return data


def typed_for(row):
    """The way in which another value of the row's fact is typed."""
    kind, field = row.kind, row.conflict.field
    name = fact_of(field)
    told = row.ours_text or row.conflict.offered or row.conflict.ours
    if field == POINT:
        return LineTyped(kind, field, told)
    fact = FACTS[kind, name]
    if is_part(kind, field) and name == "phones":
        return PhoneTyped(told, row.clinic.country)
    if is_part(kind, field) and fact.kind == "terms":
        return AnswerTyped(told, row.ours_text)
    if is_part(kind, field) and fact.kind in ("types", "states"):
        return ListedTyped(told, row.ours_text)
    if fact.kind == "term":
        return TermTyped(fact.vocabulary, told)
    if fact.kind == "field":
        return NameTyped(told) if name == "organization" else FieldTyped(kind, name, row.ours_text)
    return LineTyped(kind, field, told)


class FieldTyped:
    """A plain fact: the entry page's field."""

    def __init__(self, kind, name, ours):
        self.field = deepcopy(FORMS[kind].base_fields[name])
        self.initial = ours or self.field.initial

    def text(self, value):
        return text_of(value)


class NameTyped:
    """The organization, by its name."""

    def __init__(self, told):
        self.field = forms.CharField(
            max_length=200, required=False, help_text=_("An organization that is not here yet is made.")
        )
        self.initial = told

    def text(self, value):
        return value


class TermTyped:
    """One term of a vocabulary, or none."""

    def __init__(self, vocabulary, told):
        terms = Term.objects.filter(vocabulary=vocabulary).with_texts().order_by("order", "slug")
        choices = [("", _("Not stated")), *((term.slug, str(term)) for term in terms)]
        self.field = forms.ChoiceField(choices=choices, required=False)
        self.initial = told

    def text(self, value):
        return value


class AnswerTyped:
    """One term of a list: yes, no, or not stated. Part and note stay."""

    def __init__(self, told, ours):
        [(self.slug, self.role, _answer, self.note)] = read_terms(told)
        self.field = forms.ChoiceField(
            choices=[*LISTED_ANSWERS, ("", _("Not stated"))], required=False, widget=forms.RadioSelect
        )
        self.initial = read_terms(ours)[0][2] if ours else ""

    def text(self, value):
        if not value:
            return ""
        role = f":{self.role}" if self.role else ""
        return lines.join([[f"{self.slug}{role}{'=no' if value == NO else ''}", self.note]])


class ListedTyped:
    """One program type or state: in the list or not."""

    def __init__(self, told, ours):
        self.told = told
        choices = [("yes", _("In the list")), ("", _("Not in the list"))]
        self.field = forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect)
        self.initial = "yes" if ours else ""

    def text(self, value):
        return self.told if value else ""


class PhoneTyped:
    """One phone number, as people write it; its kind and note stay."""

    def __init__(self, told, country):
        [phone] = read_phones(told)
        self.phone, self.country = phone, country
        self.initial = phone.national
        self.field = forms.CharField(
            max_length=40,
            required=False,
            widget=forms.TextInput(attrs={"type": "tel"}),
            help_text=_(
                "As people write it: (520) 555-0100, or (520) 555-0100 ext. 12. Empty takes it off the list."
            ),
        )

    def text(self, value):
        if not value:
            return ""
        try:
            parsed = phonenumbers.parse(value, self.country)
        except phonenumbers.NumberParseException as unread:
            raise ValidationError(NO_PHONE) from unread
        number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        phone = Phone(kind=self.phone.kind, number=number, extension=parsed.extension or "")
        try:
            phone.clean_fields(exclude=["clinic"])
        except ValidationError as wrong:
            raise ValidationError(NO_PHONE) from wrong
        return lines.join([[phone.kind, phone.number, phone.extension, self.phone.note]])


class LineTyped:
    """Facts of several rows, and a point: the short line that files carry."""

    def __init__(self, kind, field, told):
        self.kind, self.name = kind, fact_of(field)
        self.initial = told
        self.field = forms.CharField(
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("As our exports write it, or on the entry’s page: parts by “ | ”, rows by “; ”."),
        )

    def text(self, value):
        try:
            return self.checked(value)
        except (ValueError, LookupError) as unread:
            raise ValidationError(NO_LINE % {"as": self.initial or "…"}) from unread

    def checked(self, value):
        vocabulary = Vocabulary()
        if self.name != POINT:
            vocabulary.check(self.kind, self.name, value)
            return value
        [parts] = lines.split(value) or [[""]]
        for name, part in zip(POINT_FACTS, lines.padded(parts, len(POINT_FACTS)), strict=True):
            vocabulary.check(self.kind, name, part)
        return value
