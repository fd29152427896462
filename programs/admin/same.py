"""Two clinics that a curator calls one place: chosen in the list, or from the page of one of them."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.acts import entry_to_change
from programs.admin.conflicts import is_key
from programs.admin.finding import find_clinics
from programs.admin.starting import likely
from programs.models import Clinic
from programs.publishing import Refused
from programs.publishing.suspects import pair_by_hand

SHOWN = 20


@admin.action(permissions=["change"], description=gettext_lazy("Merge these two …"))
def merge_selected(desk, request, queryset):
    """Lead to the page on which the two chosen clinics are laid side by side."""
    chosen = list(queryset[:3])
    if len(chosen) != 2:
        messages.error(request, _("Choose two clinics: these are laid side by side."))
        return HttpResponseRedirect(request.get_full_path())
    return side_by_side(request, *chosen, request.get_full_path())


def side_by_side(request, one, other, back):
    """Go to the page of a pair; say why, and go `back`, where it can be none."""
    try:
        pair = pair_by_hand(one, other, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(reverse("admin:merge", args=[pair.pk]))


def same_as_view(desk, request, pk):
    """Find the clinic that one is the same as; a POST lays the two side by side."""
    clinic = entry_to_change(desk, request, pk)
    if request.method == "POST":
        other = request.POST.get("other", "")
        if not is_key(other):
            raise Http404
        return side_by_side(request, clinic, get_object_or_404(Clinic, pk=other), request.path)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    words = request.GET.get("q", "").strip()
    context = {
        **desk.admin_site.each_context(request),
        "title": _("The same place as …"),
        "opts": desk.opts,
        "entry": clinic,
        "words": words,
        "found": others(clinic, words),
    }
    return TemplateResponse(request, "admin/same_as.html", context)


def others(clinic, words):
    """Clinics that the `words` find, or without words those that are like it: three queries at most."""
    if not words:
        phone = next((row.number for row in clinic.phones.all()), "")
        return [each for each in likely(clinic.name, phone, clinic.city) if each.pk != clinic.pk]
    found = find_clinics(Clinic.objects.filter(merged_into=None).exclude(pk=clinic.pk), words)
    return list(found.prefetch_related("phones").order_by("name", "pk")[:SHOWN])
