"""The price of a whole course."""

import datetime as dt

import pytest

from programs.models import Price, Program
from programs.models.price import Item, course, money

TODAY = dt.date(2026, 11, 25)


def priced(*prices, **sessions):
    return course(Program(**sessions), [Price(**price) for price in prices], TODAY, "USD")


def dollars(item, low, high=None, **fields):
    return {"item": item, "low": low * 100, "high": (high or low) * 100, **fields}


DOSING = dollars(Item.DOSING, 450, 600)


def test_fewest_times_low_to_most_times_high():
    found = priced(dollars(Item.CONSULTATION, 300), DOSING, dosing_fewest=4, dosing_most=6)
    assert (found.low, found.high, found.complete) == (210_000, 390_000, True)
    assert found.amount == "$2,100-$3,900"


def test_a_stated_whole_course_wins():
    found = priced(DOSING, dollars(Item.COURSE, 3000), dosing_fewest=6, dosing_most=6)
    assert (found.low, found.high, found.stated, found.missing) == (300_000, 300_000, True, [])


def test_a_planned_item_without_a_price_is_missing():
    found = priced(DOSING, dosing_fewest=6, dosing_most=6, integration_fewest=2, integration_most=4)
    assert (found.low, found.missing, found.amount) == (270_000, [Item.INTEGRATION], "at least $2,700")


def test_an_included_item_is_not_missing():
    whole = dollars(Item.DOSING, 500, includes=[Item.INTEGRATION, Item.PREPARATION])
    found = priced(
        whole, dosing_fewest=2, dosing_most=2, integration_fewest=2, integration_most=2, preparation_fewest=1
    )
    assert (found.low, found.high, found.missing) == (100_000, 100_000, [])


@pytest.mark.parametrize(
    ("sessions", "missing"),
    [
        ({}, [Item.DOSING]),
        ({"dosing_fewest": 3}, []),
        ({"dosing_fewest": 3, "integration_fewest": 0, "integration_most": 0}, []),
        ({"dosing_fewest": 3, "integration_most": 2}, [Item.INTEGRATION]),
    ],
)
def test_what_is_not_known_is_named(sessions, missing):
    assert priced(DOSING, **sessions).missing == missing


@pytest.mark.parametrize(
    "price",
    [
        dollars(Item.MEDICINE, 100),
        dollars(Item.BOOSTER, 100),
        dollars(Item.DOSING, 100, valid_until=TODAY - dt.timedelta(1)),
        dollars(Item.DOSING, 100, valid_from=TODAY + dt.timedelta(1)),
        dollars(Item.DOSING, 100, currency="EUR"),
    ],
)
def test_what_never_enters_gives_no_course(price):
    assert priced(price, dosing_fewest=6) is None


def test_an_open_end_stays_open():
    found = priced({"item": Item.DOSING, "low": 45_000, "high": None}, dosing_fewest=2, dosing_most=2)
    assert (found.low, found.high, found.amount) == (90_000, None, "from $900")


def test_a_course_that_leaves_out_what_is_planned_says_so():
    found = priced(dollars(Item.COURSE, 3000, excludes=[Item.INTEGRATION]), integration_fewest=2)
    assert (found.missing, found.amount) == ([Item.INTEGRATION], "at least $3,000")


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [(125_000, "USD", "$1,250"), (1_250, "USD", "$12.50"), (5, "USD", "$0.05"), (900, "JPY", "900 JPY")],
)
def test_money_in_words(minor, currency, words):
    assert money(minor, currency) == words
