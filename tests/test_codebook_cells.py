"""Cells and short lines: what is written can be read back, and no cell is a formula."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.cells import GUARD, RISKY, Stamp, guarded, read_stamp, unguarded
from programs.models import Check, Source, Statement, lines
from programs.models.source_lines import (
    checks_line,
    read_checks,
    read_sources,
    read_statements,
    sources_line,
    statements_line,
)

DIRTY = st.text(
    st.one_of(st.sampled_from("=+-@'\t\r\n＝＋－＠＇;| \\\"n,=no:"), st.characters(codec="utf-8"))
)
# A part of a line loses the blanks around it.
PART = DIRTY.map(str.strip)
SOME = PART.filter(bool)
DAY = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
MAYBE_DAY = st.none() | DAY


@given(DIRTY)
def test_the_guard_comes_off_again(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple(sign for sign in RISKY if sign != GUARD))


@pytest.mark.parametrize("sign", list("=+-@'\t\r\n＝＋－＠＇"))
def test_each_risky_sign_gets_one_guard(sign):
    assert guarded(f"{sign}1") == f"'{sign}1"
    assert guarded(f"1{sign}") == f"1{sign}"


@given(st.lists(st.lists(DIRTY, min_size=1, max_size=6), max_size=4))
def test_a_row_of_cells_survives_csv(rows):
    file = io.StringIO(newline="")
    csv.writer(file).writerows([guarded(cell) for cell in row] for row in rows)
    file.seek(0)
    assert [[unguarded(cell) for cell in row] for row in csv.reader(file)] == rows


@given(st.lists(st.lists(PART, max_size=4).map(lambda parts: [*parts, "end"]), max_size=5))
def test_dirty_records_come_back(records):
    assert lines.split(lines.join(records)) == records


def values(row, names):
    return {name: getattr(row, name) for name in names}


@given(
    st.lists(st.builds(dict, group=st.sampled_from(["offer", "prices"]), edition=PART, as_of=MAYBE_DAY)), SOME
)
def test_statements_come_back(rows, source):
    read = read_statements(statements_line(Statement(**row, source=Source(name=source)) for row in rows))
    assert [(name, values(row, ("group", "edition", "as_of"))) for name, row in read] == [
        (source, row) for row in rows
    ]


CHECKS = st.builds(
    dict,
    group=st.sampled_from(["offer", "contact"]),
    method=st.sampled_from(Check.Method.values),
    checked_on=DAY,
    expires_on=DAY,
    ended_on=MAYBE_DAY,
    by_name=PART,
    note=PART,
)


@given(st.lists(CHECKS))
def test_checks_come_back(rows):
    read = read_checks(checks_line(Check(**row) for row in rows))
    names = ("group", "method", "checked_on", "expires_on", "ended_on", "by_name", "note")
    assert [values(row, names) for row in read] == rows


SOURCES = st.builds(
    dict, name=SOME, kind=st.sampled_from(Source.Kind.values), url=PART, licence=PART, attribution=PART
)


@given(st.lists(SOURCES))
def test_sources_come_back(rows):
    read = read_sources(sources_line(Source(**row) for row in rows))
    assert [values(row, ("name", "kind", "url", "licence", "attribution")) for row in read] == rows


STAMPS = st.builds(
    Stamp,
    st.integers(0, 10**8).map(lambda minutes: dt.datetime.fromtimestamp(minutes * 60, dt.UTC)),
    DIRTY.filter(lambda text: text != "none"),
    st.integers(0, 10**9),
    st.integers(1, 99),
    st.booleans(),
)


@given(STAMPS)
def test_a_stamp_comes_back(stamp):
    assert read_stamp(str(stamp)) == stamp


def test_a_stamp_reads_as_the_design_has_it():
    made = Stamp(dt.datetime(2026, 11, 23, 14, 5, 59, tzinfo=dt.UTC), "type=kap&state=CA", 212, 1)
    assert str(made) == "# exported 2026-11-23T14:05Z, filter type=kap&state=CA, 212 rows, codebook 1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# exported",
        "# exported 2026-11-23T14:05Z, filter none, 3 rows",
        "# exported 2026-13-23T14:05Z, filter none, 3 rows, codebook 1",
        "# exported 2026-11-23T14:05Z, filter none, 3 rows, codebook 1, more",
    ],
)
def test_other_lines_are_no_stamp(text):
    assert read_stamp(text) is None
