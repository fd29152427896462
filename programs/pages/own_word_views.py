"""The door of a clinic's own word: a page behind a link that works once, without a sign-in, script or cookie."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from programs.pages.clinic_page import load
from programs.pages.own_word import LONGEST_BODY, OwnWordForm
from programs.pages.suggest import comes_from_here
from programs.publishing.invitations import Used, invitation_of, take_word

GONE = 410


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_word(request):
    """The entry of the clinic whose link it is, part by part; a POST sends what the clinic says.

    The key stands in the query, which no log holds. Of another's link nothing is told, not even that it exists.
    """
    invitation = invitation_of(request.GET.get("key", "")[:100])
    if invitation is None:
        raise Http404
    if not invitation.is_open or not invitation.clinic.is_public:
        return render(request, "programs/own_word_over.html", status=GONE)
    if request.method == "POST":
        return take_in(request, invitation)
    return form_page(request, invitation, form_of(invitation))


def form_of(invitation, data=None):
    return OwnWordForm(load(invitation.clinic_id), timezone.localdate(), data)


def form_page(request, invitation, form, status=200, refused=""):
    page = {"clinic": invitation.clinic, "until": invitation.until, "form": form, "refused": refused}
    return render(request, "programs/own_word.html", page, status=status)


def take_in(request, invitation):
    """Keep what a clinic said, and say what is wrong with anything else."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        request.method = "GET"
        words = _("That was too much: a few words for each part will do.")
        return form_page(request, invitation, form_of(invitation), 413, words)
    form = form_of(invitation, request.POST)
    if not comes_from_here(request):
        return form_page(request, invitation, form, 403, _("Please send the form from this page."))
    if not form.is_valid():
        return form_page(request, invitation, form, 400)
    right, wrong = form.told()
    try:
        references = take_word(invitation, right, wrong)
    except Used:
        return render(request, "programs/own_word_over.html", status=GONE)
    page = {"clinic": invitation.clinic, "right": len(right), "references": references}
    return render(request, "programs/own_word_thanks.html", page)
