"""Adding a clinic: first its name, phone and place, so that one that is here already is found before it is typed."""

import re
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from programs.admin.finding import PHONE_DIGITS
from programs.imports.names import name_words, telling_words
from programs.models import Clinic, Phone, Place

SHOWN = 10
CANDIDATES = 200
MOST_WORDS = 4


class StartForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    place = forms.CharField(
        label=gettext_lazy("ZIP code, or city"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Such as 85701, or Tucson, AZ."),
    )


def start_view(desk, request):
    """Ask for name, phone and place, show the clinics that may be the one, and lead on to a new entry."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    form = StartForm(request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    asked = any(said.values())
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Add a clinic"),
        "opts": desk.opts,
        "form": form,
        "asked": asked,
        "likely": likely(**said) if asked else [],
        "onward": onward(**said) if asked else "",
    }
    return TemplateResponse(request, "admin/start.html", context)


def likely(name, phone, place):
    """Up to 10 clinics that have the phone number, or a like name in the place, the likeliest first: two queries."""
    digits = re.sub(r"\D", "", phone, flags=re.ASCII)[-10:]
    same = Q(pk__in=Phone.objects.filter(number__endswith=digits).values("clinic"))
    wanted = same if len(digits) >= PHONE_DIGITS else Q(pk=None)
    if words := words_of(name):
        wanted |= Q(*(Q(name__icontains=word) for word in words), _connector=Q.OR if place else Q.AND) & at(
            place
        )
    found = Clinic.objects.filter(wanted, merged_into=None).prefetch_related("phones")[:CANDIDATES]
    return sorted(found, key=lambda clinic: -nearness(clinic, name, digits))[:SHOWN]


def words_of(name):
    """The words of a name that tell clinics apart, or all where none does."""
    return sorted(telling_words(name) or name_words(name), key=len, reverse=True)[:MOST_WORDS]


def at(place):
    """The condition that a clinic is in `place`: the start of a ZIP code, a city, or "City, ST"."""
    city, _comma, region = (part.strip() for part in place.partition(","))
    if city[:1].isdigit():
        return Q(postal_code__startswith=city)
    return (Q(city__istartswith=city) if city else Q()) & (Q(region__iexact=region) if region else Q())


def nearness(clinic, name, digits):
    """How likely a clinic is the one: a shared phone counts as much as the same name."""
    shared = len(digits) >= PHONE_DIGITS and any(row.number.endswith(digits) for row in clinic.phones.all())
    return 100 * shared + fuzz.token_set_ratio(name.casefold(), clinic.name.casefold())


def onward(name, phone, place):
    """The query of the page on which a new clinic is entered, with what was typed and where that is."""
    typed = {"name": name, "phone": phone} | where(place)
    return urlencode({key: value for key, value in typed.items() if value})


def where(place):
    """Postal code, city and state of what was typed; of a ZIP code that is known, the city that it belongs to."""
    city, _comma, region = (part.strip() for part in place.partition(","))
    if not city[:1].isdigit():
        return {"city": city, "region": region.upper()}
    known = Place.objects.filter(kind=Place.Kind.POSTAL_CODE, country="US", postal_code=city[:5]).first()
    return {"postal_code": city} | ({"city": known.city, "region": known.state} if known else {})
