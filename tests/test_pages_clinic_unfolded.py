"""A clinic's page unfolds its programs: which stands open, in which order, under which questions."""

import re

import html5lib
import pytest

from tests.clinic_pages import html, money
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db


def sections(client, clinic):
    root = html5lib.parse(html(client, clinic), namespaceHTMLElements=False)
    return [one for one in root.iter("section") if one.get("class") == "program"]


def disclosures(section):
    """{heading: (whether it stands open, the line beside it)} of a program's section, in their order."""
    found = {}
    for details in section.iterfind(".//details[@class='more']"):
        heading, *beside = details.find("summary")
        said = "".join(beside[0].itertext()) if beside else ""
        found[heading.text] = (details.get("open") is not None, said)
    return found


def test_headings_are_the_questions_in_their_order_with_the_answer_beside_them(client):
    clinic = make_program(
        dosing_fewest=6,
        dosing_most=6,
        integration_fewest=2,
        substances=["alcohol", "opioids"],
        payments=[
            ("medicaid", "visits", "yes", "Not the <i>talks</i>."),
            ("self-pay", "", "yes", ""),
            ("va", "", "no", ""),
        ],
        routes=["iv-infusion"],
        prices=[money("dosing_session", 450)],
        medical_screening="yes",
        urine_drug_screen="no",
        take_home="posted",
    ).clinic
    (alone,) = sections(client, clinic)
    answers = {
        "What happens": "Dose: 6 sessions · Integrate: at least 2 sessions",
        "Is it safe? What protects you": (
            "Yes to 1 safeguard · Medicine to take at home: Sent by post · No: Urine drug screen · "
            "Not stated: 11 of 14"
        ),
        "What it costs": "At least $2,700 for the whole course, and more with no price stated · $450 a dosing session",
        "Who pays": (
            "Cash or self-pay · Medicaid (covers evaluation and visits) (Not the <i>talks</i>.) · No: VA funds"
        ),
        "Who it is for": "Alcohol · Opioids",
        "What it offers": "Drip into a vein (IV infusion)",
    }
    assert {heading: said for heading, (_open, said) in disclosures(alone).items()} == answers
    assert list(disclosures(alone)) == list(answers)
    text = html(client, clinic)
    assert text.index("Places now") < text.index("What happens")


def test_what_people_decide_on_stands_open_where_there_is_one_program(client):
    clinic = make_program(dosing_fewest=6, substances=["alcohol"]).clinic
    (alone,) = sections(client, clinic)
    assert [is_open for is_open, _said in disclosures(alone).values()] == [True] * 4 + [False] * 2
    make_program(clinic, dosing_fewest=2)
    for section in sections(client, clinic):
        assert {is_open for is_open, _said in disclosures(section).values()} == {False}


def folded(client, address):
    """[(name of a program, whether it stands open, what stands beside its name)] in the order of the page."""
    root = html5lib.parse(client.get(address).content.decode(), namespaceHTMLElements=False)
    return [
        (
            details.find("summary/h2").text,
            details.get("open") is not None,
            [one.text for one in details.findall("summary/span")],
        )
        for section in root.iter("section")
        if section.get("class") == "program"
        for details in section.findall("details")
    ]


def several(clinic=None):
    """A clinic with four programs, the last of them without ketamine."""
    clinic = clinic or make_clinic()
    make_program(
        clinic, name="One", slug="one", substances=["opioids"], prices=[money("dosing_session", 450)]
    )
    infusion = {"types": ["infusion"], "routes": ["iv-infusion"]}
    make_program(
        clinic, name="Two", slug="two", substances=["alcohol"], counselling_included="no", **infusion
    )
    make_program(clinic, name="Three", slug="three")
    make_program(
        clinic, name="Care", slug="care", types=["other-care"], medicine="none", substances=["alcohol"]
    )
    make_program(clinic, name="Draft", slug="draft", published=False)
    return clinic


def test_the_first_program_stands_open_and_the_others_say_in_short_what_they_are(client):
    kap, cost = "Ketamine with talk therapy", "Price: not stated"
    assert folded(client, f"/clinics/{several().slug}/") == [
        ("One", True, [kap, "Opioids · $450 a dosing session"]),
        (
            "Two",
            False,
            [
                "Ketamine infusions, outpatient",
                "Counseling is not part of this program: it is the infusion alone.",
                f"Alcohol · {cost}",
            ],
        ),
        ("Three", False, [kap, cost]),
        ("Care", False, ["Care without ketamine", f"Alcohol · {cost}"]),
    ]


def test_from_a_search_the_programs_that_match_stand_first_and_open(client):
    clinic = several()
    for query, address, first in [
        ("substance=alcohol&type=any", "?program=two&program=care", ["Two", "Care"]),
        ("substance=alcohol", "?program=two", ["Two"]),
        ("substance=opioids", "", ["One"]),
        ("type=any", "", ["One"]),
        ("", "", ["One"]),
    ]:
        (card,) = client.get(f"/clinics/?{query}").context["cards"]
        assert card.url == f"/clinics/{clinic.slug}/{address}"
        shown = [(name, is_open) for name, is_open, _said in folded(client, card.url)]
        rest = [name for name in ("One", "Two", "Three", "Care") if name not in first]
        assert shown == [(name, True) for name in first] + [(name, False) for name in rest]


@pytest.mark.parametrize(
    "asked", ["x", "draft", "two&program=one", "one&program=one", "one&program=x", "", "a%00b"]
)
def test_what_is_no_program_to_begin_with_leads_to_the_clinic(client, asked):
    clinic = several()
    answer = client.get(f"/clinics/{clinic.slug}/?program={asked}")
    assert (answer.status_code, answer["Location"]) == (302, f"/clinics/{clinic.slug}/")


def test_what_a_search_leads_to_is_kept_as_the_plain_page_is(client, django_assert_num_queries):
    clinic = several()
    for query in ("", "?program=two", "?program=two&program=care"):
        first = client.get(f"/clinics/{clinic.slug}/{query}").content
        with django_assert_num_queries(1):
            assert client.get(f"/clinics/{clinic.slug}/{query}").content == first


def test_another_language_keeps_the_programs_that_stand_first(client):
    clinic = several()
    text = client.get(f"/clinics/{clinic.slug}/?program=two&x=1").content.decode()
    assert f'<a href="/es/clinics/{clinic.slug}/?program=two" lang="es"' in text
    assert f'<link rel="canonical" href="http://testserver/clinics/{clinic.slug}/">' in text


def test_a_clinic_with_five_programs_lists_them_before_the_first(client):
    clinic = make_clinic()
    programs = [make_program(clinic, name=f"Number {number}") for number in range(5)]
    text = html(client, clinic)
    nav = text[text.index('<nav class="jump') : text.index('<section class="program"')]
    linked = re.findall(r'href="#([^"]+)"', nav)
    assert linked[:5] == [program.slug for program in programs]
    assert [target for target in linked if f'id="{target}"' not in text] == []


def test_names_of_programs_among_the_questions_say_their_language(client):
    clinic = make_clinic(text_language="en")
    make_program(clinic, name="One course", accepting="yes")
    make_program(clinic, name="Other course", substances=["alcohol"])
    text = client.get(f"/es/clinics/{clinic.slug}/").content.decode()
    assert '<h3>Sobre: <span lang="en">One course</span></h3>' in text
