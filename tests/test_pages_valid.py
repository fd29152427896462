"""Every page is valid HTML: nothing that a browser has to guess, each id once, each reference to an id there.

Headings go down one level at a time, from one first heading.
"""

import re
from collections import Counter
from itertools import pairwise

import html5lib
import pytest

from tests.browser.site_pages import make_site

pytestmark = pytest.mark.django_db
REFERENCES = (
    "for",
    "form",
    "list",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-activedescendant",
)
# An element of the first kind holds none of the second (HTML, "interactive content").
OUTER = {"a", "button", "label", "summary"}
PRESSED = {"a", "button", "input", "select", "textarea", "details"}


def flaws(text):
    """What is wrong with the HTML of a page, one line each."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(text)
    found = [f"line {line}: {code} {more or ''}" for (line, _column), code, more in parser.errors]
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    ids = Counter(one.get("id") for one in elements if one.get("id") is not None)
    found += [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1 or not name]
    return found + missing(elements, ids) + nested(elements) + headings(elements)


def missing(elements, ids):
    """References to an id that is nowhere, links to a place on the page among them."""
    named = [
        (one.tag, name, word) for one in elements for name in REFERENCES for word in one.get(name, "").split()
    ]
    named += [
        (one.tag, "href", one.get("href")[1:]) for one in elements if one.get("href", "").startswith("#")
    ]
    return [
        f"<{tag} {name}> names {word!r}, which is nowhere" for tag, name, word in named if word not in ids
    ]


def headings(elements):
    """Whether there is one first heading, and where a level is left out."""
    levels = [int(one.tag[1]) for one in elements if re.fullmatch("h[1-6]", one.tag)]
    left_out = [f"<h{after}> after <h{before}>" for before, after in pairwise(levels) if after > before + 1]
    return left_out if levels.count(1) == 1 else [f"{levels.count(1)} first headings", *left_out]


def nested(elements):
    """What can be pressed inside of what can be pressed; the one field of a label is meant."""
    return [
        f"<{inner.tag}> inside <{outer.tag}>"
        for outer in elements
        if outer.tag in OUTER
        for inner in outer.iter()
        if inner is not outer and inner.tag in PRESSED and not (outer.tag == "label" and inner.tag == "input")
    ]


def test_every_kind_of_page_is_valid(client):
    found = {}
    for name, path in make_site().items():
        response = client.get(path)
        if response.headers["Content-Type"].startswith("text/html"):
            found[name] = flaws(response.content.decode())
    assert len(found) > 45
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        ("<p><ul></ul></p>", "line 1: unexpected-end-tag {'name': 'p'}"),
        ("<p id=a></p><p id=a></p>", "id 'a' stands 2 times"),
        ("<label for=a>A</label>", "<label for> names 'a', which is nowhere"),
        ("<a href=x><button>B</button></a>", "<button> inside <a>"),
        ("<h3>B</h3>", "<h3> after <h1>"),
        ("<h1>B</h1>", "2 first headings"),
    ],
)
def test_a_flaw_is_seen(body, flaw):
    assert flaws(f"<!DOCTYPE html><html lang=en><title>T</title><h1>A</h1>{body}") == [flaw]
