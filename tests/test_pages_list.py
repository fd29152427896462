"""The list of clinics: the address is its state, and it works as a plain form."""

import re

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programs.publishing import close, confirm
from programs.search.parameters import KNOWN, SEVERAL
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def context(client, query=""):
    return client.get(f"/clinics/{query}").context


def text_of(client, query=""):
    return client.get(f"/clinics/{query}").content.decode()


def program(name, **fields):
    return make_program(make_clinic(name=name, **fields.pop("at", {})), **fields)


def tree(client, query=""):
    return html5lib.parse(text_of(client, query), namespaceHTMLElements=False)


def test_every_parameter_has_a_field_in_the_form(client):
    oak = program("Oak").clinic
    fields = tree(client, f"?near=85701&city=tucson-az&clinic={oak.slug}").iterfind(".//*[@name]")
    names = {field.get("name") for field in fields if field.tag in ("input", "select")}
    assert names == set(KNOWN) - {"page"} | {"clinic"}


def test_every_field_belongs_to_the_one_form(client):
    oak = program("Oak").clinic
    root = tree(client, f"?near=85701&city=tucson-az&clinic={oak.slug}")
    form = root.find(".//form")
    inside = {id(field) for field in form.iter() if field.get("name")}
    fields = [field for field in root.iter() if field.tag in ("input", "select") and field.get("name")]
    assert all(id(field) in inside or field.get("form") == form.get("id") for field in fields)


def test_what_is_chosen_is_chosen_in_the_form(client):
    program("Oak", payments=["medicaid"], prescriber_on_site="yes")
    query = "?payment=medicaid&payment=va&prescriber_on_site=yes&price_max=500&q=oak&near=85701&radius=100&sort=name"
    root = tree(client, query + "&unknown=include&checked=current&city=tucson-az")
    ticked = {
        (field.get("name"), field.get("value"))
        for field in root.iter("input")
        if field.get("checked") is not None
    }
    typed = {
        field.get("name"): field.get("value")
        for field in root.iter("input")
        if field.get("type") in ("text", "search")
    }
    selected = {
        select.get("name"): option.get("value")
        for select in root.iter("select")
        for option in select
        if option.get("selected") is not None
    }
    assert ticked == {
        ("payment", "medicaid"),
        ("payment", "va"),
        ("prescriber_on_site", "yes"),
        ("unknown", "include"),
        ("checked", "current"),
    }
    assert typed == {"q": "oak", "near": "85701", "price_max": "500", "course_max": "", "wait_max": ""}
    assert selected == {"radius": "100"}
    assert [field.get("value") for field in root.iter("input") if field.get("name") == "city"] == [
        "tucson-az"
    ]


def test_the_order_asked_for_is_selected(client):
    program("Oak")
    options = {
        option.get("value"): option.get("selected") is not None
        for option in tree(client, "?sort=name").iter("option")
    }
    assert [value for value, selected in options.items() if selected] == ["name"]


def test_without_results_nothing_leads_to_the_order(client):
    assert 'name="sort"' not in text_of(client)


def test_chips_take_themselves_off_and_clear_all_takes_all(client):
    program("Oak", payments=["medicaid"], substances=["alcohol"])
    found = context(client, "?payment=medicaid&substance=alcohol&page=1&tracking=1")
    assert found["chips"] == [
        ("Alcohol", "/clinics/?payment=medicaid"),
        ("Medicaid", "/clinics/?substance=alcohol"),
    ]
    text = text_of(client, "?payment=medicaid&substance=alcohol")
    assert '<a class="text-button" href="/clinics/">Clear all</a>' in text


def test_unknown_parameters_are_in_no_link(client):
    for number in range(25):
        program(f"Oak {number:02}")
    text = text_of(client, "?tracking=zzz&type=kap&sort=name")
    assert "tracking" not in text
    assert "zzz" not in text


