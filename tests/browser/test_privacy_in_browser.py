"""Every sentence of the privacy page is true: a proof for each, in a browser with scripts and without."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import serializers
from django.test import Client, override_settings
from django.utils import timezone
from playwright.sync_api import expect

from programs.models import Correction
from programs.models.correction import Sender
from programs.pages.suggest import QUICKEST
from programs.publishing.corrections import decide, forget
from tests.browser.measures import STORED
from tests.factories import make_user
from tests.test_pages_privacy import stored

pytestmark = pytest.mark.browser
MOST_REQUESTS = 15  # a page
AWAY = "https://www.weather.gov/"
WEBSITE = "https://willow.example.org/"
OUTWARD = """() => [...document.querySelectorAll(
    'link, script:not([type="application/ld+json"]), img, source, iframe, object, embed, form')]
    .map((one) => one.href || one.src || one.action || one.data || one.tagName)
    .filter((address) => typeof address !== 'string' || !address.startsWith(location.origin))"""
HELD = "() => navigator.serviceWorker?.getRegistrations().then((all) => all.length)"
BREACHES = """() => addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`); })"""


@pytest.mark.parametrize(
    "scripted", [True, pytest.param(False, marks=pytest.mark.long)], ids=["with scripts", "without scripts"]
)
def test_no_page_asks_others_sets_a_cookie_stores_anything_or_names_another_site(tab, site, server, scripted):
    found = walked(tab(360, 640, java_script_enabled=scripted), site, server)
    nothing = [[], [], [], ["", 0, 0, 0], [], 0]
    assert {name: rest for name, (_count, *rest) in found.items() if rest != nothing} == {}
    assert {name: count for name, (count, *_rest) in found.items() if count > MOST_REQUESTS} == {}
    assert len(found) == len(site)


def walked(page, site, server):
    """What a walk over all pages left.

    {page: (requests, foreign ones, cookies, what was said of the policy, what is stored, outward addresses, workers)}.
    """
    page.add_init_script(f"({BREACHES})()")
    asked, said = [], []
    page.on("request", lambda one: asked.append(one))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    found = {}
    for name, path in site.items():
        asked.clear(), said.clear()
        page.goto(path)
        foreign = [one.url for one in asked if not one.url.startswith((server.url, "data:"))]
        policy = [text for text in said if "olicy" in text]
        left = [page.evaluate(look) for look in (STORED, OUTWARD, HELD)]
        found[name] = (len(asked), foreign, page.context.cookies(), policy, *left)
    return found


def test_after_leaving_the_tab_alone_knows_that_it_left(tab, site):
    page = tab()
    page.route(f"{AWAY}**", lambda route: route.fulfill(content_type="text/html", body="Sunny"))
    page.goto("/clinics/")
    page.locator("[data-leave]").click()
    page.wait_for_url(AWAY)
    kept = page.context.storage_state()
    assert (kept["cookies"], [one for one in kept["origins"] if "localhost" in one["origin"]]) == ([], [])


# The proofs. Each takes an opener of tabs and the addresses of the site.


KINDS = [
    "home",
    "list",
    "errors",
    "clinic",
    "gone",
    "missing",
    "map",
    "a wrong sum",
    "safety",
    "Spanish clinic",
]


def on_pages(tab, site, look, **options):
    """{page: what `look(page, answer)` finds wrong there}, over one of each kind."""
    page = tab(360, 640, **options)
    found = {}
    for name in KINDS:
        answer = page.goto(site[name])
        found |= {name: wrong} if (wrong := look(page, answer)) else {}
    return found


def nobody_is_asked_who_they_are(tab, site):
    asks = "input[type=email], input[type=tel], input[type=password], [autocomplete~=name], [name=email], [name=name]"
    assert (
        on_pages(tab, site, lambda page, _answer: page.locator(asks).count(), java_script_enabled=False) == {}
    )


def nothing_of_a_visit_is_kept(tab, site):
    before = stored()
    nothing_is_set(tab, site)
    assert stored() == before


def nothing_is_set(tab, site):
    def cookies(page, answer):
        return page.context.cookies() or answer.header_value("set-cookie")

    assert on_pages(tab, site, cookies, java_script_enabled=False) == {}


def nothing_comes_from_elsewhere(tab, site):
    assert on_pages(tab, site, lambda page, _answer: page.evaluate(OUTWARD)) == {}


def the_place_is_asked_for_by_the_button_alone(tab, site):
    page = tab(360, 640)
    page.add_init_script(
        "window.calls = 0; navigator.geolocation.getCurrentPosition = () => { window.calls += 1; };"
    )
    for name in ("home", "list", "clinic", "map", "Spanish list"):
        page.goto(site[name])
        page.wait_for_load_state("networkidle")
        assert (name, page.evaluate("window.calls")) == (name, 0)
    page.goto(site["list"])
    page.get_by_text("Change the search").click()
    page.locator("[data-near-me]").click()
    assert page.evaluate("window.calls") == 1


def the_place_is_rounded_first(tab, site):
    here = {"latitude": 32.22174, "longitude": -110.92648}
    page = tab(360, 640, permissions=["geolocation"], geolocation=here)
    asked = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.goto("/clinics/")
    page.locator("[data-near-me]").click()
    page.wait_for_url(lambda url: "near=" in url)
    assert [url for url in asked if re.search(r"32\.22\d|110\.9[23]\d", url)] == []
    assert "near=32.22%2C+-110.93" in page.url


def told_on_a_click(page, address):
    """The headers that the clinic's own site gets when its link is followed."""
    told = []

    def answer(route):
        told.append(route.request.all_headers())
        route.fulfill(content_type="text/html", body="Elsewhere")

    page.route(f"{WEBSITE}**", answer)
    page.goto(address)
    page.locator(f'a[href^="{WEBSITE.rstrip("/")}"]').first.click()
    page.wait_for_url(f"{WEBSITE}**")
    return told


def a_linked_site_is_told_nothing(tab, site):
    for scripted in (True, False):
        (headers,) = told_on_a_click(tab(360, 640, java_script_enabled=scripted), site["clinic"])
        assert [headers.get(name) for name in ("referer", "origin", "cookie")] == [None] * 3


def the_browser_is_asked_to_keep_no_page(tab, site):
    def keeps(_page, answer):
        return "no-store" not in (answer.header_value("cache-control") or "")

    assert on_pages(tab, site, keeps, java_script_enabled=False) == {}


def titles_are_the_same_whatever_was_searched(tab, site):
    page = tab(java_script_enabled=False)
    titles = set()
    for query in ("?q=alcohol&near=85701", "?q=willow", "?near=Atlantis", "?q=ketamine"):
        page.goto(f"/clinics/{query}")
        titles.add(page.title())
    assert len(titles) == 1


def searches_are_noted_nowhere(tab, site):
    """Logs, reports, tables and memory: tests/test_pages_privacy.py. Here: the browser, after a search with scripts."""
    page = tab(360, 640)
    page.goto("/clinics/")
    page.locator("#id_q").fill("zzcanary")
    page.locator("#id_q").press("Enter")
    page.wait_for_url("**q=zzcanary*")
    assert page.evaluate(STORED) == ["", 0, 0, 0]


def history_stays_as_the_browser_has_it(tab, site):
    page = tab()
    for name in ("home", "list", "clinic"):
        assert page.goto(site[name]).header_value("clear-site-data") is None
    page.go_back()
    expect(page).to_have_url(re.compile(r"/clinics/\?near=85701"))


def a_network_sees_the_name_of_the_site_alone(tab, site):
    with override_settings(SECURE_SSL_REDIRECT=True):
        answer = Client().get("/clinics/?q=zzcanary")
    assert (answer.status_code, answer.content, answer["Location"][:8]) == (301, b"", "https://")


def those_who_sign_in_have_a_cookie_until_they_sign_out(tab, site):
    cora = make_user("cora")
    cora.set_password("a long enough one")
    cora.save()
    cora.groups.add(Group.objects.get(name="staff export"))
    page = tab()
    page.goto("/accounts/login/?next=/exports/")
    page.fill("[name=username]", "cora")
    page.fill("[name=password]", "a long enough one")
    page.click("main button[type=submit]")
    page.wait_for_url("**/exports/**")
    signed_in = {cookie["name"] for cookie in page.context.cookies()}
    page.click("text=Sign out")
    page.wait_for_selector("text=You are signed out")
    left = {cookie["name"] for cookie in page.context.cookies()}
    assert ("session" in signed_in, "session" in left) == (True, False)


def a_correction_is_words_and_a_mark_for_a_day(tab, site):
    page = tab(360, 640, java_script_enabled=False)
    page.goto(site["clinic"])
    page.click("text=Is something wrong? Tell us")
    page.check("[name=about][value=contact]")
    page.fill("[name=proposed]", "The phone rings elsewhere.")
    page.wait_for_timeout((QUICKEST + 1) * 1000)
    page.click("main button[type=submit]")
    page.wait_for_url("**/corrections/*/")
    assert page.context.cookies() == []
    correction, mark = Correction.objects.latest("pk"), Sender.objects.latest("pk")
    assert (correction.proposed, correction.knows) == ("The phone rings elsewhere.", "")
    assert "127.0.0.1" not in serializers.serialize("json", [correction, mark])
    decide(correction, "right", by=make_user("cora"))
    forget(timezone.now() + timedelta(days=1, seconds=1))
    assert Sender.objects.count() == 0
    forget(timezone.now() + timedelta(days=91))
    correction.refresh_from_db()
    assert correction.proposed == ""


PROOFS = {
    "You do not need to tell us who you are.": nobody_is_asked_who_they_are,
    "We keep nothing about your visit.": nothing_of_a_visit_is_kept,
    "We set no cookie on any public page.": nothing_is_set,
    "Our pages load nothing from other sites: no ads, no counters, no maps.": nothing_comes_from_elsewhere,
    "We do not note what you search for.": searches_are_noted_nowhere,
    "We use your place only if you press the button.": the_place_is_asked_for_by_the_button_alone,
    "Your phone first rounds it to about half a mile.": the_place_is_rounded_first,
    "If you follow a link to another site, it is not told that you came from here.": a_linked_site_is_told_nothing,
    "We ask your browser not to keep our pages on your device.": the_browser_is_asked_to_keep_no_page,
    "The title of a page never holds the words you searched for.": titles_are_the_same_whatever_was_searched,
    "We keep your words, and nothing that says who you are.": a_correction_is_words_and_a_mark_for_a_day,
    "For one day we keep a mark of the connection that they came from.": a_correction_is_words_and_a_mark_for_a_day,
    "Nobody can read it back.": a_correction_is_words_and_a_mark_for_a_day,
    "90 days after we have looked into it, we forget your words.": a_correction_is_words_and_a_mark_for_a_day,
    "Your browser may keep its history.": history_stays_as_the_browser_has_it,
    "We cannot erase it.": history_stays_as_the_browser_has_it,
    "The owner of a network can see that this device visited this site.": a_network_sees_the_name_of_the_site_alone,
    "The owner cannot see which page.": a_network_sees_the_name_of_the_site_alone,
    "Those who sign in get a cookie that keeps them signed in.": those_who_sign_in_have_a_cookie_until_they_sign_out,
    "It is gone when they sign out.": those_who_sign_in_have_a_cookie_until_they_sign_out,
}


def test_every_sentence_has_a_proof(tab, site):
    page = tab(java_script_enabled=False)
    page.goto("/about/privacy/")
    texts = page.locator("main p:not(:has(a)), main li").all_inner_texts()
    sentences = [sentence for text in texts for sentence in re.findall(r"\S[^.?!]*[.?!]", text)]
    assert sorted(sentences) == sorted(PROOFS)


@pytest.mark.parametrize("proof", dict.fromkeys(PROOFS.values()), ids=lambda proof: proof.__name__)
def test_the_sentences_are_true(tab, site, django_db_blocker, proof):
    with django_db_blocker.unblock():
        proof(tab, site)
