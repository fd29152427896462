"""The list with its script, the map and the comparison, as a browser meets them."""

import re

import pytest
from django.core.management import call_command

from tests.browser.measures import STORED, findings
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.browser
FAR = {"city": "Phoenix", "latitude": 33.45, "longitude": -112.07, "postal_code": "85001"}
LONG = "Wohlbefindensbehandlungszentrum-für-Abhängigkeitserkrankungen"


@pytest.fixture(scope="module")
def site(chromium, server, django_db_blocker):
    """Pages over thirty clinics in Tucson, of which two take Medicaid, and one in Phoenix with a long name."""
    with django_db_blocker.unblock():
        first, second = (
            make_program(make_clinic(name=name), payments=["medicaid"]).clinic
            for name in ("Desert Willow", "Saguaro")
        )
        make_program(first, name=LONG, urine_drug_screen="yes")
        third = make_program(make_clinic(name=LONG, **FAR)).clinic
        for number in range(28):
            make_program(make_clinic(name=f"Oak {number:02d}"))
        yield {
            "map": "/clinics/map/",
            "state": "/clinics/map/?state=AZ",
            "near": "/clinics/map/?near=85701&radius=10",
            "wrong": "/clinics/map/?near=Atlantis",
            "compare": f"/compare/?clinic={first.slug}&clinic={second.slug}&clinic={third.slug}",
            "compare one": f"/compare/?clinic={first.slug}",
            "region": "/clinics/in/az/",
            "city": "/clinics/in/az/phoenix/",
            "phones": "/clinics/phones/",
            "ketamine": "/clinics/?q=ketamine+addiction",
            "nothing near": "/clinics/?near=10001&radius=5",
            "several places": "/clinics/?near=Springfield",
            "ticked": f"/clinics/?payment=medicaid&clinic={first.slug}&clinic={second.slug}",
            "clinic": f"/clinics/{first.slug}/",
        }
        call_command("flush", interactive=False)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
