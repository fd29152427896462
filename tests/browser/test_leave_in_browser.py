"""Leave this page: the text goes at once, and neither Back nor a slow next site brings it back."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.browser
AWAY = "https://www.weather.gov/"
PATHS = ["/", "/clinics/", "/about/sources/", "/nowhere/"]


@pytest.fixture
def walk(visit, db):
    """walk(start, **context) opens the pages of PATHS one after another; the site it leaves for is ours to answer."""

    def walked(start="", **options):
        page = visit("/about/sources/", **options)
        page.route(f"{AWAY}**", lambda route: route.fulfill(content_type="text/html", body="Sunny"))
        for path in PATHS:
            page.goto(start + path)
        return page

    return walked


def text(page):
    return page.evaluate("document.documentElement.innerText").strip()


def presses(page, *keys):
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("start", ["", "/es"])
def test_back_never_shows_the_site_again(walk, start):
    page = walk(start)
    page.locator("[data-leave]").click()
    page.wait_for_url(AWAY)
    seen = []
    for _step in PATHS:
        page.go_back(wait_until="commit")
        page.wait_for_url(AWAY)
        seen.append((page.url, text(page)))
    assert seen == [(AWAY, "Sunny")] * 4


def test_a_new_visit_in_the_same_tab_is_meant(walk):
    page = walk()
    page.locator("[data-leave]").click()
    page.wait_for_url(AWAY)
    page.goto("/about/sources/")
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.evaluate("sessionStorage.length") == 0


def test_a_page_that_the_browser_kept_whole_is_gone_when_it_is_shown_again(walk):
    """Back may show a page from memory, without loading it: then the page is told of it, and looks at the mark."""
    page = walk()
    page.evaluate("sessionStorage.setItem('left', '1')")
    with page.expect_navigation(url=AWAY):
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert text(page) == "Sunny"


@pytest.fixture
def keeping(chromium, server, db):
    """A tab of a browser that keeps pages whole for Back, as people's do; the weather cannot be reached."""
    browser = chromium.browser_type.launch(
        executable_path=str(CHROMIUM),
        args=[*ARGUMENTS, "--host-resolver-rules=MAP www.weather.gov ~NOTFOUND"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser.new_page(base_url=server.url)
    browser.close()


def back(page):
    """Go back as a person does; a page that was kept is shown without loading."""
    page.go_back(wait_until="commit")
    page.wait_for_timeout(500)


def test_a_browser_that_keeps_pages_whole_does_not_show_them_after_leaving(keeping):
    page = keeping
    page.goto("/safety/")
    page.evaluate("window.kept = true")
    page.goto("/about/")
    back(page)
    assert page.evaluate("window.kept") is True  # so this browser does keep pages
    page.goto("/about/")
    page.locator("[data-leave]").click(no_wait_after=True)
    page.wait_for_timeout(1000)  # the weather is tried in vain
    with suppress(Error):  # and may be once more on the way back
        back(page)
    page.wait_for_timeout(500)
    assert (page.evaluate("window.kept"), page.locator(".masthead").count()) == (None, 0)


def test_a_page_shown_again_stays_where_nobody_left(walk):
    page = walk()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.wait_for_timeout(200)
    assert (page.url == AWAY, page.locator("h1").count()) == (False, 1)


def test_the_text_is_gone_though_the_next_site_hangs(walk):
    page = walk()
    page.evaluate("""() => addEventListener("click", () => setTimeout(() => fetch(
        "/robots.txt?left=" + document.documentElement.textContent.length + "-" + document.title.length), 250))""")
    page.route(f"{AWAY}**", lambda route: None)
    with page.expect_request("**/robots.txt?left=*") as request:
        page.locator("[data-leave]").click(no_wait_after=True)
    assert request.value.url.partition("?")[2] == "left=0-0"


@pytest.mark.parametrize("start", ["", "/es"])
def test_shift_three_times_leaves(walk, start):
    page = walk(start)
    presses(page, "Shift", "Shift", "Shift")
    page.wait_for_url(AWAY)
    assert text(page) == "Sunny"


@pytest.mark.parametrize("keys", [("Shift", "a", "Shift", "Shift"), ("Shift", "Shift")])
def test_other_keys_do_not(walk, keys):
    page = walk()
    presses(page, *keys)
    page.wait_for_timeout(400)
    assert page.url != AWAY


@pytest.mark.long
def test_three_shifts_within_more_than_five_seconds_do_not_leave(walk):
    page = walk()
    for _press in range(3):
        presses(page, "Shift")
        page.wait_for_timeout(2600)
    assert page.url != AWAY


@pytest.mark.parametrize("start", ["", "/es"])
def test_it_is_a_plain_link_without_scripts(walk, start):
    page = walk(start, java_script_enabled=False)
    page.locator("[data-leave]").click()
    page.wait_for_url(AWAY)
    assert page.locator("body").inner_text() == "Sunny"


@pytest.mark.parametrize(("width", "height"), [(320, 256), (360, 640), (1280, 800)])
def test_it_comes_second_and_stays_in_view(walk, width, height):
    page = walk(width=width, height=height)
    presses(page, "Tab", "Tab")
    assert page.evaluate("document.activeElement.matches('[data-leave]')")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    box = page.locator("[data-leave]").bounding_box()
    assert box["y"] >= 0
    assert 44 <= box["height"] <= height / 4
    assert box["y"] + box["height"] <= height
