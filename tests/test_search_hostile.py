"""Queries made to break a page: each answers with rows or with an error, never with a failure, never with all rows."""

import random
import statistics
import time
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict

from programs.search import PageMissing, find
from programs.search.parameters import KNOWN
from tests.factories import make_clinic, make_program, make_user

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


@pytest.mark.long
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


# Lines by rule: a seed, what is done to it, and where it is put.
MORE = [
    "-inf", "NaN", "1e400", "٣", "½", "0b1", "1_000", "+5", "5;5", "5,5", "5\u00a0", "9" * 400, "-" * 50, "--", "/*",
    "';DROP TABLE programs_clinic;--", "1 UNION SELECT * FROM auth_user", "{{ 7*7 }}", "{% debug %}", "${7*7}", "%(x)s",
    "%s%s%s", "{0.__class__}", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "a\r\nSet-Cookie: x=1",
    "\r\n\r\n", "\t", "\u2028", "\ufeff", "\u200b", "\u202e\u2066", "\udc80", "\ud83d", "\U0010ffff", "e\u0301" * 60,
    "\u0301" * 90, "Z\u0351\u036b" * 40, "__class__", "pk__in", "clinic__programs__prices__low", "-name", "?",
    "NOT a", "a AND", "OR",
    "a NEAR/2 b", "^a", "a:b", "a:*", "!a", "a <2> b", "((((((", "]]>", "&amp;", "&#0;", "%00", "%252e",
    "..%2f", "x" * 201,
    "a b c d e f g h i j k l m n o p", "1 2 3 4 5 6 7 8 9", "'", "''", "`", "$$", "\\", "\\'",
    "NULL", "true", "[]", "{}",
]  # fmt: skip
BROKEN = ["%ff%fe", "%ED%A0%80", "%C0%AE", "%u0041", "%", "%zz", "%E2%82", "%F4%90%80%80", "a%00b", "%0d%0a"]
STRICT = [name for name in KNOWN if name not in PLAIN]
FORMS = [
    lambda value: value,
    lambda value: value + value,
    lambda value: f"kap {value}",
    lambda value: value.swapcase() + "!",
    lambda value: f"{value}\n",
]


def hostile_lines(number, seed=20261125):
    """[(query string, the parameter in it whose value is certainly wrong, or nothing)], the same at each run."""
    dice = random.Random(seed)
    return [hostile_line(dice) for _number in range(number)]


def hostile_line(dice):
    value = dice.choice(FORMS)(dice.choice(HOSTILE + MORE))
    raw = dice.choice(BROKEN) if dice.random() < 0.15 else quote(value, safe="", errors="surrogatepass")
    place = dice.choice(["strict", "strict", "plain", "unknown", "many"])
    name = quote(value[:300], errors="surrogatepass") if place == "unknown" else dice.choice(sorted(PLAIN))
    if place in ("strict", "many"):
        name = dice.choice(STRICT)
    parts = [f"{name}={raw}"] * (200 if place == "many" else 1)
    for _number in range(dice.choice([0, 0, 2])):
        parts.insert(0, f"{dice.choice(KNOWN)}={dice.choice(['', '', 'x'])}")
    strict = place in ("strict", "many")
    return "&".join(parts), name if strict and certainly_wrong(f"{name}={raw}", name) else ""


def certainly_wrong(line, name):
    """A value that is not blank: none of these is what a strict parameter takes, but for whole numbers."""
    value = QueryDict(line).get(name, "").strip()
    return bool(value) and not (value.lstrip("+").isascii() and value.lstrip("+").isdigit())


DOORS = [
    "/clinics/",
    "/clinics/map/",
    "/clinics/phones/",
    "/api/clinics",
    "/exports/",
    "/exports/listings.csv",
]
WITHOUT_PAGES = ["/clinics/map/", "/clinics/phones/"]
OTHERS = ["/compare/", "/clinics/complete", "/"]


@pytest.fixture
def staff(client):
    user = make_user("exporter")
    user.groups.add(Group.objects.get(name="staff export"))
    client.force_login(user)
    return client


def knock(client, lines):
    """Send each line to each door; {door: [seconds of processor time]}."""
    spent = {}
    for line, wrong in lines:
        for door in (*DOORS, *OTHERS):
            began = time.process_time()
            answer = client.get(f"{door}?{line}")
            spent.setdefault(door, []).append(time.process_time() - began)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code in (200, 400, 404), (door, line)
            marks_up = b"<script>alert" in body.lower() or b"<img src=x" in body.lower()
            assert not (marks_up and "html" in answer["Content-Type"]), (door, line)
            reads = door in DOORS and not (wrong == "page" and door in WITHOUT_PAGES)
            assert not (wrong and reads and b"Quillwort" in body), (door, line)
    return spent


def test_a_few_hostile_lines_at_every_door(staff):
    make_program(make_clinic(name="Quillwort House"))
    for door in DOORS:
        assert "Quillwort" in staff.get(f"{door}?state=AZ").content.decode()
    knock(staff, hostile_lines(25, seed=1))


@pytest.mark.long
def test_five_hundred_hostile_lines_at_every_door(staff, capsys):
    make_program(make_clinic(name="Quillwort House"))
    lines = hostile_lines(500)
    assert sum(bool(wrong) for _line, wrong in lines) > 150
    spent = knock(staff, lines)
    with capsys.disabled():
        for door, seconds in spent.items():
            p50, p95 = (statistics.quantiles(seconds, n=100)[part] * 1000 for part in (49, 94))
            print(f"\n{door}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, most {max(seconds) * 1000:.0f} ms", end="")  # noqa: T201