@pytest.mark.parametrize(("count", "words"), [(0, "0 clinics"), (1, "1 clinic"), (2, "2 clinics")])
def test_the_count_is_announced(client, count, words):
    for number in range(count):
        program(f"Oak {number}")
    assert re.search(rf'role="status">{words}</p>', text_of(client))


def test_the_count_names_the_place(client):
    program("Oak")
    assert context(client, "?near=85701")["count"] == "1 clinic near 85701 (Tucson, AZ)"


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("?price_max=free", "price_max", "free"),
        ("?near=Atlantis", "near", "Atlantis"),
        ("?type=zzz", "type", None),
        ("?radius=7&near=85701", "radius", None),
        ("?prescriber_on_site=maybe", "prescriber_on_site", None),
        (f"?q={'a' * 201}", "q", "a" * 201),
        ("?checked=ever", "checked", None),
        ("?unknown=1", "unknown", None),
        ("?state=ZZ", "state", None),
        ("?sort=random", "sort", None),
        ("?page=x", "page", None),
    ],
)
def test_a_wrong_value_is_named_beside_its_field_and_finds_nothing(client, query, name, value):
    program("Oak")
    response = client.get(f"/clinics/{query}")
    root = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    fields = {field.get("name"): field for field in root.iter("input")}
    links = [link.get("href") for link in root.find(".//section[@id='error-summary']").iter("a")]
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert response.status_code == 200
    assert "Oak" not in response.content.decode()
    assert len(links) == 1
    assert {link.removeprefix("#") for link in links} <= ids
    if value is not None:
        assert (fields[name].get("value"), fields[name].get("aria-invalid")) == (value, "true")
        assert f"id_{name}-error" in fields[name].get("aria-describedby").split()
        assert f"id_{name}-error" in ids


def test_an_empty_directory_says_so(client):
    text = text_of(client)
    assert "No clinic is listed yet" in text
    assert "Clear all" not in text


def test_nothing_found_offers_help_lines_and_which_filter_to_take_off(client):
    program("Oak", payments=["medicaid"])
    program("Elm", payments=["medicaid"])
    program("Fir", substances=["alcohol"])
    found = context(client, "?payment=medicaid&substance=alcohol")
    assert found["narrower"] == [
        ("Alcohol", "/clinics/?payment=medicaid", 2),
        ("Medicaid", "/clinics/?substance=alcohol", 1),
    ]
    text = text_of(client, "?payment=medicaid&substance=alcohol")
    assert "Without “Alcohol”: 2 clinics" in text
    assert 'href="tel:988"' in text.split('id="results"')[1]


def test_nothing_found_leads_to_care_without_ketamine(client):
    program("Oak", payments=["medicaid"], types=["other-care"], medicine=None)
    program("Elm")
    assert context(client, "?payment=medicaid")["any_care"] == ("/clinics/?type=any&payment=medicaid", 1)
    assert "with or without ketamine: 1 clinic<" in text_of(client, "?payment=medicaid")
    assert context(client, "?payment=va")["any_care"] is None


def test_care_without_ketamine_that_fits_is_one_line_with_as_many_clinics_behind_it(client):
    for name, types in [("Oak", ["kap"]), ("Elm", ["other-care"]), ("Fir", ["other-care"])]:
        program(name, types=types, substances=["alcohol"], payments=["medicaid"])
    program("Yew", types=["other-care"], substances=["opioids"], payments=["medicaid"])
    query = "?q=my+brother+drinks,+he+lives+in+Tucson,+has+Medicaid"
    address = f"/clinics/?type=other-care&{query[1:].replace(',', '%2C')}"
    assert context(client, query)["left_out"] == [("Care without ketamine that fits: 2 clinics", address)]
    link = f'<a class="text-button" href="{address.replace("&", "&amp;")}">'
    assert f"{link}Care without ketamine that fits: 2 clinics</a>" in text_of(client, query)
    followed = client.get(address).context
    assert sorted(card.name for card in followed["cards"]) == ["Elm", "Fir"]
    assert followed["left_out"] == []


