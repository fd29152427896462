"""The public pages for everybody: by keys alone, enlarged, in a small window, in other colors, without scripts."""

import os
import re
from contextlib import suppress
from pathlib import Path
from pprint import pformat

import pytest
from django.urls import Resolver404, resolve

from programs.pages.suggest import QUICKEST
from programs.pages.urls import urlpatterns
from tests.browser.measures import (
    CUT,
    ENLARGED,
    SMALL,
    SPACED,
    STICKY,
    findings,
    floating,
    shared_names,
    sideways,
    stops,
    tree,
)

pytestmark = pytest.mark.browser
AWAY = "https://www.weather.gov/"
TARGET = 44  # CSS pixels
SHORT = {"width": 320, "height": 256}  # 400 % of 1280 x 1024
LOOKS = {
    "360 light": {"width": 360},
    "320": {"width": 320},
    "1280": {"width": 1280},
    "dark": {"width": 360, "color_scheme": "dark"},
    "forced colors": {"width": 1280, "forced_colors": "active"},
    "reduced motion": {"width": 360, "reduced_motion": "reduce"},
}
NO_PAGES = {"complete"}  # answers with JSON
# Whose trees are kept: one of each kind; the first with all that stands around its main part.
TREES = [
    "home",
    "list",
    "empty",
    "errors",
    "ketamine problem",
    "clinic",
    "clinic that states nothing",
    "gone",
    "sheet",
    "comparison",
    "map of a state",
    "a kind of program",
    "studies",
    "a wrong sum",
    "help",
    "privacy",
    "correction form",
    "missing",
    "Spanish clinic",
]
KEPT = Path(__file__).parent / "trees"
# Walked over with every change; the others belong to the long tests.
FEW = ["list", "errors", "clinic", "comparison", "Spanish guide"]


def walk(page, site, look):
    """{page: what `look(page)` finds wrong there}."""
    found = {}
    for name, path in site.items():
        page.goto(path)
        found |= {name: wrong} if (wrong := look(page)) else {}
    return found


def few(site):
    return {name: site[name] for name in FEW}


def test_every_kind_of_page_is_walked_over(site):
    """The list of addresses that this file, and others, walk over: a new kind of page belongs there too."""
    walked = set()
    for path in site.values():
        with suppress(Resolver404):
            walked.add(resolve(re.split("[?#]", path)[0]).url_name)
    assert {pattern.name for pattern in urlpatterns} - walked == NO_PAGES


@pytest.mark.parametrize(
    "look", ["360 light", *(pytest.param(name, marks=pytest.mark.long) for name in list(LOOKS)[1:])]
)
def test_axe_finds_nothing(tab, site, look):
    found = walk(tab(**LOOKS[look]), site, findings)
    assert found == {}, pformat(found)


@pytest.mark.long
def test_nothing_is_lost_in_a_very_small_window_or_with_wide_text(tab, site):
    def look(page):
        plain = [sideways(page), page.evaluate(CUT), page.evaluate(STICKY)]
        page.evaluate(SPACED)
        spaced = [sideways(page), page.evaluate(CUT)]
        return [plain, spaced] if [plain, spaced] != [[0, [], True], [0, []]] else None

    found = walk(tab(**SHORT), site, look)
    assert found == {}, pformat(found)


@pytest.mark.long
def test_text_can_be_twice_as_large(tab, site):
    def look(page):
        page.evaluate(ENLARGED)
        found = [sideways(page), page.evaluate(CUT)]
        return found if found != [0, []] else None

    found = walk(tab(640, 512), site, look)
    assert found == {}, pformat(found)


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.long)])
def test_whatever_can_be_pressed_is_large_enough(tab, site, width):
    found = walk(tab(width, 640), site, lambda page: page.evaluate(SMALL, TARGET))
    assert found == {}, pformat(found)


