"""The desk's list of entries that a source's list has no longer: keep or withdraw each."""

from django.contrib import messages
from django.contrib.admin import site
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.admin.conflicts import NONE, PER_PAGE, is_key, nothing_pressed, require
from programs.models import SourceRecord
from programs.publishing.absences import absences, keep_listed


def absence_list(request):
    """What waits, by clinic; a POST keeps one, or all that are ticked."""
    require(request)
    if request.method == "POST":
        return keep(request)
    waiting = absences().select_related("clinic", "program", "source").defer("row", "said")
    page = Paginator(waiting.order_by("clinic__name", "clinic", "pk"), PER_PAGE)
    context = {
        **site.each_context(request),
        "title": _("No longer listed"),
        "page": page.get_page(request.GET.get("page")),
        "may_write": request.user.has_perm("programs.change_clinic"),
        "ticked": request.GET.get("ticked") == "all",
    }
    return TemplateResponse(request, "admin/absences.html", context)


def keep(request):
    verb, _colon, one = request.POST.get("act", "").partition(":")
    if verb == NONE:
        return nothing_pressed(request, reverse("admin:absences"))
    pks = [one] if one else request.POST.getlist("chosen")
    if verb != "keep" or not all(is_key(pk) for pk in pks):
        raise Http404
    records = SourceRecord.objects.filter(pk__in=pks[:PER_PAGE])
    kept = sum(keep_listed(record, by=request.user) for record in records)
    if kept:
        said = ngettext("Kept: %(n)d entry.", "Kept: %(n)d entries.", kept)
        messages.success(request, said % {"n": kept})
    if not pks:
        messages.error(request, _("Nothing is ticked: tick the entries to keep."))
    elif kept < len(pks):
        messages.info(request, _("The others are decided already, or listed again."))
    return HttpResponseRedirect(reverse("admin:absences"))
