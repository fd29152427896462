"""A clinic's page: whom to call, who says so, and what stands beside ketamine."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programs.models import Passage, Phone, Source, Statement
from programs.models.claims import day
from programs.pages.cautions import keys_for
from programs.pages.clinic_page import clinic_page, load
from programs.publishing import change, confirm, set_rows
from programs.publishing.links import note_visit
from tests.clinic_pages import DAY, TODAY, html, money, page, plain
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user

pytestmark = pytest.mark.django_db


def test_the_number_for_new_patients_is_the_button(client):
    clinic = make_program().clinic
    with change(clinic, by="tests"):
        numbers = [("fax", "1"), ("main", "2"), ("intake", "3"), ("tty", "4")]
        set_rows(clinic, "phones", [Phone(kind=kind, number=f"+1520555010{end}") for kind, end in numbers])
    assert page(clinic)["phone"].number == "+15205550103"
    assert '<a class="button button-call" href="tel:+15205550103">' in html(client, clinic)


def test_without_a_number_the_page_says_so(client):
    clinic = make_program(make_clinic(phone=None)).clinic
    assert "Phone: not stated" in html(client, clinic)


@pytest.mark.parametrize(
    ("types", "answer", "sentence"),
    [
        (["infusion"], "yes", "Counseling is part of this program."),
        (["infusion"], "no", "Counseling is not part of this program: it is the infusion alone."),
        (
            ["infusion-residential"],
            "not_stated",
            "Nobody has said whether counseling is part of it. Ask before you book.",
        ),
        (["kap"], "no", ""),
    ],
)
def test_an_infusion_says_first_whether_counseling_is_part_of_it(client, types, answer, sentence):
    program = make_program(
        types=types, routes=["iv-infusion"], counselling_included=answer, summary="The rest."
    )
    assert page(program.clinic)["sections"][0].first_line == sentence
    _head, _main, text = html(client, program.clinic).partition("<main")
    assert text.index(sentence) < text.index("The rest.")


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({}, ["ketamine-approval", "ketamine-risks"]),
        ({"legal_status": "compounded"}, ["ketamine-approval", "ketamine-risks", "ketamine-compounded"]),
        ({"routes": ["lozenge"]}, ["ketamine-approval", "ketamine-risks", "ketamine-compounded"]),
        ({"take_home": "posted"}, ["ketamine-approval", "ketamine-risks", "ketamine-home"]),
        ({"take_home": "never"}, ["ketamine-approval", "ketamine-risks"]),
        ({"settings": ["home"]}, ["ketamine-approval", "ketamine-risks", "ketamine-home"]),
        (
            {"telemedicine_prescribing": "yes"},
            ["ketamine-approval", "ketamine-risks", "telemedicine-ketamine"],
        ),
        ({"medicine": "esketamine"}, ["esketamine-approval"]),
        ({"medicine": "psilocybin"}, []),
        ({"medicine": None}, ["ketamine-approval", "ketamine-risks"]),
        ({"medicine": None, "types": ["trial"]}, []),
        ({"medicine": "none", "types": ["other-care"]}, []),
    ],
)
def test_what_stands_beside_a_program(fields, keys):
    assert keys_for(make_program(**fields)) == keys


def test_each_statement_shows_its_source_and_date(client):
    program = make_program(telemedicine_prescribing="yes", legal_status="compounded", take_home="posted")
    text = plain(html(client, program.clinic))
    for key in keys_for(program):
        passage = Passage.objects.get(key=key, language="en")
        assert f"{passage.body} Source: {passage.citation}" in text.replace("&#x27;", "'")


def test_the_sentence_on_telemedicine_hides_itself_after_its_last_day():
    clinic = make_program(telemedicine_prescribing="yes").clinic
    last = Passage.objects.get(key="telemedicine-ketamine", language="en").show_until
    assert last == dt.date(2026, 12, 31)
    titles = {
        day: [caution.title for caution in clinic_page(load(clinic.pk), day)["sections"][0].cautions]
        for day in (last, last + DAY)
    }
    assert titles == {
        last: ["Not approved for addiction", "Known risks", "Prescribing by video or phone"],
        last + DAY: ["Not approved for addiction", "Known risks"],
    }


def test_a_text_that_a_curator_edits_is_shown(client):
    clinic = make_program().clinic
    Passage.objects.filter(key="ketamine-risks").update(body="Edited by hand.")
    assert "Edited by hand." in html(client, clinic)


def test_it_names_approved_medicines_other_care_and_naloxone(client):
    text = plain(html(client, make_program().clinic))
    for words in (
        "naltrexone",
        "acamprosate",
        "disulfiram",
        "methadone",
        "buprenorphine",
        "FindTreatment.gov",
    ):
        assert words in text
    assert "give naloxone and call 911" in text
    assert "This is not medical advice. A place in this list is not an endorsement" in text


def test_what_the_clinic_takes_for_other_care_is_not_said_of_ketamine(client):
    clinic = make_clinic()
    make_program(clinic, types=["infusion"], routes=["iv-infusion"], payments=[("medicare", "", "no", "")])
    make_program(
        clinic, types=["other-care"], medicine="none", payments=["medicaid", "medicare", ("va", "", "no", "")]
    )
    notes = [part.payment_note for part in page(clinic)["sections"]]
    assert notes == ["For other care here: Medicaid. For ketamine: not stated.", ""]
    assert notes[0] in html(client, clinic)


def test_programs_stand_in_order_with_other_care_last_and_an_anchor_each(client):
    clinic = make_clinic()
    other = make_program(clinic, name="Counseling", types=["other-care"], medicine="none")
    talk = make_program(clinic, name="Talk")
    text = html(client, clinic)
    assert [part.slug for part in page(clinic)["sections"]] == [talk.slug, other.slug]
    assert text.index(f'id="{talk.slug}"') < text.index(f'id="{other.slug}"')


def test_the_badge_at_the_head_says_that_it_is_of_the_phone(client):
    program = make_program()
    confirm(program.clinic, "contact", by=make_user(), method="call")
    assert "<span>Contact: Confirmed today, by phone</span>" in html(client, program.clinic)


def test_checked_on_needs_a_live_check_of_contact_and_of_the_offer():
    program = make_program()
    confirm(program, "offer", by=make_user(), method="call", on=TODAY - 5 * DAY)
    assert page(program.clinic)["checked_on"] == ""
    confirm(program.clinic, "contact", by=make_user(), method="call", on=TODAY - 7 * DAY)
    day = TODAY - 7 * DAY
    assert page(program.clinic)["checked_on"] == f"{day.day} {day:%b %Y}"


def test_every_source_is_named_once_with_its_attribution(client):
    program = make_program(source=make_source("Willow Register"))
    Source.objects.filter(name="Willow Register").update(
        url="https://register.example.org", attribution="Thanks to Willow"
    )
    Statement.objects.filter(source__name="Willow Register").update(edition="2024")
    text = html(client, program.clinic)
    assert [(row.source.name, row.edition) for row in page(program.clinic)["sources"]] == [
        ("Register of tests", ""),
        ("Willow Register", "2024"),
    ]
    assert "Thanks to Willow" in text
    assert 'href="https://register.example.org" rel="noopener noreferrer nofollow"' in text


def test_texts_of_a_spanish_clinic_say_their_language(client):
    clinic = make_clinic(name="Clínica Buen Camino", text_language="es")
    make_program(clinic, name="Psicoterapia", summary="Dos sesiones.", aftercare_note="Una llamada.")
    text = html(client, clinic)
    for words in ("Clínica Buen Camino</h1>", "Psicoterapia</h2>", "Dos sesiones.</p>", "Una llamada.</p>"):
        opening = text[: text.index(words)].rsplit("<", 1)[1]
        assert opening.endswith('lang="es">')
    assert text.count('<html lang="en"') == 1


def test_other_public_clinics_of_the_organization(client):
    organization = make_organization("Willow Health")
    clinic = make_program(make_clinic(name="Oak", organization=organization)).clinic
    make_program(make_clinic(name="Elm", organization=organization))
    make_program(make_clinic(name="Draft", organization=organization), published=False)
    make_program(make_clinic(name="Stranger"))
    assert [sibling.name for sibling in page(clinic)["siblings"]] == ["Elm"]


def test_near_leads_where_the_search_knows_the_place():
    known, unknown = make_program().clinic, make_program(make_clinic(city="Nowhere Gulch")).clinic
    assert page(known)["near"] == "/clinics/?near=Tucson%2C+AZ"
    assert page(unknown)["near"] == "/clinics/?state=AZ"


def test_queries_do_not_grow_with_programs_and_facts(client):
    few, many = make_program().clinic, make_clinic()
    for number in range(6):
        lists = {"payments": ["medicaid", "va"], "substances": ["alcohol"], "therapies": ["cbt"]}
        make_program(
            many,
            types=["kap", "integrated"],
            prices=[money("dosing_session", 100 + number)],
            states=["AZ"],
            **lists,
        )
    make_program(few, payments=["medicaid"], states=["NM"])
    counts = []
    for clinic in (few, many):
        with CaptureQueriesContext(connection) as queries:
            html(client, clinic)
        counts.append(len(queries))
    # The newest change, the clinic by its address, and its corrections; one each for phones, hours, licences, clinic
    # terms, programs, types and their texts, program terms and their texts, prices, states, the medicines' texts,
    # statements, their sources, checks, records, passages and the city that "near" leads to.
    assert counts == [21, 21]


def test_a_statement_stands_once_on_a_page_and_each_program_leads_to_it(client):
    clinic = make_program(name="One").clinic
    make_program(clinic, name="Two", take_home="posted")
    text = html(client, clinic)
    assert [text.count(f'id="{caution.key}"') for caution in page(clinic)["cautions"]] == [1, 1, 1]
    parts = re.findall(r'<p class="know-first">.*?</p>', text, re.DOTALL)
    assert [re.findall(r'href="#([^"]+)"', part) for part in parts] == [
        ["ketamine-approval", "ketamine-risks"],
        ["ketamine-approval", "ketamine-risks", "ketamine-home"],
    ]


def test_a_website_that_failed_on_several_days_is_shown_as_dead_until_somebody_looks(client):
    clinic = make_program(make_clinic(website="https://oak.example.org")).clinic
    words = f"did not answer on {day(timezone.localdate())}"

    def said():
        page = plain(html(client, clinic))
        return page.count(f"Website ({words})"), page.count(f"https://oak.example.org ({words})")

    now = timezone.now()
    note_visit(clinic.pk, clinic.website, "missing", "404", now - dt.timedelta(hours=21))
    assert said() == (0, 0)  # once proves nothing
    note_visit(clinic.pk, clinic.website, "missing", "404", now)
    assert said() == (1, 1)
    note_visit(clinic.pk, clinic.website, "not_asked", "", now)
    assert said() == (0, 0)  # an address that we never ask
    note_visit(clinic.pk, clinic.website, "missing", "404", now)
    confirm(clinic, "contact", by=make_user(), method="web_page")
    assert said() == (0, 0)
