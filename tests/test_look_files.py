"""What the look promises by itself: its sizes, and error pages that need nothing at all."""

import datetime as dt
import gzip
import re

import html5lib
import pytest
from django.conf import settings
from django.template.loader import render_to_string

ERRORS = [
    "400.html",
    "403.html",
    "404.html",
    "408.html",
    "410.html",
    "413.html",
    "500.html",
    "503.html",
    "maintenance.html",
]
HELP_LINES = ["tel:911", "tel:988", "sms:988", "tel:1-800-662-4357"]
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
SIZES = {
    "css/site.css": 12 * 1024,
    "js/leave.js": 1536,
    "js/list.js": 2560,
    "js/share.js": 512,
    "fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2": 35_000,
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_renders_without_any_context(name):
    page = render_to_string(name)
    html5lib.HTMLParser(strict=True).parse(page.strip())
    links = re.findall(r'href="((?:tel|sms):[^"]+)"', page)
    assert links[:4] == HELP_LINES
    assert page.count("<h1") == 1
    assert page.index('class="skip"') < page.index("data-leave") < page.index("tel:911") < page.index("<h1")


def test_a_closed_clinic_says_when_why_and_where_to_look_instead():
    gone = {
        "name": "Mesa Verde",
        "gone_kind": "closed",
        "gone_when": dt.date(2026, 9, 30),
        "gone_why": "The owner retired.",
        "look_instead": "Desert Willow treats the same people.",
    }
    page = render_to_string("410.html", {"clinic": gone, "search_url": "/clinics/?near=85701"})
    main = re.sub(r"\s+", " ", page[page.index("<h1") : page.index("Talk to someone now")])
    said = [text.strip() for text in re.findall(r">([^<>]+)<", main) if text.strip()]
    assert said == [
        "Mesa Verde has closed",
        "It closed for good on 30 September 2026.",
        "The owner retired.",
        "Where to look instead",
        "Desert Willow treats the same people.",
        "Find other clinics near there",
        "Go to the start page",
    ]


def test_no_template_carries_a_style_or_script_of_its_own():
    """But for data that no browser runs, and the page that is printed as a file and stands alone."""
    inline = re.compile(r'\sstyle="|<style|<script(?![^>]*(\ssrc=|application/ld\+json))|\son[a-z]+="')
    found = [path for path in TEMPLATES if inline.search(path.read_text())]
    assert [str(path.relative_to(settings.BASE_DIR)) for path in found] == [
        "templates/exports/print/page.html"
    ]


@pytest.mark.parametrize(("name", "most"), SIZES.items())
def test_files_stay_small(name, most):
    content = (settings.BASE_DIR / "static" / name).read_bytes()
    assert 0 < len(content if name.endswith("woff2") else gzip.compress(content, 9)) <= most