def test_nothing_is_said_twice_of_care_without_ketamine_where_nothing_else_is_found(client):
    program("Elm", types=["other-care"], payments=["medicaid"])
    found = context(client, "?payment=medicaid")
    assert (found["any_care"][1], found["left_out"]) == (1, [])


def test_adding_those_that_do_not_state_it_is_counted_before(client):
    program("Oak", payments=["medicaid"])
    program("Elm")
    program("Fir", payments=["self-pay"])
    found = context(client, "?payment=medicaid")
    assert (found["count"], found["result"].unknown_adds) == ("1 clinic", 1)
    text = text_of(client, "?payment=medicaid")
    link = '<a class="text-button" href="/clinics/?payment=medicaid&amp;unknown=include">'
    assert f"{link}Add 1 clinic that does not state it</a>" in text
    assert context(client, "?payment=medicaid&unknown=include")["count"] == "2 clinics"


def test_pages_lead_on_with_every_filter_kept(client):
    for number in range(49):
        program(f"Oak {number:02}")
    first, second, third = (
        context(client, f"?type=kap&sort=name&page={page}")["pages"] for page in (1, 2, 3)
    )
    assert first == {"number": 1, "last": 3, "previous": "", "next": "/clinics/?type=kap&sort=name&page=2"}
    assert (second["previous"], third["next"]) == ("/clinics/?type=kap&sort=name", "")
    text = text_of(client, "?type=kap&sort=name&page=2")
    assert 'rel="prev" href="/clinics/?type=kap&amp;sort=name"' in text
    assert 'rel="next" href="/clinics/?type=kap&amp;sort=name&amp;page=3"' in text
    assert len(context(client, "?type=kap&sort=name&page=3")["cards"]) == 1


def test_a_page_past_the_end_names_the_last_one(client):
    for number in range(25):
        program(f"Oak {number:02}")
    response = client.get("/clinics/?type=kap&page=99&tracking=1")
    text = response.content.decode()
    assert response.status_code == 404
    assert "The last page is page 2." in text
    assert 'href="/clinics/?type=kap&amp;page=2"' in text
    assert client.get("/clinics/?q=nothing&page=2").status_code == 404


def test_only_the_whole_list_is_for_search_engines(client):
    program("Oak")
    robots = '<meta name="robots" content="noindex">'
    assert [robots in text_of(client, query) for query in ("", "?type=kap", "?tracking=1")] == [
        False,
        True,
        False,
    ]
    assert '<link rel="canonical" href="http://testserver/clinics/">' in text_of(client, "?tracking=1")
    assert '<link rel="canonical" href="http://testserver/clinics/?type=kap">' in text_of(
        client, "?type=kap&tracking=1&page=1"
    )


def test_staff_find_the_way_to_export_exactly_this(client):
    program("Oak", payments=["medicaid"])
    text = text_of(client, "?payment=medicaid&sort=name&page=1&tracking=1")
    assert (
        '<a href="/exports/?payment=medicaid&amp;sort=name" rel="nofollow">Staff: export these results</a>'
        in text
    )


def test_a_card_says_what_was_asked(client):
    found = program("Oak", payments=[("medicaid", "therapy", "yes", "")], prescriber_on_site="no")
    offer = context(client, "?payment=medicaid&prescriber_on_site=no")["cards"][0].offers[0]
    assert offer.name == found.name
    assert [(said.value, said.text) for said in offer.said] == [
        ("not_stated", "New people: not stated, ask"),
        ("yes", "Medicaid (covers the therapy)"),
        ("no", "Prescriber on site: no"),
    ]


