"""The doors of corrections: the form, and what came of one."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from programs.accounts.address import sender
from programs.models import Correction, Program
from programs.models.correction import LENGTH
from programs.pages.standing import standing
from programs.pages.suggest import LONGEST_BODY, SuggestForm, comes_from_here
from programs.publishing.corrections import TooMany, suggest

SIGNS_APART = str.maketrans("", "", " -")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest_page(request, slug):
    """What is wrong at a clinic; a POST sends it, and leads to its own page.

    No cookie holds a token: the browser's own word on where the form comes from does (comes_from_here).
    """
    found = standing(slug)
    if found.gone or found.moved:
        return redirect("clinic", slug=slug)
    if request.method == "POST":
        return take_in(request, found.clinic)
    return form_page(request, found.clinic, form_of(request, found.clinic))


def form_of(request, clinic):
    """The form for a clinic, filled in where it was sent."""
    programs = Program.objects.published().filter(clinic=clinic).order_by("pk")
    return SuggestForm(request.POST if request.method == "POST" else None, programs)


def form_page(request, clinic, form, status=200, refused=""):
    page = {"clinic": clinic, "form": form, "refused": refused}
    return render(request, "programs/suggest.html", page, status=status)


def take_in(request, clinic):
    """Keep a correction that a person sent, and say what is wrong with any other."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        request.method = "GET"
        words = _("That was too much: a few words will do.")
        return form_page(request, clinic, form_of(request, clinic), 413, words)
    form = form_of(request, clinic)
    if not comes_from_here(request):
        return form_page(request, clinic, form, 403, _("Please send the form from this page."))
    if not form.is_valid():
        return form_page(request, clinic, form, 400)
    try:
        correction = suggest(clinic, address=sender(request), **form.told())
    except TooMany as many:
        return wait_page(request, clinic, form, many.seconds)
    response = redirect("correction", reference=correction.reference.lower())
    response.status_code = 303
    return response


def wait_page(request, clinic, form, seconds):
    minutes = -(-seconds // 60)
    words = ngettext(
        "Nothing was sent: too many came from your connection. Try again in %(n)d minute.",
        "Nothing was sent: too many came from your connection. Try again in %(n)d minutes.",
        minutes,
    )
    response = form_page(request, clinic, form, 429, words % {"n": minutes})
    response.headers["Retry-After"] = str(seconds)
    return response


@never_cache
@require_safe
def correction_search(request):
    """The page of a correction by its reference, as somebody has noted it."""
    noted = request.GET.get("reference", "").translate(SIGNS_APART).upper()
    if not noted:
        return render(request, "programs/corrections.html", {})
    if len(noted) == LENGTH and Correction.objects.filter(reference=noted).exists():
        return redirect("correction", reference=noted.lower())
    unknown = _("We have no correction with this number. It has eight letters and digits, such as 7KQ4-M2XW.")
    page = {"noted": noted[:20], "errors": [("reference", unknown)]}
    return render(request, "programs/corrections.html", page, status=404)


@never_cache
@require_safe
def correction_page(request, reference):
    """What came of a correction."""
    rows = Correction.objects.select_related("clinic")
    correction = get_object_or_404(rows, reference=reference.upper())
    return render(
        request, "programs/correction.html", {"correction": correction, "clinic": correction.clinic}
    )
