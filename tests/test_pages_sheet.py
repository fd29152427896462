"""The sheet to print: the number, the answers in short, who says so and when, and a code that leads back."""

import re

import pytest
import segno
from django.utils import timezone
from django.utils.formats import date_format

from programs.models.claims import day
from programs.pages.sheet_page import code_of
from programs.publishing import confirm, withdraw
from tests.clinic_pages import plain
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db


def sheet(client, clinic, language=""):
    return client.get(f"{language}/clinics/{clinic.slug}/sheet/")


def test_it_holds_the_number_the_day_the_sources_and_the_help_lines(client):
    program = make_program(make_clinic(name="Desert Willow"), dosing_fewest=6)
    confirm(program.clinic, "contact", by=make_user(), method="call")
    confirm(program, "offer", by=make_user("other"), method="call")
    text = sheet(client, program.clinic).content.decode()
    today = day(timezone.localdate())
    phone = program.clinic.phones.first().national
    assert plain(text[text.index('class="sheet-phone"') :]).split("> ")[1].startswith(phone)
    assert re.findall(r'class="print-only">Printed on ([^.]+)\.', text) == [
        date_format(timezone.localdate(), "j F Y")
    ]
    assert f"We checked the phone and what is offered on {today}." in text
    assert re.findall(r'href="((?:tel|sms):[^+"]+)"', text)[:4] == [
        "tel:911",
        "tel:988",
        "sms:988",
        "tel:1-800-662-4357",
    ]
    for source in {statement.source.name for statement in program.clinic.statements.all()}:
        assert source in text
    assert "Source: FDA, 10 Oct 2023" in plain(text)


def test_its_code_is_the_address_of_the_page_in_its_language(client):
    clinic = make_program(make_clinic(name="Desert Willow")).clinic
    for language in ("", "/es"):
        text = sheet(client, clinic, language).content.decode()
        address = f"http://testserver{language}/clinics/{clinic.slug}/"
        assert re.findall(r'<svg[^>]*class="code".*?</svg>', text) == [code_of(address)]
        assert f'data-address="{address}"' in text


def test_a_code_is_dark_where_the_library_says_so():
    text = "https://example.org/clinics/desert-willow/"
    path = re.search(r' d="([^"]+)"', code_of(text)).group(1)
    dark = sum(int(length) for length in re.findall(r"h(\d+)", path))
    assert dark == sum(bit for row in segno.make(text, error="m", micro=False).matrix for bit in row)


def test_what_has_no_page_has_no_sheet(client):
    draft = make_program(make_clinic(name="Draft"), published=False).clinic
    assert client.get("/clinics/none/sheet/").status_code == 404
    assert client.get(f"/clinics/{draft.slug or 'draft'}/sheet/").status_code == 404
    gone = make_program(make_clinic(name="Mesa"))
    withdraw(gone.clinic, by=make_user(), why="Nobody answers")
    answer = sheet(client, gone.clinic)
    assert (answer.status_code, answer["Location"]) == (302, f"/clinics/{gone.clinic.slug}/")


def test_a_withheld_address_stays_off_the_sheet(client):
    clinic = make_program(make_clinic(name="Quiet", street="12 Hidden Lane", address_withheld="yes")).clinic
    text = sheet(client, clinic).content.decode()
    assert "Hidden" not in text
    assert "keeps its address private" in text
