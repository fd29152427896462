"""What an export holds: exactly the public rows of a filter, in its order, at the same cost for one and for many."""

import csv
import datetime as dt
import io
import threading
import zipfile

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programs.codebook import columns_of
from programs.exports.formats import FORMATS, write
from programs.exports.rows import ahead, count_rows, export_rows, published_ids
from programs.exports.table import WrongChoice, table_of
from programs.models import Clinic, SourceRecord
from programs.publishing import close, confirm, rename, withdraw
from programs.search import find
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def searched(query="", columns="public", rows="program"):
    result = find(QueryDict(query), with_page=False)
    return table_of(result.ids, columns, rows, result.query)


def dicts(table):
    names = [column.name for column in table.columns]
    return [dict(zip(names, cells, strict=True)) for cells in table.rows()]


def as_file(name, table):
    file = io.BytesIO()
    write(file, name, table)
    return file.getvalue()


def csv_rows(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_one_row_a_program_with_the_columns_of_its_clinic_repeated():
    clinic = make_clinic(name="Saguaro Clinic")
    make_program(clinic, name="Talking", types=["kap"])
    make_program(clinic, name="Other care", types=["other-care"], medicine="")
    found = [
        (row["clinic_name"], row["program_name"], row["program_types"]) for row in dicts(searched("type=any"))
    ]
    assert found == [("Saguaro Clinic", "Talking", "kap"), ("Saguaro Clinic", "Other care", "other-care")]


def test_postgresql_reads_the_next_batch_while_one_is_worked_on():
    begun, goes_on = threading.Event(), threading.Event()

    def read(batch, cursor):
        if batch == 2:
            begun.set()
            goes_on.wait(10)
        cursor.execute("SELECT %s", [batch])
        return cursor.fetchone()[0]

    batches = ahead(read, [1, 2, 3])
    assert next(batches) == (1, 1)
    assert begun.wait(0 if connection.vendor == "sqlite" else 10) == (connection.vendor == "postgresql")
    goes_on.set()
    assert list(batches) == [(2, 2), (3, 3)]


def test_an_export_that_is_left_or_fails_leaves_no_thread_behind():
    def read(batch, _cursor):
        return 1 // batch

    before = threading.active_count()
    left = ahead(read, [1, 1, 1])
    assert next(left) == (1, 1)
    left.close()
    failing = ahead(read, [1, 0, 1])
    assert next(failing) == (1, 1)
    with pytest.raises(ZeroDivisionError):
        next(failing)
    assert (threading.active_count(), Clinic.objects.count()) == (before, 0)


def test_only_the_programs_that_match_have_a_row():
    clinic = make_clinic()
    make_program(clinic, name="With alcohol", substances=["alcohol"])
    make_program(clinic, name="Without", substances=["opioids"])
    assert [row["program_name"] for row in dicts(searched("substance=alcohol"))] == ["With alcohol"]


def test_rows_stand_in_the_order_of_the_search():
    for name in ("Bravo", "Alpha", "Charlie"):
        make_program(make_clinic(name=name))
    assert [row["clinic_name"] for row in dicts(searched("sort=name"))] == ["Alpha", "Bravo", "Charlie"]


def test_holds_nothing_that_is_not_public():
    shown = make_program(make_clinic(name="Shown"), name="Shown program")
    make_program(shown.clinic, name="Draft program", published=False)
    make_program(make_clinic(name="Draft"), published=False)
    gone = make_program(make_clinic(name="Gone"))
    withdraw(gone.clinic, by=make_user(), why="Asked for it.")
    closed = make_program(make_clinic(name="Closed"))
    close(closed.clinic, by=make_user(), why="Retired.")
    every = [
        (clinic.pk, list(clinic.programs.values_list("pk", flat=True))) for clinic in Clinic.objects.all()
    ]
    assert [row["program_name"] for row in dicts(table_of(every))] == ["Shown program"]
    assert published_ids(Clinic.objects.all()) == [(shown.clinic.pk, [shown.pk])]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("columns", ["public", "staff"])
def test_no_canary_leaves_in_any_format(name, columns):
    withheld = make_clinic(
        name="Quiet House",
        street="1 Canarystreet",
        unit="Canaryunit",
        county="Canarycounty",
        postal_code="85799",
        latitude=32.987654,
        address_withheld="yes",
    )
    make_program(withheld, name="Shown")
    make_program(withheld, name="Canarydraft", published=False)
    make_program(make_clinic(name="Canaryclinic"), published=False)
    data = as_file(name, searched(columns=columns))
    text = text_of(name, data)
    assert "Quiet House" in text
    assert [word for word in ("anary", "85799", "32.98") if word in text] == []


# A CSV file has one line for its stamp, which has no room for words.
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "csv"])
def test_every_file_says_for_which_filter_and_on_which_terms_it_is(name):
    make_program()
    words = "Arizona · changed since 2020-01-01"
    result = find(QueryDict("state=AZ"), with_page=False)
    table = table_of(result.ids, query="state=AZ&changed_since=2020-01-01", words=words)
    text = text_of(name, as_file(name, table)).replace("&amp;", "&")
    moment = f"{table.started_at.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    said = (words, "state=AZ&changed_since=2020-01-01", moment, "CC BY 4.0", "Please name the directory")
    assert [each for each in said if each not in text] == []


