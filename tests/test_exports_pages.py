"""/exports/ and signing in: who may take what, and how a file leaves."""

import csv
import io
import zipfile

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from programs.exports import response as sending
from programs.exports.formats import FORMATS
from programs.models import Audit
from programs.publishing import withdraw
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db
PAGE = "/exports/"
FILES = ["/exports/listings.csv", "/exports/listings.xlsx", "/exports/listings.json"]


def person(role):
    """Somebody with a role: none, staff export, curator, or superuser."""
    user = make_user(role.replace(" ", "-"), is_superuser=role == "superuser")
    if role in ("staff export", "curator"):
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def staff(client):
    client.force_login(person("staff export"))
    return client


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(content(answer).decode(), newline="")))[:-1]


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


PERMISSIONS = {
    # role: page, file, staff columns, full columns
    None: (302, 302, 302, 302),
    "nobody": (403, 403, 403, 403),
    "staff export": (200, 200, 200, 400),
    "curator": (200, 200, 200, 200),
    "superuser": (200, 200, 200, 200),
}


@pytest.mark.parametrize("role", PERMISSIONS)
def test_who_may_take_what(client, role):
    make_program()
    if role:
        client.force_login(person(role))
    addresses = (PAGE, FILES[0], f"{FILES[0]}?columns=staff", f"{FILES[0]}?columns=full")
    answers = [client.get(address) for address in addresses]
    assert tuple(answer.status_code for answer in answers) == PERMISSIONS[role]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    answer = client.get(f"{PAGE}?type=kap&state=AZ")
    assert answer["Location"] == "/accounts/login/?next=/exports/%3Ftype%3Dkap%26state%3DAZ"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_but_reading(staff, method):
    assert [getattr(staff, method)(address).status_code for address in (PAGE, *FILES)] == [405] * 4


def test_the_file_holds_what_the_filter_shows(staff):
    make_program(make_clinic(name="Shown"), substances=["alcohol"])
    make_program(make_clinic(name="Other"))
    make_program(make_clinic(name="Draft"), substances=["alcohol"], published=False)
    answer = staff.get("/exports/listings.csv?substance=alcohol&page=7")
    assert [row["clinic_name"] for row in rows_of(answer)] == ["Shown"]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    [name] = [part for part in answer["Content-Disposition"].split('"') if part.startswith("listings-")]
    assert name.endswith("-substance-alcohol.csv")


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize("columns", ["public", "staff"])
def test_a_draft_and_a_withheld_street_are_in_no_file(staff, address, columns):
    make_program(make_clinic(name="Quiet House", street="1 Canary Street", address_withheld="yes"))
    make_program(make_clinic(name="Canary"), published=False)
    withdraw(make_program(make_clinic(name="Canary two")), by=make_user(), why="Gone.")
    answer = staff.get(address, {"columns": columns})
    data = content(answer)
    data = unpacked(data) if address.endswith("xlsx") else data
    assert b"Quiet House" in data
    assert b"anary" not in data
    assert b"anary" not in staff.get(PAGE).content


def unpacked(data):
    book = zipfile.ZipFile(io.BytesIO(data))
    return b"".join(book.read(name) for name in book.namelist())


