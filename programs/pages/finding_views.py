"""The public pages around the list: map, phone numbers, comparison, states and cities, sitemap, feed.

Like every public page they look at nobody who asks.
"""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programs.pages import sitemap as site
from programs.pages.caching import shared_briefly
from programs.pages.compare_page import compare_page
from programs.pages.feed import entries
from programs.pages.map_page import map_page
from programs.pages.phones_page import phones_page
from programs.pages.region_page import region_page


@require_safe
@shared_briefly
def clinic_map(request):
    """The same search as a map; the list beside it names every clinic that it shows."""
    return render(request, "programs/map.html", map_page(request.GET, timezone.localdate()))


@require_safe
@shared_briefly
def phones(request):
    """The phone numbers of a search, to print or to copy."""
    return render(request, "programs/phones.html", phones_page(request.GET, timezone.localdate()))


@require_safe
@shared_briefly
def compare(request):
    """Programs side by side."""
    return render(request, "programs/compare.html", compare_page(request.GET, timezone.localdate()))


@require_safe
@shared_briefly
def region(request, state, city=""):
    """The clinics of a state or of a city; capitals lead to the one address."""
    if (state, city) != (state.lower(), city.lower()):
        return redirect(
            *["city", state.lower(), city.lower()] if city else ["state", state.lower()], permanent=True
        )
    return render(request, "programs/region.html", region_page(state, city, timezone.localdate()))


@require_safe
@shared_briefly
def sitemap(request):
    """Every public page, for search engines."""
    pages = [(request.build_absolute_uri(address), changed) for address, changed in site.addresses()]
    return render(request, "sitemap.xml", {"pages": pages}, content_type="application/xml")


@require_safe
@shared_briefly
def feed(request):
    """The news of a week, for feed readers."""
    news = entries(timezone.localdate())
    newest = news[0].at if news else timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    context = {"entries": news, "updated": newest}
    return render(request, "feed.xml", context, content_type="application/atom+xml")