def text_of(name, data):
    return (
        text_of_workbook(data)
        if name == "xlsx"
        else text_of_zip(data)
        if data[:2] == b"PK"
        else data.decode()
    )


def text_of_zip(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    return "\n".join(archive.read(name).decode() for name in archive.namelist())


def text_of_workbook(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)


def test_full_columns_hold_the_withheld_address():
    clinic = make_clinic(street="1 Quiet Street", address_withheld="yes")
    make_program(clinic)
    assert [row["street"] for row in dicts(searched(columns="full"))] == ["1 Quiet Street"]
    assert [row["street"] for row in dicts(searched(columns="staff"))] == [""]


def test_places_now_are_shown_only_while_a_check_counts():
    program = make_program(accepting="yes", wait_days=7)
    seen = {}
    for day in (0, 90, 91):
        if day == 0:
            seen["unchecked"] = places(program, TODAY)
            confirm(program, "availability", by=make_user(), method="call", on=TODAY)
        seen[day] = places(program, TODAY + dt.timedelta(days=day))
    assert seen == {
        "unchecked": ("not_stated", None),
        0: ("yes", 7),
        90: ("yes", 7),
        91: ("not_stated", None),
    }
    ids = published_ids(Clinic.objects.all())
    raw = dicts(table_of(ids, "full", today=TODAY + dt.timedelta(days=91)))
    assert [(row["accepting"], row["wait_days"]) for row in raw] == [("yes", 7)]


def places(program, today):
    [row] = dicts(table_of(published_ids(Clinic.objects.all()), today=today))
    return row["accepting"], row["wait_days"]


def test_one_row_a_clinic_sums_up_its_programs():
    clinic = make_clinic(name="Two Ways")
    price = {"item": "dosing_session", "currency": "USD"}
    make_program(
        clinic, name="A; b", types=["kap"], wait_days=9, prices=[{**price, "low": 45000, "high": 50000}]
    )
    make_program(
        clinic,
        name="C",
        types=["kap", "trial"],
        dosing_most=6,
        prices=[{**price, "low": 30050, "high": 30050}],
    )
    [row] = dicts(searched(rows="clinic"))
    told = {
        name: row[name] for name in ("program_name", "program_types", "price_from", "price_to", "dosing_most")
    }
    assert told == {
        "program_name": r"A\; b; C",
        "program_types": "kap; trial",
        "price_from": 300.5,
        "price_to": 500,
        "dosing_most": 6,
    }


def test_prices_are_whole_units_and_the_course_names_what_is_missing():
    prices = [
        {"item": "dosing_session", "low": 45000, "high": None},
        {"item": "consultation", "low": 10050, "high": 10050},
    ]
    make_program(prices=prices, dosing_fewest=6, dosing_most=6, preparation_fewest=2)
    [row] = dicts(searched())
    told = [
        row[n] for n in ("price_from", "price_to", "course_from", "course_to", "course_missing", "currency")
    ]
    assert told == [450, None, 2800.5, None, "preparation", "USD"]


@pytest.mark.parametrize(
    ("fields", "course_from"),
    [
        ({"medicine": "none"}, None),
        ({"medicine": "", "types": ["other-care"]}, None),
        ({"medicine": "ketamine", "types": ["other-care"]}, 100),
        ({"medicine": ""}, 100),
    ],
)
def test_care_without_a_medicine_has_a_course_only_where_it_is_stated(fields, course_from):
    consultation = {"item": "consultation", "low": 10000}
    program = make_program(prices=[consultation], **fields)
    [row] = dicts(searched("type=any"))
    assert (row["course_from"], row["course_missing"]) == (
        course_from,
        "dosing_session" if course_from else "",
    )
    program.prices.create(item="whole_course", low=90000)
    [row] = dicts(searched("type=any"))
    assert row["course_from"] == 900


def test_a_price_that_has_ended_or_not_begun_stands_in_its_line_alone():
    past, coming = TODAY - dt.timedelta(1), TODAY + dt.timedelta(1)
    made = [(100, None, past), (200, coming, None), (45000, TODAY, TODAY)]
    names = ("item", "low", "high", "valid_from", "valid_until")
    make_program(
        prices=[dict(zip(names, ("dosing_session", low, low, *days), strict=True)) for low, *days in made]
    )
    [row] = dicts(searched())
    assert (row["price_from"], row["price_to"]) == (450, 450)
    assert row["prices"].split("; ") == [
        f"dosing_session | 100 | 100 | USD |  |  |  | {past}",
        f"dosing_session | 200 | 200 | USD |  |  | {coming}",
        f"dosing_session | 45000 | 45000 | USD |  |  | {TODAY} | {TODAY}",
    ]


def test_says_who_checked_each_group_when_and_how():
    program = make_program()
    confirm(program, "offer", by=make_user(), method="call", on=TODAY)
    confirm(program.clinic, "contact", by=make_user(), method="web_page", on=TODAY - dt.timedelta(days=2))
    [row] = dicts(searched())
    offer = [row[f"offer_{part}"] for part in ("claim", "source", "checked_on", "method", "expires_on")]
    assert offer == [
        "confirmed",
        "Register of tests",
        TODAY.isoformat(),
        "call",
        (TODAY + dt.timedelta(days=365)).isoformat(),
    ]
    assert (row["contact_claim"], row["identity_claim"], row["identity_method"]) == (
        "confirmed",
        "listed",
        "",
    )
    assert row["checked_on"] == (TODAY - dt.timedelta(days=2)).isoformat()


def test_an_empty_choice_exports_a_header_alone():
    make_program()
    rows = csv_rows(as_file("csv", table_of([])))
    assert rows[0] == [column.name for column in columns_of("public")]
    assert len(rows) == 2
    assert ", 0 rows, " in rows[1][0]


@pytest.mark.parametrize(
    ("columns", "rows", "parameter"),
    [("secret", "program", "columns"), ("public", "year", "rows"), ("full", "clinic", "rows")],
)
def test_a_wrong_choice_names_its_parameter(columns, rows, parameter):
    with pytest.raises(WrongChoice) as wrong:
        table_of([], columns, rows)
    assert wrong.value.name == parameter


# The terms and their codes, types and sources there are; clinics with all that belongs to them; programs likewise.
QUERIES = 4 + 1 + 1


class Noting(io.BytesIO):
    """A pipe that notes how many queries there had been when its first bytes came."""

    def __init__(self, queries):
        super().__init__()
        self.queries, self.noted = queries, None

    def write(self, data):
        self.noted = len(self.queries) if self.noted is None else self.noted
        return super().write(data)

    def seekable(self):
        return False

    def tell(self):
        raise io.UnsupportedOperation


# Tables come one after the other.
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "hsds-tabular"])
def test_a_file_begins_before_all_rows_are_read(name, monkeypatch):
    monkeypatch.setattr("programs.exports.rows.FIRST", 2)
    for _number in range(3):
        make_program(summary="More than a buffer holds. " * 1_000)
    table = searched()
    with CaptureQueriesContext(connection) as queries:
        file = Noting(queries)
        write(file, name, table)
    assert file.noted < len(queries)