WRONG = [
    ("type", "nonsense"),
    ("price_max", "lots"),
    ("columns", "secret"),
    ("rows", "year"),
    ("accepting", "maybe"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
@pytest.mark.parametrize("address", [PAGE, *FILES])
def test_a_wrong_parameter_gives_its_error_and_no_row(staff, address, name, value):
    make_program(make_clinic(name="Shown"))
    answer = staff.get(address, {name: value})
    assert answer.status_code == 400
    assert f"<dt>{name}</dt>" in answer.content.decode()
    assert b"Shown" not in answer.content


def test_an_unknown_format_is_refused(staff):
    answer = staff.get("/exports/listings.pdf")
    assert (answer.status_code, f"use one of {', '.join(FORMATS)}" in answer.content.decode()) == (400, True)


def test_the_page_says_what_will_leave(staff):
    clinic = make_clinic(name="Two Ways")
    make_program(clinic, name="Talking", substances=["alcohol"])
    make_program(clinic, name="Other", substances=["opioids"])
    make_program(make_clinic(name="Quiet", address_withheld="yes"), substances=["alcohol"])
    make_program(make_clinic(name="Not this one"))
    answer = staff.get(PAGE, {"substance": "alcohol"})
    assert answer.context["row_count"] == 2
    assert sorted(row[0] for row in answer.context["sample"]) == ["Quiet", "Two Ways"]
    assert answer.context["left_out"] == [
        "Drafts, withdrawn entries and clinics that have closed for good are never in the file.",
        "1 public clinic does not match the filter.",
        "1 other program of these clinics does not match the filter.",
        "1 clinic keeps its address private: it has no street, unit, postal code or county.",
    ]
    assert [chip.label for chip in answer.context["result"].chips] == ["Alcohol"]
    labels = [writer.LABEL for writer in answer.context["formats"]]
    assert (labels[:2], len(labels)) == (["CSV", "Excel (XLSX)"], 10)
    page = answer.content.decode()
    assert '<input type="hidden" name="substance" value="alcohol">' in page
    assert "columns" in page
    assert 'value="full"' not in page


def test_the_sample_is_the_first_ten_rows_of_the_file(staff):
    for number in range(12):
        make_program(make_clinic(name=f"Clinic {number:02}"))
    page = staff.get(PAGE, {"sort": "name"})
    assert [row[0] for row in page.context["sample"]] == [f"Clinic {number:02}" for number in range(10)]
    assert page.context["row_count"] == 12


def test_the_full_columns_leave_out_no_address(client):
    make_program(make_clinic(address_withheld="yes"))
    client.force_login(person("curator"))
    said = {name: client.get(PAGE, {"columns": name}).context["left_out"] for name in ("staff", "full")}
    assert [len(said["staff"]), said["full"]] == [2, said["staff"][:1]]


def test_one_row_a_clinic_counts_clinics(staff):
    clinic = make_clinic()
    make_program(clinic)
    make_program(clinic)
    answer = staff.get(PAGE, {"rows": "clinic"})
    assert (answer.context["row_count"], len(answer.context["sample"])) == (1, 1)
    assert len(rows_of(staff.get(FILES[0], {"rows": "clinic"}))) == 1


def test_nothing_found_is_a_header_alone(staff):
    make_program()
    assert rows_of(staff.get(FILES[0], {"substance": "alcohol"})) == []
    assert "its header alone" in staff.get(PAGE, {"substance": "alcohol"}).content.decode()


def test_each_file_is_noted_without_the_words_that_were_searched(staff):
    make_program(make_clinic(name="Alone"))
    staff.get(FILES[0], {"q": "alone", "type": "kap", "columns": "staff"})
    staff.get(PAGE)
    staff.get(FILES[0], {"type": "nonsense"})
    said = Audit.objects.filter(kind="export").values_list("who", "what")
    assert list(said) == [("staff-export", "csv, columns staff, rows program, filter type=kap&q=...: 1")]


@pytest.fixture
def small_limit(monkeypatch):
    monkeypatch.setattr(sending, "LARGEST_BODY", 10)


def test_two_large_files_at_a_time_and_the_third_waits(staff, small_limit):
    make_program(make_clinic(name="Shown"))
    first, second = staff.get(FILES[0]), staff.get(FILES[1])
    third = staff.get(FILES[2])
    assert [answer.streaming for answer in (first, second, third)] == [True, True, False]
    assert (third.status_code, third["Retry-After"], third["Cache-Control"]) == (
        503,
        "60",
        "private, no-store",
    )
    assert len(rows_of(first)) == 1  # read to its end, it frees its slot
    fourth = staff.get(FILES[2])
    assert (fourth.status_code, staff.get(FILES[0]).status_code) == (200, 503)
    assert [len(content(answer)) > 10 for answer in (second, fourth)] == [True, True]
    again = [staff.get(FILES[0]) for _number in range(3)]
    assert [answer.status_code for answer in again] == [200, 200, 503]
    assert [len(rows_of(answer)) for answer in again[:2]] == [1, 1]


def test_signing_in_leads_back_and_signing_out_ends_it(client, settings):
    user = person("staff export")
    user.set_password("a long enough one")
    user.save()
    told = {"username": user.username, "password": "a long enough one"}
    login = client.get("/accounts/login/?next=/exports/%3Ftype%3Dkap")
    assert login.status_code == 200
    assert "private" in login["Cache-Control"]
    assert '<meta name="referrer" content="same-origin">' in login.content.decode()
    assert settings.SITE_NAME in login.content.decode()
    back = client.post("/accounts/login/", {**told, "next": "/exports/?type=kap"})
    assert back["Location"] == "/exports/?type=kap"
    assert client.get(PAGE).status_code == 200
    assert client.post("/accounts/logout/").status_code == 200
    assert client.get(PAGE).status_code == 302
    assert client.post("/accounts/login/", {**told, "next": "https://example.org/"})["Location"] == PAGE
    user.is_staff = True
    user.save()
    assert client.post("/accounts/login/", told)["Location"] == reverse("admin:index")


def test_a_wrong_password_says_so_once(client):
    make_user("somebody")
    answer = client.post("/accounts/login/", {"username": "somebody", "password": "wrong"})
    assert answer.status_code == 200
    assert answer.content.decode().count("There is a problem") == 1
