"""Cells as people fill them: prices, ranges, waiting times, ages, doses, dates, hours, answers, addresses."""

import pytest

from programs.imports.addresses import split_address, split_city_line, street_and_unit
from programs.imports.amounts import (
    MINUTES,
    NO_FIGURE,
    TURNED,
    WEEKS,
    read_ages,
    read_counts,
    read_dose,
    read_length,
    read_price,
    read_wait,
)
from programs.imports.cell_words import TO_ASK, is_nothing, read_answer
from programs.imports.dates import read_date
from programs.imports.opening_hours import UNREAD, read_hours

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")


def hours(days, opens="09:00", closes="17:00"):
    return "; ".join(f"{day} | {opens} | {closes}" for day in days)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("$450", (45000, 45000, "USD", "")),
        ("450.0", (45000, 45000, "USD", "")),
        ("450-600", (45000, 60000, "USD", "")),
        ("$400–$600 per session", (40000, 60000, "USD", "")),
        ("from 450", (45000, None, "USD", "")),
        ("450+", (45000, None, "USD", "")),
        ("$1,200.50", (120050, 120050, "USD", "")),
        ("$3-4k", (300000, 400000, "USD", "")),
        ("€300", (30000, 30000, "EUR", "")),
        ("450 CAD", (45000, 45000, "CAD", "")),
        ("free", (0, 0, "USD", "")),
        ("$450 (with a prep talk)", (45000, 45000, "USD", "$450 (with a prep talk)")),
    ],
)
def test_a_price_is_read_in_cents(text, price):
    assert read_price(text) == (price, "")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("call", TO_ASK),
        ("varies", TO_ASK),
        ("some", NO_FIGURE),
        ("up to 600", NO_FIGURE),
        ("600-450", TURNED),
    ],
)
def test_what_is_no_price_is_not_stated_and_said(text, complaint):
    assert read_price(text) == (None, complaint)


def test_of_two_prices_in_one_cell_none_is_chosen():
    texts = "$450 first, $350 after", "$450 or $500", "99999999999"
    assert [read_price(text)[0] for text in texts] == [None] * 3


@pytest.mark.parametrize("text", ["9E999", "12/31/2026", "0x1F", "1,2,3", "24:00", "-6", "6/2", "<b>6</b>"])
def test_a_figure_inside_something_else_is_none(text):
    assert (read_price(text)[0], read_counts(text)[0], read_wait(text)[0]) == (None, ("", ""), "")


def test_a_date_where_a_range_was_meant_is_said():
    words = "a date: a spreadsheet may have made it of a range such as 4-6; taken as not stated"
    assert [read_counts(text) for text in ("2026-04-06", "6-Apr-26")] == [(("", ""), words)] * 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6", ("6", "6")),
        ("4-6", ("4", "6")),
        ("4 to 6 sessions", ("4", "6")),
        ("6.0", ("6", "6")),
        ("6+", ("6", "")),
    ],
)
def test_a_number_of_sessions(text, found):
    assert read_counts(text) == (found, "")


def test_what_is_no_number_of_sessions_is_said():
    assert [read_counts(text)[0] for text in ("six", "2.5", "9-3")] == [("", "")] * 3
    assert all(read_counts(text)[1] for text in ("six", "2.5", "9-3"))


@pytest.mark.parametrize(
    ("text", "days"),
    [("2 weeks", "14"), ("10 days", "10"), ("no wait", "0"), ("0", "0"), ("1 month", "30"), ("6", "6")],
)
def test_a_waiting_time_is_days(text, days):
    assert read_wait(text) == (days, "")


def test_of_a_range_of_waiting_the_longer_end_counts_and_is_said():
    assert read_wait("1-2 weeks") == ("14", "a range: taken as 14 days, its longer end")
    assert read_wait("3", default="week") == ("21", "")
    assert read_wait("call") == ("", TO_ASK)


def test_lengths_have_units():
    assert read_length("1.5 hrs", MINUTES, "minute") == (("90", "90"), "")
    assert read_length("45-60 min", MINUTES, "minute") == (("45", "60"), "")
    assert read_length("3 months", WEEKS, "week") == (("13", "13"), "")


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("18+", ("18", "")),
        ("18", ("18", "")),
        ("18-65", ("18", "65")),
        ("Adults (18 and older)", ("18", "")),
        ("under 18", ("", "17")),
        ("all ages", ("0", "")),
        ("adults", ("", "")),
    ],
)
def test_ages(text, ages):
    assert read_ages(text) == (ages, "")


