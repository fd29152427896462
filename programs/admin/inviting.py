"""Asking a clinic for its own word: a link that works once, shown once."""

from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.admin.acts import entry_to_change
from programs.models import Invitation
from programs.models.invitation import DAYS
from programs.publishing.invitations import invite


def invite_view(desk, request, pk):
    """Say what the link is for; a POST makes one and shows it, this once. Earlier ones then no longer work."""
    clinic = entry_to_change(desk, request, pk)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    link = ""
    if request.method == "POST" and clinic.is_public:
        key = invite(clinic, by=request.user)
        link = request.build_absolute_uri(f"{reverse('own-word')}?key={key}")
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Ask the clinic itself"),
        "opts": desk.opts,
        "entry": clinic,
        "days": DAYS,
        "link": link,
        "earlier": Invitation.objects.filter(clinic=clinic).select_related("made_by")[:5],
    }
    return TemplateResponse(request, "admin/invite.html", context)