def test_a_card_begins_its_price_like_a_sentence(client):
    dose = {"item": "dosing_session", "low": 45000, "high": 45000}
    talk = {"item": "consultation", "low": 30000, "high": 30000}
    program("Oak", prices=[dose], dosing_fewest=6, dosing_most=6, integration_fewest=2)
    program("Elm", prices=[talk], dosing_fewest=6, dosing_most=6)
    prices = re.findall(r'<p class="offer-price">(.*?)</p>', text_of(client, "?sort=name"))
    assert prices == [
        "At least $300 for the whole course, and more with no price stated",
        "$450 a dosing session",
        "At least $2,700 for the whole course, and more with no price stated",
    ]


def test_a_card_of_an_entry_that_states_nothing_says_so(client):
    program("Oak")
    offer = context(client, "?payment=medicaid&prescriber_on_site=yes&unknown=include")["cards"][0].offers[0]
    assert [(said.value, said.text) for said in offer.said] == [
        ("not_stated", "New people: not stated, ask"),
        ("not_stated", "Medicaid: not stated, ask"),
        ("not_stated", "Prescriber on site: not stated"),
    ]


def said_of(client, query):
    """What the first card says after whether it takes new people."""
    offer = context(client, query)["cards"][0].offers[0]
    return [(said.value, said.text) for said in offer.said[1:]]


def test_typed_words_are_answered_on_the_card_as_ticks_are(client):
    program("Oak", payments=[("medicaid", "therapy", "yes", "")], substances=["alcohol"])
    expected = [("yes", "Alcohol"), ("yes", "Medicaid (covers the therapy)")]
    assert said_of(client, "?q=he+drinks,+has+Medicaid") == expected
    assert said_of(client, "?substance=alcohol&payment=medicaid") == expected


def test_a_card_says_that_a_payer_typed_in_words_is_not_stated(client):
    program("Oak", summary="Ask about Medicaid.")
    assert said_of(client, "?q=medicaid") == [("not_stated", "Medicaid: not stated, ask")]


def test_what_a_stated_list_leaves_out_is_not_listed_and_never_a_no(client):
    program("Oak", payments=["self-pay", ("va", "", "no", "")])
    assert said_of(client, "?payment=self-pay&payment=medicaid&payment=va") == [
        ("yes", "Cash or self-pay"),
        ("no", "VA funds: no"),
        ("not_stated", "Medicaid: not listed, ask"),
    ]


def test_several_values_of_a_list_that_is_not_stated_are_one_line(client):
    program("Oak")
    query = "?payment=medicaid&payment=va&unknown=include"
    assert said_of(client, query) == [("not_stated", "Ways to pay: not stated, ask")]


def test_a_wider_circle_says_on_its_cards_what_was_asked_in_words(client):
    far = {"city": "Phoenix", "latitude": 33.45, "longitude": -112.07, "postal_code": "85001"}
    program("Oak", at=far, payments=["medicaid"])
    nearest = context(client, "?q=medicaid&near=Tucson,+AZ")["wider_radius"].nearest
    assert [said.text for said in nearest[0].offers[0].said[1:]] == ["Medicaid"]


def test_clinics_that_do_not_say_keep_what_was_asked_in_words_as_filters(client):
    program("Oak", at={"city": "Phoenix", "latitude": 33.45, "longitude": -112.07, "postal_code": "85001"})
    program("Elm", payments=[("medicaid", "", "no", "")])
    circle = context(client, "?q=my+brother+has+medicaid&near=Tucson,+AZ")["silent"]
    assert [card.name for card in circle.nearest] == ["Oak"]
    assert circle.url == "/clinics/?payment=medicaid&near=Tucson%2C+AZ&radius=250&unknown=include"
    (card,) = client.get(circle.url).context["cards"]
    assert [said.text for said in card.offers[0].said[1:]] == ["Medicaid: not stated, ask"]


def test_a_card_does_not_say_of_ketamine_what_other_care_takes(client):
    clinic = make_clinic(name="Oak")
    make_program(clinic, types=["infusion"], routes=["iv-infusion"])
    make_program(clinic, types=["other-care"], medicine="none", payments=["medicaid", "va"])
    assert "For other care here: Medicaid. For ketamine: not stated." in text_of(
        client, "?payment=medicaid&unknown=include"
    )
    assert context(client)["cards"][0].offers[0].paid_elsewhere == ""


