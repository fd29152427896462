"""A clinic's page: what it says of its programs, who says so, and what stands beside ketamine."""

import datetime as dt
import re

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from programs.models import Passage, Phone, Source, Statement
from programs.models.claims import day
from programs.pages.cautions import keys_for
from programs.pages.clinic_page import clinic_page, load
from programs.pages.costs import cost
from programs.publishing import change, confirm, set_rows
from programs.publishing.links import note_visit
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(1)


def page(clinic):
    return clinic_page(load(clinic.pk), TODAY)


def html(client, clinic):
    return client.get(f"/clinics/{clinic.slug}/").content.decode()


def plain(text):
    """Its words as one line, as a reader meets them."""
    return re.sub(r"\s+", " ", strip_tags(text))


def money(item, dollars, high=None, **fields):
    return {"item": item, "low": dollars * 100, "high": (high or dollars) * 100, **fields}


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


def test_a_complete_course():
    prices = [
        money("consultation", 250),
        money("dosing_session", 450, 600),
        money("integration_session", 150),
    ]
    program = make_program(
        prices=prices, dosing_fewest=3, dosing_most=6, integration_fewest=2, integration_most=2
    )
    found = cost(program, TODAY)
    assert (found.session, found.amount, found.missing) == ("$450-$600", "$1,900-$4,150", ())


def test_an_incomplete_course_says_what_is_missing(client):
    program = make_program(prices=[money("dosing_session", 450)], integration_fewest=3)
    found = cost(program, TODAY)
    assert (found.amount, found.complete) == ("at least $450", False)
    assert found.missing == (
        "The number of sessions is not stated: dosing session.",
        "The price is not stated: integration session.",
    )
    assert "At least $450" in html(client, program.clinic)


def test_a_price_of_yesterday_or_of_another_currency_is_no_price_today():
    past = money("dosing_session", 450, valid_until=TODAY - DAY)
    euros = money("dosing_session", 300, currency="EUR")
    assert cost(make_program(prices=[past, euros]), TODAY).session == ""


def test_the_facts_at_a_glance_in_the_order_of_the_questions():
    clinic = make_clinic()
    fields = {
        "payments": [("medicaid", "visits", "yes", ""), ("va", "", "no", "")],
        "substances": [("alcohol", "primary", "yes", "")],
        "accepting": "yes",
        "wait_days": 14,
    }
    program = make_program(
        clinic, prices=[money("dosing_session", 450), money("whole_course", 3000)], **fields
    )
    make_program(clinic, types=["other-care"], medicine="none", payments=["va"])
    confirm(program, "availability", by=make_user(), method="call")
    assert [(fact.label, fact.value, fact.text) for fact in page(clinic)["glance"]] == [
        ("Takes new people", "yes", "Yes, wait: 2 weeks"),
        ("Offers", "said", "Ketamine with talk therapy"),
        ("Treats", "said", "Alcohol"),
        ("What protects you", "not_stated", "Not stated: ask before you book"),
        ("One dosing session", "said", "$450"),
        ("Whole course", "said", "$3,000"),
        ("Who pays", "said", "Medicaid (covers evaluation and visits)"),
    ]


def protects(clinic):
    """What the page says at a glance of the safeguards."""
    return next(fact for fact in page(clinic)["glance"] if fact.label == "What protects you")


def test_safety_at_a_glance_counts_names_and_leads_to_all_of_it(client):
    program = make_program(prescriber_on_site="yes", urine_drug_screen="no")
    fact = protects(program.clinic)
    assert (fact.value, fact.text, fact.link) == (
        "said",
        "Yes to 1 safeguard · No: Urine drug screen · Not stated: 12 of 14 · Monitoring during a dose: not stated",
        f"{program.slug}-safeguards",
    )
    text = client.get(f"/clinics/{program.clinic.slug}/").content.decode()
    assert text.count(f'href="#{fact.link}"') == text.count(f'id="{fact.link}"') == 1


def test_monitoring_that_somebody_states_is_not_called_unknown():
    program = make_program(blood_pressure_monitoring="yes")
    assert protects(program.clinic).text == "Yes to 1 safeguard · Not stated: 13 of 14"


def test_safety_at_a_glance_names_the_programs_that_differ():
    clinic = make_clinic()
    first = make_program(clinic, name="One", oximetry_monitoring="yes")
    second = make_program(clinic, name="Two")
    assert [(part.names, part.value, part.text, part.link) for part in protects(clinic).parts] == [
        ([("One", "")], "said", "Yes to 1 safeguard · Not stated: 13 of 14", f"{first.slug}-safeguards"),
        ([("Two", "")], "not_stated", "Not stated: ask before you book", f"{second.slug}-safeguards"),
    ]


def test_care_without_a_medicine_that_states_no_safeguard_is_not_asked_for_any():
    program = make_program(types=["other-care"], medicine="none")
    assert [fact.label for fact in page(program.clinic)["glance"] if fact.link] == []


def test_what_insurance_pays_is_one_step_from_who_pays(client):
    clinic = make_program(name="One").clinic
    make_program(clinic, name="Other", types=["other-care"], medicine="none")
    text = client.get(f"/clinics/{clinic.slug}/").content.decode()
    assert text.count('<a class="text-button" href="/costs/#insurance">') == 1


def test_at_a_glance_no_program_is_said_to_do_what_another_does(client):
    clinic = make_clinic(text_language="es")
    fields = {"substances": ["alcohol"], "payments": ["medicaid"], "prices": [money("dosing_session", 450)]}
    for name in ("One", "Two"):
        make_program(clinic, name=name, **fields)
    prices = [money("dosing_session", 450)]
    make_program(
        clinic,
        name="Spray",
        types=["personalized"],
        plan_factors=["history"],
        medicine="esketamine",
        prices=prices,
    )
    found = {fact.label: fact for fact in page(clinic)["glance"]}
    both, other = [("One", "es"), ("Two", "es")], [("Spray", "es")]
    assert {
        label: [(part.names, part.value, part.text) for part in fact.parts] for label, fact in found.items()
    } == {
        "Takes new people": [],
        "Offers": [],
        "What protects you": [],
        "Treats": [(both, "said", "Alcohol"), (other, "not_stated", "")],
        "One dosing session": [],
        "Whole course": [],
        "Who pays": [(both, "said", "Medicaid"), (other, "not_stated", "")],
    }
    said = [found[label].text for label in ("Offers", "One dosing session")]
    assert said == ["Ketamine with talk therapy · Plan made for you", "$450"]
    text = plain(html(client, clinic))
    treats = "Treats One, Two: Alcohol Spray: ◌Not stated What protects you ◌Not stated: ask before you book"
    assert treats + " One dosing session $450" in text.replace("◌ ", "◌")


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


def test_care_without_a_medicine_has_a_course_only_where_one_is_stated():
    care = {"types": ["other-care"], "medicine": "none"}
    visit, whole = money("consultation", 180), money("whole_course", 900)
    assert cost(make_program(prices=[visit], **care), TODAY).amount == ""
    assert cost(make_program(prices=[visit, whole], **care), TODAY).amount == "$900"


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


def test_names_of_programs_among_the_questions_say_their_language(client):
    clinic = make_clinic(text_language="en")
    make_program(clinic, name="One course", accepting="yes")
    make_program(clinic, name="Other course", substances=["alcohol"])
    text = client.get(f"/es/clinics/{clinic.slug}/").content.decode()
    assert '<h3>Sobre: <span lang="en">One course</span></h3>' in text
