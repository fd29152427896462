"""What pages say in Spanish of days, hours, numbers and sources; and what they leave in the clinic's own language."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils.formats import date_format, number_format
from django.utils.translation import override

from programs.demo.plan import CLINIC_SOURCE, REGISTER
from programs.models import Passage, Source
from programs.models.claims import day
from programs.models.source import OWN_NAMES
from programs.pages import wording
from programs.publishing import close, confirm, withdraw
from programs.publishing.change import EDITORS
from programs.publishing.corrections import TooMany
from programs.publishing.invitations import ITSELF
from tests.factories import make_clinic, make_program, make_user
from tests.page_forms import page_of, texts_of
from tests.test_pages_suggest import HOST, TYPED, opened

AUGUST = dt.date(2026, 8, 3)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["3 Aug 2026", "3 August 2026", "9 a.m.", "5:30 p.m.", "10.1"]),
        ("es", ["3 ago 2026", "3 de agosto de 2026", "9 a.m.", "5:30 p.m.", "10.1"]),
    ],
)
def test_days_hours_and_numbers_are_written_as_the_language_does(language, said):
    with override(language):
        assert [
            day(AUGUST),
            date_format(AUGUST, "DATE_FORMAT"),
            wording.clock(dt.time(9)),
            wording.clock(dt.time(17, 30)),
            number_format(Decimal("10.1")),
        ] == said


def test_sources_of_our_own_are_named_in_the_language_of_the_page():
    assert list(OWN_NAMES) == [ITSELF, CLINIC_SOURCE, REGISTER, EDITORS]
    with override("es"):
        assert [Source(name=name).shown_edition("2026") for name in (*OWN_NAMES, "SAMHSA")] == [
            "La propia clínica 2026",
            "La propia clínica (demostración) 2026",
            "Registro de demostración 2026",
            "Los editores del directorio 2026",
            "SAMHSA 2026",
        ]


@pytest.mark.django_db
def test_a_clinics_page_says_sources_and_days_in_spanish(client):
    program = make_program(make_clinic(name="Willow"), accepting="yes")
    program.clinic.statements.update(as_of=AUGUST)
    Source.objects.update(name=ITSELF, kind="clinic")
    confirm(program, "availability", by=make_user(), method="call")
    page = client.get(f"/es/clinics/{program.clinic.slug}/")
    said = " ".join(texts_of(page, ".//p[@class='authority quiet small']"))
    assert "Fuente: La propia clínica, 3 ago 2026." in said
    assert not re.search(r"The clinic itself|\d [A-Z][a-z]{2} \d{4}", said)


def english_of(response):
    """The texts of the page's main part that it marks as English."""
    main = next(node for node in page_of(response).iter("main"))
    return ["".join(node.itertext()) for node in main.iter() if node.get("lang") == "en"]


CITING = (
    "/",
    "/safety/",
    "/evidence/",
    "/costs/",
    "/family/",
    "/program-types/infusion/",
    "/program-types/kap/",
)
# Words of ours in a citation; names of works stay as their authors wrote them.
ENGLISH = re.compile(r"\b(and|as told|asked|below|approved|not|from|table|Jan|Apr|Aug|Oct|Dec)\b")


def cited(response):
    """(language, citation) of every source that a page names."""
    lines = [node for node in page_of(response).iter("p") if (node.text or "").startswith("Fuente:")]
    return [(span.get("lang"), span.text) for line in lines for span in line.iter("span")]


@pytest.mark.django_db
def test_our_own_words_in_a_citation_are_spanish(client):
    found = [one for address in CITING for one in cited(client.get(f"/es{address}"))]
    assert ("es", "Los estudios de abajo") in found
    assert ("en", "Grabski 2022, doi 10.1176/appi.ajp.2021.21030277") in found
    assert [text for _language, text in found if ENGLISH.search(text)] == []


@pytest.mark.django_db
def test_a_citation_that_nobody_translated_says_its_language(client):
    passages = Passage.objects.filter(key="naloxone")
    english = passages.get(language="en").citation
    passages.update(citation=english)
    assert ("en", english) in cited(client.get("/es/help-now/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("mi hermano toma mucho", "“toma”: Alcohol"),
        ("mi hija toma pastillas", "“toma pastillas”: Opioides"),
    ],
)
def test_everyday_words_for_drinking_and_for_pills_are_heard(client, typed, heard):
    make_program(make_clinic(name="Oak"), substances=["alcohol", "opioids"])
    chips = client.get("/es/clinics/", {"q": typed}).context["chips"]
    assert [label for label, _without in chips] == [heard]


@pytest.mark.django_db
def test_why_a_clinic_is_closed_stays_in_its_own_language_and_says_so(client):
    clinic = make_program(make_clinic(name="Saguaro")).clinic
    close(clinic, by=make_user(), why="Repairs", for_good=False)
    withdraw(make_program(make_clinic(name="Mesa")).clinic, by=make_user(), why="Nobody answers")
    assert "Repairs." in english_of(client.get("/es/clinics/saguaro-tucson-az/"))
    assert english_of(client.get("/es/clinics/mesa-tucson-az/")) == ["Nobody answers"]
    assert english_of(client.get("/clinics/mesa-tucson-az/")) == []


@pytest.mark.django_db
def test_a_plot_is_drawn_alike_in_every_language(client):
    drawn = [
        re.findall(r"<svg viewBox=\"-10 .*?</svg>", client.get(path).content.decode(), re.DOTALL)
        for path in ("/evidence/", "/es/evidence/")
    ]
    assert drawn[0] != []
    assert drawn[0] == drawn[1]


@pytest.mark.django_db
def test_what_is_wrong_with_a_figure_is_said_in_the_language_of_the_page(client):
    said = [
        texts_of(client.get(f"{start}/costs/?dosing=x"), ".//p[@class='field-error']")
        for start in ("", "/es", "")
    ]
    english, spanish = (
        "Use a whole number from 0 to 200, in digits.",
        "Use un número entero de 0 a 200, en cifras.",
    )
    assert said == [[english], [spanish], [english]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "said"),
    [("payment=medicaid", "1 opción elegida"), ("payment=medicaid&payment=va", "2 opciones elegidas")],
)
def test_one_chosen_value_is_one(client, query, said):
    make_program(payments=["medicaid", "va"])
    assert texts_of(client.get(f"/es/clinics/?{query}"), ".//span[@class='chosen']") == [said]


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "said"), [(60, "1 minuto."), (61, "2 minutos.")])
def test_one_minute_is_one(client, monkeypatch, seconds, said):
    def refuse(*_arguments, **_named):
        raise TooMany(seconds)

    monkeypatch.setattr("programs.pages.suggest_views.suggest", refuse)
    slug = make_program().clinic.slug
    page = client.post(f"/es/suggest/{slug}/", TYPED | {"opened": opened()}, **HOST)
    assert page.status_code == 429
    assert texts_of(page, ".//section[@id='error-summary']//li")[0].endswith(f"Inténtelo de nuevo en {said}")
