"""The desk's list of likely duplicates: two places, or one of which the other clinic becomes a part."""

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.conflicts import NONE, is_key, nothing_pressed, require
from programs.models import DuplicateSuspect
from programs.publishing import Refused
from programs.publishing.suspects import not_the_same, same_place, suspects

PAIRS = 25
DIFFERENT, ONE, OTHER = "different", "one", "other"


class WhyForm(forms.Form):
    """What is said of a merge."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


def suspect_list(request):
    """The pairs that wait, side by side; a POST decides one."""
    require(request)
    if request.method == "POST":
        return decide(request)
    sides = [f"{side}__{rows}" for side in ("one", "other") for rows in ("phones", "programs")]
    waiting = suspects().select_related("one", "other").prefetch_related(*sides)
    context = {
        **site.each_context(request),
        "title": _("Likely duplicates"),
        "page": Paginator(waiting.order_by("one__name", "pk"), PAIRS).get_page(request.GET.get("page")),
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/suspects.html", context)


def decide(request):
    pk, act = request.POST.get("pair", ""), request.POST.get("act")
    pair = (
        DuplicateSuspect.objects.select_related("one", "other").filter(pk=pk).first() if is_key(pk) else None
    )
    if act == NONE:
        return nothing_pressed(request, reverse("admin:suspects"))
    if pair is None or act not in (DIFFERENT, ONE, OTHER):
        raise Http404
    try:
        messages.success(request, done(pair, act, WhyForm(request.POST), request.user))
    except Refused as refused:
        messages.error(request, f"{pair}: {' '.join(refused.reasons)}")
    return HttpResponseRedirect(reverse("admin:suspects"))


def done(pair, act, form, by):
    """Decide a pair; return what was done, in words."""
    if not form.is_valid():
        raise Refused(*form.errors["why"])
    if act == DIFFERENT:
        not_the_same(pair, by=by)
        return _("Two places: %(pair)s.") % {"pair": pair}
    kept = getattr(pair, act)
    same_place(pair, kept, by=by, why=form.cleaned_data["why"])
    return _("One place: %(pair)s. What is kept: %(kept)s.") % {"pair": pair, "kept": kept}