def test_doses():
    assert read_dose("0.5mg/kg to 1.0 mg/kg") == (("0.5", "1", "mg/kg"), "")
    assert read_dose("100mg") == (("100", "100", "mg"), "")
    assert read_dose("0.5")[0] == ("", "", "")


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-15",
        "2027-03-15 00:00:00",
        "2027-03-15T08:30",
        "3/15/2027",
        "15/3/2027",
        "March 15, 2027",
        "46461",
        "46461.0",
    ],
)
def test_a_date_as_date_or_text(text):
    assert read_date(text) == ("2027-03-15", "")


def test_what_is_no_date_is_said():
    assert read_date("soon") == ("", "no date such as 2027-03-31: taken as not stated")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Mon-Fri 9-5", hours(WEEKDAYS)),
        ("Monday through Friday 9:00 AM to 5:00 PM", hours(WEEKDAYS)),
        ("M–F 9–5, Sat closed", hours(WEEKDAYS)),
        ("Mon, Wed, Fri 8:30am - 4:30pm", hours(("MO", "WE", "FR"), "08:30", "16:30")),
        ("L-V 9-17", hours(WEEKDAYS)),
        ("Mon 9-12, 1-5", "MO | 09:00 | 12:00; MO | 13:00 | 17:00"),
        ("Mon-Fri 9-5\nSat 10-2", hours(WEEKDAYS) + "; SA | 10:00 | 14:00"),
        ("24/7", hours((*WEEKDAYS, "SA", "SU"), "00:00", "23:59")),
    ],
)
def test_opening_hours(text, line):
    assert read_hours(text) == (line, "")


@pytest.mark.parametrize(
    "text", ["by appointment", "9-5", "Mon-Fri 10pm-2am", "Mon 25-26", "Mon-Fri 9-5 except holidays"]
)
def test_hours_that_are_not_wholly_understood_are_not_stated(text):
    assert read_hours(text) == ("", UNREAD)


@pytest.mark.parametrize(
    ("word", "texts"),
    [
        ("yes", ["Yes", "Y", "y", "x", "X", "✓", "TRUE", "1", "1.0", "Sí"]),
        ("no", ["No", "N", "false", "0", "0.0", "✗", "none"]),
        ("does_not_apply", ["not applicable"]),
    ],
)
def test_answers(word, texts):
    assert [read_answer(text) for text in texts] == [(word, "")] * len(texts)


def test_what_stands_behind_an_answer_is_said_to_be_left_out():
    assert read_answer("Yes - call first") == ("yes", "taken as yes: the rest of the cell was left out")
    assert read_answer("waitlist") == ("", "neither yes nor no: taken as not stated")


def test_blank_is_not_stated_and_never_no():
    texts = ["", " ", "-", "--", "n/a", "N/A", "unknown", "?", "TBD", "not stated"]
    assert [text for text in texts if not is_nothing(text)] == []
    assert [text for text in ("no", "0", "none") if is_nothing(text)] == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Tucson, AZ 85701", ("Tucson", "AZ", "85701")),
        ("Tucson AZ", ("Tucson", "AZ", "")),
        ("Santa Fe, New Mexico 87501-1234, USA", ("Santa Fe", "NM", "87501")),
        ("Washington, DC 20001", ("Washington", "DC", "20001")),
        ("Tucson", ("Tucson", "", "")),
    ],
)
def test_a_city_line(text, parts):
    assert split_city_line(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12 Fake St, Suite 5, Boston, MA 02114", ("12 Fake St, Suite 5", "Boston", "MA", "02114")),
        ("12 Fake St\nBoston, MA 02114", ("12 Fake St", "Boston", "MA", "02114")),
        ("12 Fake St Boston, MA 02114", ("12 Fake St", "Boston", "MA", "02114")),
        ("12 Fake St, Suite 5, MA 02114", ("12 Fake St, Suite 5", "", "MA", "02114")),
        ("12 Fake St", ("12 Fake St", "", "", "")),
    ],
)
def test_a_whole_address(text, parts):
    assert split_address(text, {"02114": "Boston"}.get) == parts


def test_a_unit_behind_the_street():
    assert street_and_unit("77 Made Up Rd, Bldg 3", "") == ("77 Made Up Rd", "Bldg 3")
    assert street_and_unit("77 Made Up Rd", "Suite 1") == ("77 Made Up Rd", "Suite 1")
