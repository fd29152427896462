"""The desk's list of likely duplicates, and of merges that can be undone."""

from django.contrib import messages
from django.contrib.admin import site
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.admin.conflicts import NONE, is_key, nothing_pressed, require
from programs.models import DuplicateSuspect, Merge
from programs.publishing import Refused
from programs.publishing.merge import undo_merge
from programs.publishing.suspects import not_the_same, suspects

PAIRS = 25
LATELY = 10  # merges that are shown
DIFFERENT, UNDO = "different", "undo"


def suspect_list(request):
    """The pairs that wait, and what was merged lately; a POST says that a pair is two, or undoes a merge."""
    require(request)
    if request.method == "POST":
        return decide(request)
    sides = [f"{side}__{rows}" for side in ("one", "other") for rows in ("phones", "programs")]
    waiting = suspects().select_related("one", "other").prefetch_related(*sides)
    merges = Merge.objects.filter(undone_at=None, into__merged_into=None).select_related("gone", "into")
    context = {
        **site.each_context(request),
        "title": _("Likely duplicates"),
        "page": Paginator(waiting.order_by("one__name", "pk"), PAIRS).get_page(request.GET.get("page")),
        "merges": merges[:LATELY],
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/suspects.html", context)


def decide(request):
    act = request.POST.get("act")
    if act == NONE:
        return nothing_pressed(request, reverse("admin:suspects"))
    model, verb = {DIFFERENT: (DuplicateSuspect, part), UNDO: (Merge, take_apart)}.get(act, (None, None))
    pk = request.POST.get("pair", "")
    pair = model.objects.filter(pk=pk).first() if model and is_key(pk) else None
    if pair is None:
        raise Http404
    try:
        messages.success(request, verb(pair, request.user))
    except Refused as refused:
        messages.error(request, f"{pair}: {' '.join(refused.reasons)}")
    return HttpResponseRedirect(reverse("admin:suspects"))


def part(pair, by):
    """Say that a pair is two places; return that in words."""
    not_the_same(pair, by=by)
    return _("Two places: %(pair)s.") % {"pair": pair}


def take_apart(merge, by):
    """Undo a merge; return that in words."""
    undo_merge(merge, by=by)
    return _("Two places again: %(gone)s, %(into)s.") % {"gone": merge.gone, "into": merge.into}
