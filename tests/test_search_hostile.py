"""Queries made to break a page: each answers with rows or with an error, never with a failure, never with all rows."""

import pytest
from django.http import QueryDict

from programs.search import PageMissing, find
from programs.search.parameters import KNOWN
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db
HOSTILE = [
    "NaN",
    "inf",
    "-inf",
    "1e309",
    "-1",
    "0x10",
    "²",
    str(2**31),
    str(2**63),
    str(2**70),
    "10" * 500,
    "1.5",
    "\0",
    "a\0b",
    "\ud800",
    "\x1b[31m",
    "‮evil",
    "' OR 1=1 --",
    '"quoted',
    "\\",
    "%",
    "_",
    "*",
    "a* OR b*",
    "NEAR(a b)",
    "names: x",
    "{text} : x",
    ") & !(",
    "<-> | :*",
    "'\\'':*",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "clinic__organization__name",
    "?&=;#",
    "😀" * 50,
    "ﷺ" * 60,
    "x" * 10_000,
    "a " * 5_000,
    "90,180",
    "-90,-180",
    "91,0",
    "0,181",
    "nan,nan",
    "00000",
    "99999-9999",
    ",",
    ", AZ",
    "Tucson,",
    "Tucson, ZZ",
    "AZ, Tucson",
]
PLAIN = {"q", "near", "city"}  # where most of these are texts that name nothing


@pytest.fixture
def one_clinic():
    make_program(make_clinic(name="Only"))


@pytest.mark.parametrize("name", KNOWN)
def test_a_hostile_value_is_refused_or_found_wanting(one_clinic, name):
    for value in HOSTILE:
        for more in ({}, {"near": "85701", "unknown": "include"}):
            try:
                result = find({**more, name: [value]})
            except PageMissing:
                assert name == "page"
                continue
            assert result.errors.keys() <= {name}, value
            if name not in PLAIN and value != "00000":
                assert (value, list(result.errors), result.total) == (value, [name], 0)


LINES = [
    "&".join(f"{name}=x" for name in KNOWN),
    "&".join(["type=kap"] * 200),
    "&".join(f"type={number}" for number in range(200)),
    "&".join(f"city=tucson-az{number}" for number in range(200)),
    "sort=clinic__programs__prices__low",
    "page=100000000000000000000",
    "radius=-50&near=85701",
    "near=85701&near=Boston, MA",
    "%00=%00",
    "q=%ff%fe",
    "q=%ED%A0%80",
    "type[]=kap",
    "q=" + "%20" * 3000,
    "&&&===",
    "q" * 5000,
]


@pytest.mark.parametrize("line", LINES)
def test_no_line_breaks_a_page(one_clinic, client, line):
    statuses = {client.get(f"{path}?{line}").status_code for path in ("/clinics/", "/clinics/complete")}
    assert statuses <= {200, 404}
    assert client.get(f"/api/clinics?{line}").status_code in (200, 400, 404)


def test_a_repeated_value_counts_once(one_clinic):
    assert find(QueryDict("&".join(["type=kap"] * 200))).query == "type=kap"