def test_the_first_batch_is_small():
    """Of 21 programs the first bytes come before the last one is read."""
    for _number in range(21):
        make_program(summary="More than a buffer holds. " * 100)
    table = searched()
    with CaptureQueriesContext(connection) as queries:
        file = Noting(queries)
        write(file, "csv", table)
    assert file.noted < len(queries)


# The page has its clinics to put in order first; of a workbook a buffer holds more than its first parts.
@pytest.mark.parametrize("name", ["print", "xlsx"])
def test_a_file_begins_before_the_database_is_asked(name):
    make_program()
    table = searched()
    with CaptureQueriesContext(connection) as queries:
        file = Noting(queries)
        write(io.BufferedWriter(file), name, table)
    assert (file.noted, len(queries) > 3) == (0, True)


@pytest.mark.parametrize("columns", ["public", "staff", "full"])
def test_costs_the_same_queries_for_one_row_and_for_twenty(columns, django_assert_num_queries):
    for number in (1, 20):
        while Clinic.objects.count() < number:
            make_rich()
        ids = published_ids(Clinic.objects.all())
        with django_assert_num_queries(QUERIES):
            rows = list(export_rows(ids, columns_of(columns), "program", TODAY, settings.SITE_CURRENCY))
        assert len(rows) == count_rows(ids, "program") == number


def make_rich():
    """A clinic with a row of every kind that an export reads."""
    clinic = make_clinic(languages=["es"], organization=make_organization())
    program = make_program(
        clinic,
        prices=[{"item": "booster", "low": 1, "high": 1, "source": make_source()}],
        states=["AZ"],
        therapies=["cbt"],
    )
    confirm(program, "offer", by=make_user(), method="call")
    SourceRecord.objects.create(source=make_source(), key=str(clinic.pk), digest="0", clinic=clinic)
    rename(clinic, f"renamed-{clinic.pk}", by=make_user(), why="On purpose.")
    Clinic.objects.filter(pk=clinic.pk).update(merged_into=clinic)
