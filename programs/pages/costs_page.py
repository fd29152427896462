"""What a course costs: what is in it, who pays, and a sum of the reader's own figures."""

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from programs.models import Item, Price, Program
from programs.models.price import PLANNED, course, minor
from programs.pages.guides import COSTS, told

HIGHEST = 100_000
MOST_SESSIONS = 200
# What the sum says of an item that has no price, in the words of the form.
LEFT_OUT = {
    Item.PREPARATION: _("Not in this sum: the price of the talks before."),
    Item.DOSING: _("Not in this sum: the price of the dosing sessions."),
    Item.INTEGRATION: _("Not in this sum: the price of the talks after."),
}


def figure(label, most):
    """A field for a whole number from 0 to `most`, with plain words for what is wrong with it."""
    words = lazy(
        lambda: _("Use a whole number from 0 to %(most)s, in digits.") % {"most": f"{most:,}"}, str
    )()
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
    )


def amount(label):
    """A field for whole units of the site's currency."""
    return figure(label, HIGHEST)


def sessions(label):
    return figure(label, MOST_SESSIONS)


class CourseForm(forms.Form):
    """What a clinic said on the phone; an empty field is something it did not say."""

    consultation = amount(_("First talk: price"))
    preparation = sessions(_("Talks before: how many"))
    preparation_price = amount(_("Talks before: price of one"))
    dosing = sessions(_("Dosing sessions: how many"))
    dosing_price = amount(_("Dosing sessions: price of one"))
    integration = sessions(_("Talks after: how many"))
    integration_price = amount(_("Talks after: price of one"))


def costs_page(params, today):
    """The context of the page; with figures in `params` it holds their sum, or what is wrong with them."""
    form = CourseForm({name: params[name] for name in CourseForm.base_fields if params.get(name)} or None)
    found = total(form.cleaned_data, today) if form.is_bound and form.is_valid() else None
    return {
        "sections": told(COSTS, today),
        "form": form,
        "sum": found,
        "missing": [LEFT_OUT[item] for item in found.missing] if found else [],
    }


def total(said, today):
    """The Course of the figures `said`, by the rule of clinics' courses; None for no price."""
    planned = {
        f"{stem}_{end}": said[stem]
        for _item, stem in PLANNED
        for end in ("fewest", "most")
        if said[stem] is not None
    }
    named = [(Item.CONSULTATION, "consultation"), *((item, f"{stem}_price") for item, stem in PLANNED)]
    prices = [price(item, said[name]) for item, name in named if said[name] is not None]
    return course(Program(**planned), prices, today, settings.SITE_CURRENCY)


def price(item, units):
    low = minor(units, settings.SITE_CURRENCY)
    return Price(item=item, low=low, high=low, currency=settings.SITE_CURRENCY)