def test_a_card_shows_places_from_a_live_check_alone(client):
    shown = program("Oak", accepting="yes", wait_days=14)
    assert context(client)["cards"][0].offers[0].said[0].text == "New people: not stated, ask"
    confirm(shown, "availability", by=make_user(), method="call")
    assert context(client)["cards"][0].offers[0].said[0].text == "Takes new people, wait: 2 weeks"
    close(shown.clinic, by=make_user(), why="Repairs", for_good=False)
    card = context(client)["cards"][0]
    assert (card.paused, card.offers[0].said[0].text) == (True, "Takes nobody now: temporarily closed")


def test_a_card_says_how_far_and_whether_by_telehealth(client):
    program(
        "Oak",
        at={"postal_code": "85719", "latitude": 32.25, "longitude": -110.95, "precision": "postal_code"},
    )
    program("Far", at={"city": "Flagstaff", "latitude": 35.2, "longitude": -111.65}, states=["AZ"])
    cards = context(client, "?near=85701")["cards"]
    assert [(card.name, card.telehealth) for card in cards] == [("Oak", False), ("Far", True)]
    assert cards[0].distance.startswith("about ")


def test_a_card_shows_three_programs_and_counts_the_rest(client):
    clinic = make_clinic(name="Oak")
    for _number in range(5):
        make_program(clinic)
    card = context(client)["cards"][0]
    assert (len(card.offers), card.more) == (3, 2)
    assert "2 more programs here match." in text_of(client)


def test_every_value_is_offered_and_every_choice_of_several_is_a_box(client):
    program("Oak")
    root = tree(client)
    boxes = {field.get("name") for field in root.iter("input") if field.get("type") == "checkbox"}
    assert boxes == set(SEVERAL) - {"city"} | {"checked", "unknown"}


def test_queries_do_not_grow_with_clinics(client):
    lists = {
        "payments": ["medicaid"],
        "substances": ["alcohol"],
        "types": ["kap", "personalized"],
        "plan_factors": ["goals"],
    }
    counts = []
    for number in range(30):
        program(f"Oak {number:02}", prices=[{"item": "dosing_session", "low": 45000}], **lists)
        if number in (0, 29):
            text_of(client)
            with CaptureQueriesContext(connection) as queries:
                text_of(client, "?near=85701&payment=medicaid")
            counts.append(len(queries))
    # Choices: types, terms, their texts, states. The search: place, candidates, what the unknown would add. The page:
    # clinics, phones, programs, types and texts, terms and texts, prices, medicines' texts, statements, checks.
    assert counts[0] == counts[1]
    assert counts[1] <= 24


@pytest.mark.parametrize(
    ("page", "kept"),
    [("", "&clinic={oak}"), ("map/", "&clinic={oak}"), ("phones/", "")],
    ids=["list", "map", "phones"],
)
def test_several_places_of_one_name_are_links_that_carry_the_rest(client, page, kept):
    oak = program("Oak", payments=["medicaid"]).clinic.slug
    response = client.get(f"/clinics/{page}?near=springfield&payment=medicaid&radius=100&clinic={oak}&x=1")
    meant = response.context["meant"]
    assert len(meant) == 24
    assert meant[0] == (
        "Springfield, AR",
        f"/clinics/{page}?payment=medicaid&near=Springfield%2C+AR&radius=100{kept.format(oak=oak)}",
    )
    assert response.context["errors"] == [
        ("id_near", "Where: There are several places called “springfield”.")
    ]
    text = response.content.decode()
    assert (
        text.count('<a href="' + meant[0][1].replace("&", "&amp;") + '">Springfield, AR</a>'),
        "Oak" in text,
    ) == (
        1,
        page == "",
    )
    assert client.get(meant[0][1]).context["errors"] == []


