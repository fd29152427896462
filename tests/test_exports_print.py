"""The page for a counselor's desk: by city, with dates and the crisis lines, and nothing asked of another site."""

import re

import html5lib
import pytest
from django.utils import timezone

from programs.models.claims import day
from programs.publishing import close, confirm
from tests.exported import make_whole, written
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db
HELP_LINES = ["tel:911", "tel:988", "sms:988", "tel:1-800-662-4357"]


def page(query="", **more):
    return written("print", query, **more).decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))


def test_clinics_stand_under_their_cities_in_the_order_of_the_filter():
    for name, city, region in [
        ("Zulu", "Tucson", "AZ"),
        ("Alpha", "Tucson", "AZ"),
        ("Bravo", "Reno", "NV"),
        ("Mike", "Phoenix", "AZ"),
    ]:
        make_program(make_clinic(name=name, city=city, region=region))
    make_program(make_clinic(name="Nowhere", city="", region="", latitude=None, longitude=None, precision=""))
    found = re.findall(r"<h[23]>([^<]+)</h[23]>", page("sort=name"))
    assert found == (
        [
            "Phoenix, AZ",
            "Mike",
            "Tucson, AZ",
            "Alpha",
            "Zulu",
            "Reno, NV",
            "Bravo",
            "Place not stated",
            "Nowhere",
        ]
    )


def test_each_sheet_ends_in_the_help_lines_and_the_day():
    make_program()
    html = page()
    [foot] = re.findall(r"<footer>.*?</footer>", html, flags=re.DOTALL)
    assert [line for line in HELP_LINES if f'href="{line}"' not in foot] == []
    assert "footer { display: table-footer-group" in html
    day = timezone.localdate()
    assert f"As of {day.day} {day:%B %Y}" in words(foot)
    assert f"Printed from the directory on {day.day} {day:%B %Y}" in words(html)


def test_it_says_whom_to_call_and_how_sure_each_thing_is():
    program = make_whole()
    said = words(page("state=AZ"))
    check = program.checks.get()
    for part in [
        "(520) 555-0100 ext. 7 New patients",
        "1 Elm Street, 2, Tucson AZ 85701",
        "Spanish",
        "Treats: Not stated. Who pays: Not stated.",
        "Takes new people: Not stated",
        "One dosing session: $450.50-$600. The whole course: at least $450.50. "
        "Not counted, as a price or a number is not stated: dosing session.",
        f"What it offers: confirmed on {day(check.checked_on)}; after {day(check.expires_on)}, ask again",
        ", filter state=AZ, 1 rows, codebook 2",
        "CC BY 4.0",
    ]:
        assert part in said


def test_a_course_that_counts_all_that_is_planned_has_its_whole_price():
    prices = [{"item": "dosing_session", "low": 45000, "high": 45000}]
    make_program(prices=prices, dosing_fewest=2, dosing_most=3)
    said = words(page())
    assert "One dosing session: $450. The whole course: $900-$1,350." in said
    assert "Not counted" not in said


def test_a_check_whose_last_day_is_over_asks_to_ask_again():
    program = make_program()
    confirm(
        program, "offer", by=make_user(), method="call", on=timezone.localdate() - timezone.timedelta(400)
    )
    assert "please ask again" in words(page())


def test_a_closed_place_and_a_private_address_say_so():
    clinic = make_clinic(address_withheld="yes", street="1 Canary Street")
    make_program(clinic)
    close(clinic, by=make_user(), why="Flood", for_good=False)
    said = words(page())
    assert "Closed for now: Flood" in said
    assert "keeps its address private" in said
    assert "Canary" not in said


def test_markup_of_a_clinic_is_text_and_nothing_is_fetched():
    make_program(make_clinic(name="<script>c4n4ry()</script>"), name="<img src=x>")
    html = page()
    html5lib.HTMLParser(strict=True).parse(html)
    assert re.findall(r"<(?:script|img|link|iframe)|url\(|@import", html) == []


def test_it_speaks_spanish():
    make_program(substances=["alcohol"])
    html = page(language="es")
    assert '<html lang="es">' in html
    assert "Ketamina con terapia" in html
    assert '<h4 lang="en">' in html
    assert "Nombre, por favor, el directorio" in html
