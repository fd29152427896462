"""The pages that teach, and those about the site itself. None of them looks at who asks."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programs.pages.about import ABOUT, about_list
from programs.pages.caching import shared_briefly
from programs.pages.changes_page import changes_page
from programs.pages.costs_page import costs_page
from programs.pages.errors import UNREACHABLE
from programs.pages.evidence_page import evidence_page
from programs.pages.guides import GUIDES, guide_page
from programs.pages.type_page import type_list, type_page


@require_safe
@shared_briefly
def guide(request, name):
    """A page that teaches, put together from passages; that of the help lines also stands without the database."""
    try:
        page = guide_page(GUIDES[name], timezone.localdate())
    except UNREACHABLE:
        if name != "help-now":
            raise
        page = {"guide": GUIDES[name], "alone": True}
    return render(request, "guides/guide.html", page)


@require_safe
@shared_briefly
def program_types(request):
    """The kinds of program, each in a sentence with its live count."""
    return render(request, "guides/program_types.html", {"kinds": type_list(timezone.localdate())})


@require_safe
@shared_briefly
def program_type(request, slug):
    """What one kind of program is, what is known of it, what it costs, and where it is offered."""
    return render(request, "guides/program_type.html", type_page(slug, timezone.localdate()))


@require_safe
@shared_briefly
def evidence(request):
    """The studies, of one substance when the address names it."""
    page = evidence_page(request.GET.get("substance", ""), timezone.localdate())
    return render(request, "guides/evidence.html", page, status=400 if page["wrong"] else 200)


@require_safe
@shared_briefly
def costs(request):
    """What is in a course, who pays, and a sum of one's own."""
    return render(request, "guides/costs.html", costs_page(request.GET, timezone.localdate()))


@require_safe
@shared_briefly
def about(request):
    """What the site is, with the way to each of its promises."""
    return render(request, "about/index.html", {"pages": about_list()})


@require_safe
@shared_briefly
def about_page(request, name):
    """One promise of the site, such as privacy."""
    if name not in ABOUT:
        raise Http404
    context = {"title": ABOUT[name], "contact": settings.ACCESSIBILITY_CONTACT}
    return render(request, f"about/{name}.html", context)


@require_safe
@shared_briefly
def changes(request):
    """What became new, changed or closed in the last week."""
    return render(request, "about/changes.html", changes_page(timezone.localdate()))