def test_a_slip_in_a_city_is_a_link_too(client):
    program("Oak")
    response = client.get("/clinics/?city=springfield&type=kap")
    assert response.context["meant"][0] == ("springfield-ar", "/clinics/?type=kap&city=springfield-ar")
    assert context(client, "?near=tuscon")["meant"] == [("Tucson, AZ", "/clinics/?near=Tucson%2C+AZ")]
    assert context(client, "?type=zzz")["meant"] == context(client)["meant"] == []


def test_a_neighbour_s_zip_code_is_said_as_about(client):
    program("Oak")
    found = context(client, "?near=85700")
    assert (found["count"], found["chips"][0][0]) == (
        "1 clinic near 85700 (about)",
        "Within 50 miles of 85700 (about)",
    )
    assert "so each distance is “about”." in text_of(client, "?near=85700")


def test_each_distance_from_a_neighbour_s_zip_code_is_about(client):
    program("Oak", at={"latitude": 32.2217, "longitude": -110.9748})
    program("Far", at={"city": "Marana", "latitude": 32.4367, "longitude": -111.2254})
    found = {card.name: card.distance for card in context(client, "?near=85700")["cards"]}
    assert found == {"Oak": "about 1 mile northwest", "Far": "about 21 miles northwest"}
    exact = {card.name: card.distance for card in context(client, "?near=85701")["cards"]}
    assert exact == {"Oak": "less than a mile away", "Far": "21 miles northwest"}


def test_a_page_past_the_end_keeps_the_ticks(client):
    slug = program("Oak").clinic.slug
    missing = client.get(f"/clinics/?sort=name&page=7&clinic={slug}&clinic=nobody")
    assert (missing.status_code, missing.context["address"]) == (404, f"/clinics/?sort=name&clinic={slug}")


def test_a_tick_stands_in_every_link_of_the_list(client):
    slugs = [program(f"Oak {number:02}", payments=["medicaid"]).clinic.slug for number in range(26)]
    kept = f"clinic={slugs[25]}&clinic={slugs[3]}"
    response = client.get(f"/clinics/?payment=medicaid&sort=name&{kept}&tracking=1")
    found = response.context
    assert found["chips"] == [("Medicaid", f"/clinics/?sort=name&{kept}")]
    assert (found["clear_url"], found["pages"]["next"]) == (
        f"/clinics/?{kept}",
        f"/clinics/?payment=medicaid&sort=name&page=2&{kept}",
    )
    assert found["map_url"] == f"/clinics/map/?payment=medicaid&sort=name&{kept}"
    assert client.get(found["map_url"]).context["list_url"] == f"/clinics/?payment=medicaid&sort=name&{kept}"
    fields = html5lib.parse(response.content.decode(), namespaceHTMLElements=False).iter("input")
    assert [
        one.get("value") for one in fields if (one.get("name"), one.get("form")) == ("clinic", "search")
    ] == [
        slugs[25],
        slugs[3],
    ]
    assert found["canonical"] == "/clinics/?payment=medicaid&sort=name"
    assert context(client, f"?clinic={slugs[3]}")["indexed"] is False


def ticks(client, query):
    """(address, words) of the ticks of a list."""
    links = [one for one in tree(client, query).iter("a") if one.get("class") == "tick"]
    return [(one.get("href").split("#")[0], " ".join("".join(one.itertext()).split())) for one in links]


