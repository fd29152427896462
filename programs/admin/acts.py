"""Acts on one entry: a POST each, through publishing, back to its page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.translation import gettext as _

from programs.admin.onward import group_in_hand, next_address
from programs.admin.refusing import say_why_not
from programs.models import Check
from programs.models.claims import day
from programs.models.groups import GROUPS
from programs.publishing import Refused, Stale, confirm, copy_program


def confirm_view(desk, request, pk, group):
    """ "Still correct": record a check of one group, made in the way the POST's `method` says.

    Refused when somebody has changed the entry since the page was opened: then nobody has looked at what it says now.
    Goes on in the queue where that led to this very group, else back to the group.
    """
    entry = entry_to_change(desk, request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    method, version = request.POST.get("method"), request.POST.get("version", "")
    if group not in GROUPS or method not in Check.Method.values or not version.isdecimal():
        raise Http404
    try:
        check = confirm(entry, group, by=request.user, method=method, version=int(version))
    except (Stale, Refused) as refused:
        say_why_not(request, refused)
    else:
        label = GROUPS[group].label
        until = day(check.expires_on)
        messages.success(request, _("%(group)s: checked, until %(day)s.") % {"group": label, "day": until})
        if group_in_hand(request, desk.kind) == group:
            return HttpResponseRedirect(next_address(request, entry, group, stay=True))
    return HttpResponseRedirect(f"{desk.page_of(entry)}#{group}")


def copy_view(desk, request, pk):
    """Copy a program as a draft, and open the copy."""
    entry = entry_to_change(desk, request, pk)
    if not desk.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    draft = copy_program(entry, by=request.user)
    messages.success(request, _("Copied as a draft. Checks were not copied: nobody has checked the copy."))
    return HttpResponseRedirect(desk.page_of(draft))


def entry_to_change(desk, request, pk):
    """The entry `pk`; 404 without one, PermissionDenied for somebody who may not change it."""
    entry = desk.fetch(pk)
    if entry is None:
        raise Http404
    if not desk.has_change_permission(request, entry):
        raise PermissionDenied
    return entry
