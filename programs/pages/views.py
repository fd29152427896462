"""The public pages. None of them looks at who asks: no user, session, message or token."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from programs.operations.readiness import problems
from programs.pages.caching import shared_briefly
from programs.pages.clinic_page import clinic_page, first_programs, gone_page, load
from programs.pages.home_page import home_page
from programs.pages.keeping import kept_whole
from programs.pages.list_page import list_page, past_end
from programs.pages.locating import may_locate
from programs.pages.picked import picked_slugs
from programs.pages.sheet_page import sheet_page
from programs.pages.sources_page import sources_page
from programs.pages.standing import standing
from programs.pages.structured_data import as_block, structured_data
from programs.search import PageMissing, find
from programs.search.completing import complete as suggestions


@require_safe
@shared_briefly
@may_locate
def home(request):
    """One question, the kinds of program in plain words, how we check, what this site is not."""
    return render(request, "programs/home.html", home_page(timezone.localdate()))


@require_safe
@shared_briefly
@may_locate
def clinic_list(request):
    """The directory, narrowed by what the address says."""
    today = timezone.localdate()
    try:
        result = find(request.GET, today=today, load=False)
    except PageMissing as missing:
        return render(request, "programs/page_missing.html", past_end(request.GET, missing.last), status=404)
    return render(request, "programs/clinic_list.html", list_page(result, today, picked_slugs(request.GET)))


@require_safe
def complete(request):
    """What a few typed letters may stand for, as JSON for the typing help; nothing of it is kept anywhere."""
    found = [
        {
            "kind": suggestion.kind,
            "label": suggestion.label,
            "url": reverse("clinic", args=[suggestion.slug])
            if suggestion.slug
            else f"{reverse('clinic-list')}?{suggestion.query}",
        }
        for suggestion in suggestions(request.GET.get("q", ""))
    ]
    return JsonResponse({"suggestions": found}, headers={"Cache-Control": "no-store"})


@require_safe
@shared_briefly
@kept_whole(but_for={"program"})
def clinic(request, slug):
    """One clinic with its programs, those that a search found first; standing() tells what else its address answers."""
    found = standing(slug)
    if found.gone:
        return render(request, "410.html", gone_page(found.clinic), status=410)
    if found.moved:
        return redirect("clinic", slug=found.clinic.slug, permanent=True)
    loaded, today = load(found.clinic.pk), timezone.localdate()
    first = first_programs(loaded, request.GET.getlist("program"))
    if first is None:
        return redirect("clinic", slug=slug)
    data = structured_data(loaded, today, request.build_absolute_uri(request.path))
    page = clinic_page(loaded, today, first) | {"structured_data": as_block(data)}
    return render(request, "programs/clinic_detail.html", page)


@require_safe
@shared_briefly
def clinic_sheet(request, slug):
    """The print sheet of a public clinic; the page of one that is gone or moved says more than a sheet could."""
    found = standing(slug)
    if found.gone or found.moved:
        return redirect("clinic", slug=slug)
    address = request.build_absolute_uri(reverse("clinic", args=[slug]))
    page = sheet_page(load(found.clinic.pk), timezone.localdate(), address)
    return render(request, "programs/sheet.html", page)


@require_safe
@shared_briefly
def sources(request):
    """Where the data comes from, and under which licence it may be used."""
    return render(request, "programs/sources.html", sources_page())


@require_safe
def healthz(request):
    """ "ok" while this process answers at all: a database that is away is no reason to start it anew."""
    return plain_words("ok")


@require_safe
def readyz(request):
    """ "ok" while this process can serve people, else 503 with the name of each thing that keeps it from that."""
    names = " ".join(dict(problems()))
    return plain_words(names or "ok", status=503 if names else 200)


def plain_words(text, status=200):
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)


@require_safe
def robots(request):
    """What robots leave alone."""
    return render(request, "robots.txt", content_type="text/plain")