@pytest.mark.long
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, site, width, scheme):
    found = {}
    for name, path in site.items():
        page = visit(path, width, color_scheme=scheme)
        found[name] = findings(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[name].append("scrolls sideways")
    assert {name: lines for name, lines in found.items() if lines} == {}


def at(page):
    return page.url.split("localhost")[1].partition("/")[2]


def count(page):
    return page.locator("#results [role=status]").inner_text()


def counted(page, words):
    page.locator("#results [role=status]", has_text=words).wait_for()


def searched(page, query):
    page.wait_for_url(lambda url: url.partition("#")[0].endswith(f"/clinics/{query}"))


def test_a_filter_changes_the_list_in_place_and_back_undoes_it(visit, site):
    page = visit("/clinics/")
    page.evaluate("window.same = true")
    box = page.locator("input[name=payment][value=medicaid]")
    box.check()
    searched(page, "?payment=medicaid")
    assert (at(page), page.evaluate("window.same")) == ("clinics/?payment=medicaid", True)
    assert page.evaluate("document.activeElement.value") == "medicaid"
    assert page.locator("body > [role=status]").inner_text() == "2 clinics"
    page.go_back()
    counted(page, "31 clinics")
    assert (at(page), box.is_checked()) == ("clinics/", False)
    page.go_forward()
    counted(page, "2 clinics")
    page.get_by_role("link", name="Take off the filter: Medicaid").click()
    counted(page, "31 clinics")
    page.get_by_role("link", name="Next page").click()
    searched(page, "?page=2")
    assert page.evaluate("[window.same, document.activeElement.id]") == [True, "results"]
    assert page.evaluate(STORED) == ["", 0, 0, 0]


def test_the_newest_of_two_quick_choices_wins(visit, site):
    page = visit("/clinics/")
    slow = []
    page.route("**/clinics/?payment=medicaid", lambda route: slow.append(route))
    page.locator("input[name=payment][value=medicaid]").check()
    page.wait_for_timeout(100)
    page.locator("input[name=payment][value=medicaid]").uncheck()
    page.locator("input[name=type][value=kap]").check()
    searched(page, "?type=kap")
    for route in slow:
        route.abort()
    page.wait_for_timeout(200)
    assert (at(page), count(page)) == ("clinics/?type=kap", "31 clinics")


def test_on_a_phone_the_filters_stay_open_and_show_results_leads_back(visit, site):
    page = visit("/clinics/#filters", 360)
    page.locator("input[name=payment][value=medicaid]").check()
    searched(page, "?payment=medicaid")
    assert page.locator("#filters").is_visible()
    page.get_by_role("button", name="Show results").click()
    page.locator("#results").wait_for(state="visible")
    assert count(page) == "2 clinics"
    assert not page.locator("#filters").is_visible()


def test_on_a_phone_a_search_folds_its_form_and_leads_to_the_results(visit, site):
    page = visit("/clinics/", 360)
    field = page.locator("#id_q")
    field.fill("medicaid")
    field.press("Enter")
    counted(page, "2 clinics")
    assert (field.is_visible(), page.evaluate("document.activeElement.id")) == (False, "results")
    page.get_by_text("Change the search").click()
    assert (field.is_visible(), field.input_value()) == (True, "medicaid")


def test_on_a_wide_screen_the_form_stays_and_keeps_the_keyboard(visit, site):
    page = visit("/clinics/")
    field = page.locator("#id_q")
    field.fill("medicaid")
    field.press("Enter")
    counted(page, "2 clinics")
    assert (field.is_visible(), page.evaluate("document.activeElement.id")) == (True, "id_q")
    assert not page.get_by_text("Change the search").is_visible()


def test_a_wrong_value_falls_back_to_a_page(visit, site):
    page = visit("/clinics/")
    page.get_by_label("Where").fill("Atlantis")
    page.get_by_role("button", name="Search").click()
    page.locator("#error-summary").wait_for()


def test_typing_help_by_keyboard(visit, site):
    page = visit("/clinics/")
    field = page.locator("#id_q")
    field.press_sequentially("Desert W")
    page.get_by_role("option", name="Desert Willow").wait_for()
    assert findings(page) == []
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "typing-0"
    field.press("Escape")
    assert (page.locator("#typing-list").count(), field.get_attribute("aria-expanded")) == (0, "false")
    field.fill("")
    field.press_sequentially("medic")
    page.get_by_role("option", name="Medicaid").first.wait_for()
    labels = page.locator("#typing-list li").all_inner_texts()
    for _step in range(next(i for i, label in enumerate(labels) if label.startswith("Medicaid")) + 1):
        field.press("ArrowDown")
    field.press("Enter")
    searched(page, "?payment=medicaid")
    assert (count(page), field.input_value()) == ("2 clinics", "")


def test_the_place_is_asked_for_on_a_click_and_rounded(visit, site):
    here = {"latitude": 32.221743, "longitude": -110.926479}
    page = visit("/clinics/", permissions=["geolocation"], geolocation=here)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Use my place").click()
    page.wait_for_url(lambda url: "near=" in url)
    assert at(page) == "clinics/?near=32.22%2C+-110.93"
    assert [url for url in asked if "32.2217" in url] == []


def test_a_phone_that_refuses_its_place_is_told_what_to_do(visit, site):
    page = visit("/clinics/")
    page.get_by_role("button", name="Use my place").click()
    page.get_by_role("button", name="We could not find your place. Type a ZIP code.").wait_for()


@pytest.mark.parametrize("scripted", [True, False])
def test_ticks_are_kept_across_pages_and_filters_and_lead_to_the_comparison(visit, site, scripted):
    page = visit("/clinics/?sort=name", 360, java_script_enabled=scripted)
    page.get_by_role("link", name="Compare Desert Willow").click()
    page.wait_for_url(lambda url: "clinic=desert-willow" in url)
    page.get_by_role("link", name="Next page").click()
    page.wait_for_url(lambda url: "page=2" in url)
    page.locator(".tick").last.click()
    page.wait_for_url(lambda url: url.count("clinic=") == 2)
    page.get_by_label("Where").fill("Tucson, AZ")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(lambda url: "near=Tucson" in url)
    assert page.url.count("clinic=") == 2
    page.get_by_role("link", name="Compare (2)").click()
    names = page.locator(".tray li > span > span:first-child").all_inner_texts()
    page.get_by_role("link", name="Compare these 2").click()
    page.get_by_role("heading", name="Compare clinics").wait_for()
    assert page.locator(".compare thead th a").all_inner_texts() == names
    assert names[0] == "Desert Willow"


def test_a_tick_keeps_its_focus_and_back_takes_it_off(visit, site):
    page = visit("/clinics/?payment=medicaid")
    page.evaluate("window.same = true")
    tick = page.get_by_role("link", name="Compare Saguaro")
    tick.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Chosen to compare Saguaro").wait_for()
    assert page.evaluate("[window.same, document.activeElement.id.startsWith('tick-saguaro')]") == [
        True,
        True,
    ]
    page.go_back()
    tick.wait_for()
    assert at(page) == "clinics/?payment=medicaid"


SHOWN = """() => [document.title, ...['#search', '#filters', '#results'].map(part => {
    const copy = document.querySelector(part).cloneNode(true);
    copy.querySelectorAll('details').forEach(one => one.removeAttribute('open'));
    copy.querySelectorAll('[hidden]').forEach(one => one.removeAttribute('hidden'));
    copy.querySelectorAll('input:not([type=checkbox])').forEach(one => one.removeAttribute('value'));
    copy.querySelectorAll('[checked]').forEach(one => one.removeAttribute('checked'));
    return copy.innerHTML.replace(/\\s+/g, ' ');
})]"""
STATE = "() => [...document.querySelectorAll('form, [form]')].map(one => [...new FormData(one.form || one)].join())"


def test_a_list_changed_in_place_is_the_same_as_a_loaded_one(visit, site):
    page = visit("/clinics/")
    page.locator("input[name=payment][value=medicaid]").check()
    searched(page, "?payment=medicaid")
    page.locator("#id_sort").select_option("name")
    searched(page, "?payment=medicaid&sort=name")
    page.get_by_role("link", name="Compare Saguaro").click()
    page.wait_for_url(lambda url: "clinic=saguaro" in url)
    page.wait_for_function("document.querySelector('.tray')")
    page.get_by_label("Where").fill("85701")
    page.get_by_role("button", name="Search").click()
    counted(page, "2 clinics near 85701 (Tucson, AZ)")
    in_place = [page.evaluate(SHOWN), page.evaluate(STATE)]
    page.reload()
    assert [page.evaluate(SHOWN), page.evaluate(STATE)] == in_place


def test_a_place_of_several_is_chosen_by_keys_and_keeps_the_rest(visit, site):
    page = visit("/clinics/?near=Springfield&payment=medicaid")
    page.get_by_role("link", name="Springfield, IL").focus()
    page.keyboard.press("Enter")
    counted(page, "0 clinics near Springfield, IL")
    assert at(page) == "clinics/?payment=medicaid&near=Springfield%2C+IL"


def test_lesser_facts_open_without_a_script_and_print_open(visit, site):
    page = visit(site["clinic"], 360, java_script_enabled=False)
    more = page.locator(".more").first
    assert more.locator(".unknown").is_visible() is False
    more.locator("summary").focus()
    page.keyboard.press("Enter")
    assert more.locator(".unknown").is_visible() is True
    page = visit(site["clinic"], 360)
    page.emulate_media(media="print")
    assert (
        page.locator(".more .unknown").evaluate_all("all => all.every(one => one.offsetHeight > 0)") is True
    )


def test_a_folded_program_opens_by_key_by_a_jump_into_it_and_on_paper(visit, site):
    page = visit(site["clinic"], 360, java_script_enabled=False)
    first, second = page.locator(".program > details").all()
    bodies = [one.locator(".program-body") for one in (first, second)]
    assert [body.is_visible() for body in bodies] == [True, False]
    page.locator(".jump a").nth(1).click()
    assert [body.is_visible() for body in bodies] == [True, True]
    assert second.locator("h2").bounding_box()["y"] > 60  # below the strip of "Leave"
    first.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert [body.is_visible() for body in bodies] == [False, True]
    page = visit(site["clinic"], 360)
    page.emulate_media(media="print")
    shown = page.locator(".program-body").evaluate_all("all => all.map(one => one.offsetHeight > 0)")
    assert shown == [True, True]


def sheets(page):
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="Letter", prefer_css_page_size=True)))


def test_a_comparison_prints_its_main_facts_on_one_landscape_sheet(visit, site):
    page = visit(site["compare"])
    assert sheets(page) == 2
    page.evaluate("document.querySelectorAll('.compare-rest').forEach(one => one.remove())")
    content = page.pdf(format="Letter", prefer_css_page_size=True)
    assert re.findall(rb"/MediaBox\s*\[([^\]]*)\]", content) == [b"0 0 792 612"]


def test_a_state_and_a_pin_are_reached_by_keyboard(visit, site):
    page = visit("/clinics/map/")
    page.get_by_role("link", name="Arizona: 31 clinics").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/clinics/map/?state=AZ")
    page.get_by_role("link", name="30 clinics: Tucson, AZ").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").startswith("#spot-")
