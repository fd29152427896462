"""The rows of an entry's page: phones, opening hours, licences and prices."""

from decimal import Decimal

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from programs.admin.choices import SaidBy
from programs.models import Clinic, Hours, Item, Licence, Phone, Price, Program
from programs.models.contact import as_written
from programs.models.price import MINOR_DIGITS

MOST_ROWS = 60


def date_input():
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input():
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class RowForm(forms.ModelForm):
    """A row that is handed the choices of its page."""

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(choices)

    def offer(self, choices):
        """Fill the fields that offer rows of the database."""


class PhoneForm(RowForm):
    number = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "size": 18}),
        help_text=_("As people write it: (520) 555-0100. Outside the US with + and the country's number."),
    )

    class Meta:
        model = Phone
        fields = ["kind", "number", "extension", "note"]
        widgets = {"extension": forms.TextInput(attrs={"size": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.number:
            self.initial["number"] = as_written(self.instance.number, self.country())

    def clean_number(self):
        """The number as E.164, read as people write it in the clinic's country."""
        text = self.cleaned_data["number"]
        try:
            parsed = phonenumbers.parse(text, self.country())
        except phonenumbers.NumberParseException as unread:
            raise ValidationError(_("This is no phone number. Write it as (520) 555-0100.")) from unread
        number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if not phonenumbers.is_possible_number(parsed) and number != self.instance.number:
            raise ValidationError(_("This number has too few or too many digits."))
        return number

    def country(self):
        return self.instance.clinic.country if self.instance.clinic_id else "US"


class HoursForm(RowForm):
    class Meta:
        model = Hours
        fields = ["day", "opens", "closes"]
        widgets = {"opens": time_input(), "closes": time_input()}


class LicenceForm(RowForm):
    class Meta:
        model = Licence
        fields = ["kind", "issuer", "number", "state", "valid_until", "looked_up_at"]
        widgets = {
            "valid_until": date_input(),
            "number": forms.TextInput(attrs={"size": 12}),
            "looked_up_at": forms.URLInput(),
        }


def items_field(label, help_text):
    return forms.MultipleChoiceField(
        label=label,
        choices=Item.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


def money_field(label, required, help_text):
    """An amount in whole currency units, such as 450 or 450.50."""
    widget = forms.NumberInput(attrs={"step": "any", "min": "0", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=0,
        max_digits=12,
        decimal_places=3,
        widget=widget,
        help_text=help_text,
    )


class PriceForm(RowForm):
    """People type 450 or 450.50; the price keeps whole minor units of its currency."""

    low = money_field(_("Price from"), True, _("Such as 450 or 450.50."))
    high = money_field(
        _("to"), False, _("The same again for one fixed price; empty when no upper end is stated.")
    )
    includes = items_field(_("Pays for these too"), _("A course then counts them as paid."))
    excludes = items_field(_("Does not pay for"), _("Only what the clinic itself leaves out."))
    source = SaidBy(label=_("Who says this price"))

    class Meta:
        model = Price
        fields = [
            "item",
            "low",
            "high",
            "currency",
            "includes",
            "excludes",
            "note",
            "valid_from",
            "valid_until",
            "source",
        ]
        labels = {"item": _("What it is for"), "valid_from": _("Valid from"), "valid_until": _("Valid until")}
        widgets = {
            "valid_from": date_input(),
            "valid_until": date_input(),
            "currency": forms.TextInput(attrs={"size": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["currency"] = settings.SITE_CURRENCY
        for name in ("low", "high"):
            self.initial[name] = whole(self.initial.get(name), self.instance.currency)

    def offer(self, choices):
        self.fields["source"].offer(choices.sources)

    def clean(self):
        data = super().clean()
        for name in ("low", "high"):
            if data.get(name) is not None:
                data[name] = self.minor(name, data[name], data.get("currency") or settings.SITE_CURRENCY)
        if both := set(data.get("includes", [])) & set(data.get("excludes", [])):
            names = ", ".join(str(Item(item).label) for item in sorted(both))
            self.add_error("excludes", _("Paid for and not paid for at once: %(items)s.") % {"items": names})
        return data

    def minor(self, name, amount, currency):
        units = amount.scaleb(MINOR_DIGITS.get(currency, 2))
        if units != units.to_integral_value():
            self.add_error(name, _("%(currency)s has no part as small as this.") % {"currency": currency})
        return int(units)


def whole(minor, currency):
    """Minor units as an amount in whole currency units; None stays None."""
    if minor is None:
        return None
    amount = Decimal(minor).scaleb(-MINOR_DIGITS.get(currency, 2))
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


class OwnRows(BaseInlineFormSet):
    """The rows of an entry, each with the entry as it was loaded: none reads it again."""

    def get_queryset(self):
        rows = super().get_queryset()
        for row in rows:
            setattr(row, self.fk.name, self.instance)
        return rows


def rows_of(owner, model, form, extra):
    """A formset class of at most MOST_ROWS rows with `extra` empty ones."""
    return inlineformset_factory(
        owner,
        model,
        form=form,
        formset=OwnRows,
        extra=extra,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 20,
        validate_max=True,
    )


FORMSETS = {
    "phones": rows_of(Clinic, Phone, PhoneForm, 1),
    "hours": rows_of(Clinic, Hours, HoursForm, 1),
    "licences": rows_of(Clinic, Licence, LicenceForm, 1),
    "prices": rows_of(Program, Price, PriceForm, 1),
}
ROW_NAMES = {
    "phones": _("phone"),
    "hours": _("opening time"),
    "licences": _("licence or accreditation"),
    "prices": _("price"),
}