@pytest.mark.long
def test_one_first_heading_one_main_part_and_links_that_tell_apart(tab, site):
    def look(page):
        counts = [page.locator(part).count() for part in ("h1", "main", "header.masthead", "footer.footer")]
        return [counts, shared_names(page)] if (counts, shared_names(page)) != ([1, 1, 1, 1], {}) else None

    site = {
        name: path for name, path in site.items() if name != "style guide"
    }  # it shows a piece several times
    found = walk(tab(), site, look)
    assert found == {}, pformat(found)


@pytest.mark.parametrize("name", TREES)
def test_a_screen_reader_meets_the_page_that_was_looked_at(visit, site, name):
    """KEEP_TREES=1 keeps the trees as they are now: look at the difference before it is committed."""
    found = tree(visit(site[name], 1280), "body" if name == TREES[0] else "main")
    kept = KEPT / f"{name.replace(' ', '-').lower()}.yaml"
    if os.environ.get("KEEP_TREES"):
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")


def unseen(page):
    """The stops of the keyboard that are not outlined, out of sight or covered; and whether the first two are ours."""
    found = stops(page)
    wrong = [stop for stop in found if stop[1]]
    first = [name for name, _wrong in found[:2]]
    return wrong if first == ["skip", "leave"] else [first, *wrong]


def test_the_keyboard_is_always_seen(tab, site):
    found = walk(tab(360, 640), few(site), unseen)
    assert found == {}, pformat(found)


@pytest.mark.long
@pytest.mark.parametrize("size", [(320, 256), (360, 640), (1280, 800)], ids=str)
def test_the_keyboard_is_always_seen_on_every_page(tab, site, size):
    found = walk(tab(*size), site, unseen)
    assert found == {}, pformat(found)


@pytest.mark.parametrize(
    ("width", "name"),
    [(320, "ticked"), (360, "filters"), (360, "Spanish list"), (320, "clinic"), (1280, "clinic")],
)
def test_what_stays_in_view_covers_no_part_of_a_line(tab, site, width, name):
    page = tab(width, 640)
    page.goto(site[name])
    assert floating(page) == []


def press_until(page, matches):
    """Go on with Tab until the focus is on what matches the selector; fail at the end of the page."""
    for _step in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("(matches) => document.activeElement.matches(matches)", matches):
            return
    raise AssertionError(f"No stop of the keyboard is {matches} at {page.url}")


@pytest.mark.parametrize("scripted", [pytest.param(True, marks=pytest.mark.long), False])
def test_by_keys_alone_one_finds_compares_reads_corrects_and_leaves(tab, site, scripted):
    page = tab(360, 640, java_script_enabled=scripted)
    page.route(f"{AWAY}**", lambda route: route.fulfill(content_type="text/html", body="Sunny"))
    page.goto("/")
    press_until(page, "#id_near")
    page.keyboard.type("85701")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clinics/?*near=85701*")
    for name in ("desert-willow", "saguaro"):
        press_until(page, f".tick[id*={name}]")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**clinic={name}*")
        page.locator(f".tick[id*={name}][aria-label*=Chosen], .tick[id*={name}]").first.wait_for()
    press_until(page, ".tray a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/?*")
    press_until(page, ".compare thead a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clinics/desert-willow-tucson-az/**")
    assert page.locator("h1").inner_text() == "Desert Willow"
    press_until(page, "a[href*='/suggest/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suggest/desert-willow-tucson-az/")
    press_until(page, "[name=about]")
    page.keyboard.press("Space")
    press_until(page, "textarea")
    page.keyboard.type("The phone number has changed.")
    press_until(page, "main button[type=submit]")
    page.wait_for_timeout(QUICKEST * 1000)  # what is sent sooner is a robot's
    page.keyboard.press("Enter")
    page.wait_for_url("**/corrections/*/")
    page.reload()
    press_until(page, "[data-leave]")
    page.keyboard.press("Enter")
    page.wait_for_url(AWAY)
