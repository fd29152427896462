"""Short lines and their way back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.models import Hours, Licence, Phone, Price, lines
from programs.models.contact import hours_line, phones_line, read_hours, read_phones
from programs.models.facts import read_terms
from programs.models.licence import licences_line, read_licences
from programs.models.price import Item, prices_line, read_prices

TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20).map(str.strip)
NASTY = st.one_of(
    TEXTS,
    st.sampled_from(["a; b", "a | b", "\\", "\\;", "x\ny", "=1+1", "'", "a\\n", " | ", "; "]).map(str.strip),
)
DATES = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))


def values(rows, names):
    return [[getattr(row, name) for name in names.split()] for row in rows]


@given(st.lists(st.lists(NASTY, min_size=1, max_size=4).filter(lambda row: row[-1]), max_size=4))
def test_split_is_the_way_back_from_join(records):
    assert lines.split(lines.join(records)) == records


@given(st.lists(st.tuples(st.sampled_from(Phone.Kind.values), NASTY, NASTY), max_size=3))
def test_phones_come_back(rows):
    phones = [
        Phone(kind=kind, number="+15205550111", extension=extension, note=note)
        for kind, extension, note in rows
    ]
    names = "kind number extension note"
    assert values(read_phones(phones_line(phones)), names) == values(phones, names)


@given(st.lists(st.tuples(st.integers(1, 7), st.times(), st.times()), max_size=5))
def test_hours_come_back_to_the_minute(rows):
    whole = [
        Hours(
            day=day,
            opens=opens.replace(second=0, microsecond=0),
            closes=closes.replace(second=0, microsecond=0),
        )
        for day, opens, closes in rows
    ]
    assert values(read_hours(hours_line(whole)), "day opens closes") == values(whole, "day opens closes")


@given(st.lists(st.tuples(NASTY.filter(bool), NASTY, DATES, NASTY), max_size=3))
def test_licences_come_back(rows):
    made = [
        Licence(issuer=issuer, number=number, valid_until=day, looked_up_at=url)
        for issuer, number, day, url in rows
    ]
    names = "kind issuer number state valid_until looked_up_at"
    assert values(read_licences(licences_line(made)), names) == values(made, names)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Item.values),
            st.integers(0, 10**9),
            st.none() | st.integers(0, 10**9),
            st.lists(st.sampled_from(Item.values), unique=True),
            DATES,
            NASTY,
        ),
        max_size=3,
    )
)
def test_prices_come_back(rows):
    made = [
        Price(item=item, low=low, high=high, includes=items, excludes=items[:1], valid_until=day, note=note)
        for item, low, high, items, day, note in rows
    ]
    names = "item low high currency includes excludes valid_from valid_until note"
    assert values(read_prices(prices_line(made)), names) == values(made, names)


def test_terms_are_read_with_role_no_and_note():
    assert read_terms("alcohol:primary; cannabis=no; medicaid:visits | the visit, not the medicine") == [
        ("alcohol", "primary", "yes", ""),
        ("cannabis", "", "no", ""),
        ("medicaid", "visits", "yes", "the visit, not the medicine"),
    ]


def test_a_part_too_many_is_refused():
    with pytest.raises(ValueError, match="at most 4"):
        read_phones("main | +15205550111 |  |  |  | more")
