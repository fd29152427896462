"""What every page knows, without a look at who asks."""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language

from programs.pages.compare_page import MOST
from programs.search.parameters import known, query

WITH_TICKS = {"clinic-list", "clinic-map", "clinic-phones", "compare"}
SLUG = re.compile(r"[a-z0-9-]{1,80}")


def in_other_languages(request):
    """[(code, name, address)] of the page in the languages that it has beside its own; parameters of ours stay."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    ours = "clinic" if name in WITH_TICKS else "program" if name == "clinic" else ""
    picked = [(ours, slug) for slug in request.GET.getlist(ours) if SLUG.fullmatch(slug)][:MOST]
    asked = "&".join(filter(None, (query(known(request.GET), drop=()), urlencode(picked))))
    return translations(request.path, f"?{asked}" if asked else "")


def translations(path, asked=""):
    """[(code, name, address)] of the page at `path`, with `asked` behind it, in each other language it has."""
    found = [(code, name, translate_url(path, code)) for code, name in settings.LANGUAGES]
    return [(code, name, address + asked) for code, name, address in found if address != path]


def origin(request):
    """ "https://example.org" of the site as it was asked for; empty where it was asked for by no name of its own."""
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""


def site(request):
    """The site's name and origin, whether it is a demonstration, the day, the language, the page in the others."""
    return {
        "in_other_languages": in_other_languages(request),
        "site_name": settings.SITE_NAME,
        "origin": origin(request),
        "demonstration": settings.DEMONSTRATION,
        "today": timezone.localdate(),
        "language_code": get_language(),
    }