def test_a_tick_is_a_link_that_adds_or_takes_off(client):
    slugs = [program(f"Oak {number}").clinic.slug for number in range(5)]
    assert ticks(client, "?sort=name")[:2] == [
        (f"/clinics/?sort=name&clinic={slugs[0]}", "Compare Oak 0"),
        (f"/clinics/?sort=name&clinic={slugs[1]}", "Compare Oak 1"),
    ]
    tray = context(client, "?sort=name")["tray"]
    assert (tray.clinics, tray.compare_url) == ([], "")
    assert ticks(client, f"?sort=name&clinic={slugs[1]}")[:2] == [
        (f"/clinics/?sort=name&clinic={slugs[1]}&clinic={slugs[0]}", "Compare Oak 0"),
        ("/clinics/?sort=name", "Chosen to compare Oak 1, take off"),
    ]
    one = context(client, f"?sort=name&clinic={slugs[1]}")
    assert one["tray"].compare_url == ""
    two = context(client, f"?sort=name&clinic={slugs[1]}&clinic={slugs[0]}")["tray"]
    assert ([one.name for one in two.clinics], two.compare_url) == (
        ["Oak 1", "Oak 0"],
        f"/compare/?clinic={slugs[1]}&clinic={slugs[0]}",
    )
    assert two.clinics[0].url == f"/clinics/?sort=name&clinic={slugs[0]}"
    four = text_of(client, "?" + "&".join(f"clinic={slug}" for slug in slugs[:4]))
    assert four.count("4 are chosen: take one off to compare this one.") == 1


def test_only_public_clinics_can_be_ticked_and_four_at_most(client):
    slugs = [program(f"Oak {number}").clinic.slug for number in range(5)]
    make_clinic(name="Secret", slug="secret")
    given = "".join(
        f"&clinic={slug}" for slug in ["secret", "\0", "none", slugs[0], slugs[0], "x" * 5000, *slugs]
    )
    response = client.get(f"/clinics/?type=kap{given}".replace("\0", "%00"))
    assert [one.slug for one in response.context["tray"].clinics] == slugs[:4]
    assert b"Secret" not in response.content


def test_ticks_stay_where_nothing_is_found(client):
    oak = program("Oak", payments=["medicaid"]).clinic.slug
    found = context(client, f"?payment=medicaid&substance=alcohol&clinic={oak}")
    assert found["narrower"] == [("Alcohol", f"/clinics/?payment=medicaid&clinic={oak}", 1)]
    assert [one.name for one in found["tray"].clinics] == ["Oak"]


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        (
            "",
            "What we checked last comes first, what we never checked comes last. Ties go by the alphabet. "
            "No clinic can pay for a better place.",
        ),
        (
            "?near=85701",
            "The nearest comes first. Care by video or phone comes after clinics near you. Ties go by the alphabet. "
            "No clinic can pay for a better place.",
        ),
        ("?sort=name", "By the alphabet. No clinic can pay for a better place."),
    ],
)
def test_the_rule_of_the_order_is_published(client, query, rule):
    program("Oak")
    assert context(client, query)["order_rule"] == rule
    assert rule in text_of(client, query)


def test_a_wrong_value_is_told_in_words_with_the_cure_and_to_machines_by_its_slugs(client):
    program("Oak")
    cure = "is not one of the choices. Choose from the list, or press Search to drop it."
    found = context(client, "?type=zzz&prescriber_on_site=maybe&sort=best-paid")
    assert found["errors"] == [
        ("id_type", f"Program type: “zzz” {cure}"),
        ("id_prescriber_on_site", f"Prescriber on site: “maybe” {cure}"),
        ("id_sort", f"Sort by: “best-paid” {cure}"),
    ]
    assert found["result"].errors["prescriber_on_site"] == ["“maybe” is none of: yes, no."]


def test_after_a_search_the_form_is_folded_and_says_how_to_change_it(client):
    program("Oak", payments=["medicaid"])
    folds = {
        query: (root.find(".//details[@class='search-fold']").get("open"), hidden(root))
        for query in ("", "?sort=name", "?q=oak", "?payment=medicaid", "?near=Atlantis")
        if (root := tree(client, query)) is not None
    }
    assert folds == {
        "": ("", True),
        "?sort=name": ("", True),
        "?q=oak": (None, False),
        "?payment=medicaid": (None, False),
        "?near=Atlantis": ("", True),
    }


def hidden(root):
    """Whether what opens the search form is hidden."""
    return root.find(".//details[@class='search-fold']/summary").get("hidden") is not None
