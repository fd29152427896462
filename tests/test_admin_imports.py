"""An import at the desk: a file comes, is corrected, planned, written, taken back."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from programs.imports.kept_files import folder, forget_files
from programs.models import Batch, Clinic, Columns, Job, Program, Status
from programs.publishing import change
from tests.factories import make_user
from tests.hostile_files import csv_bytes
from tests.import_files import directory_row

pytestmark = pytest.mark.django_db
LIST = b"""Clinic,Street,Town,St,Postal,Tel #,Ketamine?,Insurence
Blue Mesa,100 Invented Street,Tucson,AZ,85701,520-555-0100,yes,Medicaid
Saguaro,200 Invented Street,Tucson,AX,85701,520-555-0101,yes,cash
"""


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def upload(browser, content=LIST, name="list.csv", source="Dana's list", edition="2026-11"):
    """Upload a file; return the answer."""
    file = SimpleUploadedFile(name, content, "text/csv")
    said = {"source_name": source, "edition": edition, "file": file}
    return browser.post("/admin/imports/", said, follow=True)


def plan(browser, batch, **said):
    """Say of a file what its page offers, changed by `said`, and let the plan be made."""
    form = browser.get(f"/admin/imports/{batch.pk}/?change").context["form"]
    offered = {name: value for name, value in form.initial.items() if value}
    columns = {name: column.taken for name, column in form.columns}
    named = {column.name: name for name, column in form.columns}
    said = {named.get(name, name): value for name, value in said.items()}
    typed = {"act": "plan", **offered, **columns, "scope": "all", **said}
    answer = browser.post(f"/admin/imports/{batch.pk}/", typed, follow=True)
    call_command("run_jobs", "--once")
    batch.refresh_from_db()
    return answer


def act(browser, batch, name):
    answer = browser.post(f"/admin/imports/{batch.pk}/", {"act": name}, follow=True)
    call_command("run_jobs", "--once")
    batch.refresh_from_db()
    return answer


def text(page):
    return " ".join(page.content.decode().split())


def told(page):
    return [str(message) for message in page.context["messages"]]


def test_a_list_is_corrected_planned_written_and_taken_back(desk):
    page = upload(desk)
    batch = Batch.objects.get()
    assert (batch.file_name, batch.size, batch.by.username) == ("list.csv", len(LIST), "cora")
    assert batch.stored != "list.csv"
    assert "Not known; the nearest is payments." in text(page)
    plan(desk, batch, Insurence="payments", keep_as="Dana's list")
    assert Clinic.objects.count() == 0
    page = desk.get(f"/admin/imports/{batch.pk}/")
    assert "2 rows: 1 created, 0 updated, 0 unchanged, 0 conflicting, 1 rejected, 0 skipped." in text(page)
    assert [(line.clinic, line.program) for line, *_words in page.context["lines"]] == [
        ("Blue Mesa", ""),
        ("Blue Mesa", "Ketamine"),
    ]
    page = desk.get(f"/admin/imports/{batch.pk}/?what=rejected")
    assert [(line.line, label, now) for line, label, now, _then in page.context["lines"]] == [
        ("3", "St", "AX")
    ]
    act(desk, batch, "apply")
    clinic = Clinic.objects.get()
    assert (batch.state, clinic.name, clinic.status) == (Batch.State.APPLIED, "Blue Mesa", Status.DRAFT)
    assert list(
        Program.objects.get().terms.filter(term__vocabulary="payment").values_list("term__slug", flat=True)
    ) == ["medicaid"]
    act(desk, batch, "undo")
    assert (batch.state, Clinic.objects.count()) == (Batch.State.UNDONE, 0)
    assert "Taken back on" in text(desk.get(f"/admin/imports/{batch.pk}/"))


def test_columns_that_were_kept_are_known_again(desk):
    upload(desk)
    plan(desk, Batch.objects.get(), Insurence="payments", keep_as="Dana's list")
    assert Columns.objects.get().columns["Insurence"] == "payments"
    page = upload(desk, edition="2026-12")
    assert "Its columns are those kept as “Dana&#x27;s list”." in text(page)
    assert Batch.objects.first().columns["Insurence"] == "payments"


def test_a_changed_row_is_shown_field_by_field_and_a_conflict_beside_it(desk):
    rows = [
        directory_row(),
        directory_row(
            facility_id="mental_2", name1="Ocotillo House", street1="7 Far Road", phone="520-555-0177"
        ),
    ]
    upload(desk, csv_bytes(*rows), source="Register of facilities", edition="2024")
    plan(desk, Batch.objects.get(), new_as="draft")
    act(desk, Batch.objects.get(), "apply")
    house = Clinic.objects.get(name="Ocotillo House")
    with change(house, by=make_user()):
        house.name = "Ocotillo House West"
    rows[0]["name1"], rows[1]["name1"] = "Blue Mesa Care", "Ocotillo House East"
    upload(desk, csv_bytes(*rows), source="Register of facilities", edition="2025")
    batch = Batch.objects.first()
    plan(desk, batch, new_as="draft")
    changed = desk.get(f"/admin/imports/{batch.pk}/?what=updated").context["lines"]
    assert ("Blue Mesa Counseling", "Name", "Blue Mesa Counseling", "Blue Mesa Care") in [
        (line.clinic, label, now, then) for line, label, now, then in changed
    ]
    asked = desk.get(f"/admin/imports/{batch.pk}/?what=conflicting").context["lines"]
    assert ("Ocotillo House West", "Name", "Ocotillo House West", "Ocotillo House East") in [
        (line.clinic, label, now, then) for line, label, now, then in asked
    ]


def test_the_plan_as_csv_is_guarded_and_holds_every_line(desk):
    upload(desk, LIST.replace(b"Blue Mesa", b"=cmd()"))
    batch = Batch.objects.get()
    plan(desk, batch)
    answer = desk.get(f"/admin/imports/{batch.pk}/plan.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["what"], row["clinic"]) for row in rows] == [
        ("created", "'=cmd()"),
        ("created", "'=cmd()"),
        ("rejected", ""),
    ]
    answer = desk.get(f"/admin/imports/{batch.pk}/rejects.csv")
    assert b"Saguaro" in b"".join(answer.streaming_content)
    assert desk.get(f"/admin/imports/{batch.pk}/other.csv").status_code == 404


def test_a_plan_that_is_no_longer_true_is_shown_anew_before_it_is_written(desk):
    row = directory_row()
    upload(desk, csv_bytes(row), source="Register of facilities", edition="2024")
    plan(desk, Batch.objects.get(), new_as="draft")
    act(desk, Batch.objects.get(), "apply")
    row["name1"] = "Blue Mesa Care"
    upload(desk, csv_bytes(row), source="Register of facilities", edition="2025")
    batch = Batch.objects.first()
    plan(desk, batch, new_as="draft")
    clinic = Clinic.objects.get()
    with change(clinic, by=make_user()):
        clinic.name = "Mesa of Ours"
    act(desk, batch, "apply")
    clinic.refresh_from_db()
    assert (batch.state, clinic.name) == (Batch.State.PLANNED, "Mesa of Ours")
    page = desk.get(f"/admin/imports/{batch.pk}/")
    assert "The directory has changed since this plan was made." in text(page)
    act(desk, batch, "apply")
    assert batch.state == Batch.State.APPLIED


def test_nothing_is_done_twice(desk):
    upload(desk)
    batch = Batch.objects.get()
    plan(desk, batch)
    desk.post(f"/admin/imports/{batch.pk}/", {"act": "apply"})
    answer = desk.post(f"/admin/imports/{batch.pk}/", {"act": "apply"}, follow=True)
    assert told(answer) == ["Work on this import goes on already."]
    call_command("run_jobs", "--once")
    Job.objects.filter(kind="apply-import").update(state="waiting")
    call_command("run_jobs", "--once")
    assert Clinic.objects.count() == 1
    assert told(plan_again(desk, batch)) == ["This import is written already."]


def test_an_undo_that_is_refused_says_which_entry_was_touched(desk):
    upload(desk)
    batch = Batch.objects.get()
    plan(desk, batch)
    act(desk, batch, "apply")
    clinic = Clinic.objects.get()
    with change(clinic, by=make_user("dana")):
        clinic.email = "desk@example.org"
    act(desk, batch, "undo")
    assert "Blue Mesa: changed by dana." in text(desk.get(f"/admin/imports/{batch.pk}/"))
    assert batch.state == Batch.State.APPLIED


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.png", b"\x89PNG\r\n", "list.png: the name of a file to import ends in one of .csv"),
        ("list.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no known format has the columns"),
        ("list.csv", b"", "The submitted file is empty."),
        ("list.xlsx", b"PK\x03\x04broken", "list.xlsx"),
        ("list.json", b'{"a": [', "list.json"),
        ("list.csv", b"one,two\n1,2\n", "A list that a person made is known by a column for the clinic"),
    ],
)
def test_a_file_that_is_none_ends_in_words(desk, var, name, content, words):
    page = upload(desk, content, name)
    assert page.status_code in (200, 400)
    assert words in " ".join([*told(page), text(page)])
    assert str(var) not in page.content.decode()


def test_a_file_is_kept_under_a_name_of_ours_whatever_it_is_called(desk, var):
    upload(desk, name="../../x<script>.csv")
    kept = [path.name for path in folder().iterdir()]
    assert len(kept) == 1
    assert kept[0] == Batch.objects.get().stored
    assert folder().parent == var
    assert "<script>.csv" not in desk.get("/admin/imports/").content.decode()


def test_a_file_that_is_too_large_is_not_read(desk, settings):
    settings.IMPORT_MAX_UPLOAD = 100
    assert "The file is larger than 0 MB." in " ".join(told(upload(desk, LIST * 10)))
    answer = desk.post("/admin/imports/", {}, CONTENT_LENGTH="300000000")
    assert answer.status_code == 413
    assert desk.post("/admin/login/", {}, CONTENT_LENGTH="1000001").status_code == 413
    assert Batch.objects.count() == 0


def test_columns_that_are_none_of_ours_are_named(desk):
    upload(desk)
    batch = Batch.objects.get()
    answer = plan(desk, batch, Insurence="colour")
    assert "we have no column of that name" in told(answer)[0]
    assert Job.objects.filter(kind="plan-import").count() == 0


def test_the_header_may_be_said_where_none_was_found(desk):
    page = upload(desk, b"Einrichtung,Ort,Staat,Ketamine?\nBlue Mesa,Tucson,AZ,yes\n")
    assert "Einrichtung" in text(page)
    batch = Batch.objects.get()
    plan(desk, batch, Einrichtung="clinic_name", Ort="city", Staat="state")
    assert batch.state == Batch.State.PLANNED
    assert batch.summary["created"] == 1


def test_what_is_public_at_once_is_a_publisher_s(client, desk):
    upload(desk, csv_bytes(directory_row()), source="Register of facilities", edition="2024")
    batch = Batch.objects.get()
    plan(desk, batch)
    assert batch.summary["publish"] is True
    curator = make_user("carl", is_staff=True)
    curator.user_permissions.add(*Permission.objects.filter(codename__in=["view_clinic", "change_clinic"]))
    client.force_login(curator)
    assert "A publisher writes it" in text(client.get(f"/admin/imports/{batch.pk}/"))
    assert client.post(f"/admin/imports/{batch.pk}/", {"act": "apply"}).status_code == 403
    plan(client, batch, new_as="")
    assert batch.summary["publish"] is False
    act(client, batch, "apply")
    assert Clinic.objects.get().status == Status.DRAFT


def test_a_publisher_publishes_what_a_register_lists(desk):
    upload(desk, csv_bytes(directory_row()), source="Register of facilities", edition="2024")
    batch = Batch.objects.get()
    plan(desk, batch)
    act(desk, batch, "apply")
    assert Clinic.objects.get().status == Status.PUBLISHED


def test_who_may_only_look_brings_nothing(client):
    viewer = make_user("vera", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_clinic"))
    client.force_login(viewer)
    assert client.get("/admin/imports/").status_code == 200
    assert upload(client).status_code == 403
    assert Batch.objects.count() == 0


def test_files_are_forgotten_after_thirty_days_and_the_page_says_so(desk):
    upload(desk)
    batch = Batch.objects.get()
    plan(desk, batch)
    assert len(list(folder().iterdir())) == 3
    forget_files(timezone.now() + dt.timedelta(days=29))
    assert len(list(folder().iterdir())) == 3
    forget_files(timezone.now() + dt.timedelta(days=31))
    assert list(folder().iterdir()) == []
    page = desk.get(f"/admin/imports/{batch.pk}/")
    assert "The file is kept no longer" in text(page)
    assert "the file is kept no longer" in " ".join(told(plan_again(desk, batch)))


def plan_again(browser, batch):
    return browser.post(f"/admin/imports/{batch.pk}/", {"act": "plan", "scope": "all"}, follow=True)


def test_the_list_costs_the_same_for_one_and_for_thirty(desk, django_assert_max_num_queries):
    upload(desk)
    desk.get("/admin/imports/")
    for _number in range(30):
        batch = Batch.objects.first()
        batch.pk = None
        batch.save()
    with django_assert_max_num_queries(10):
        desk.get("/admin/imports/")


def public_list(desk):
    """A list of which the new entries are public at once, written and taken back; its Batch."""
    upload(desk, csv_bytes(directory_row()), source="Register of facilities", edition="2024")
    batch = Batch.objects.get()
    plan(desk, batch, new_as="publish")
    act(desk, batch, "apply")
    assert Clinic.objects.get().status == Status.PUBLISHED
    act(desk, batch, "undo")
    assert Clinic.objects.get().status == Status.WITHDRAWN
    return batch


def test_what_was_taken_back_is_made_public_again_by_a_publisher_alone(desk):
    batch = public_list(desk)
    page = f"/admin/imports/{batch.pk}/"
    assert "Make it public again" in text(desk.get(page))
    user = make_user("cuno", is_staff=True)
    user.groups.set(Group.objects.filter(name="curator"))
    other = Client()
    other.force_login(user)
    assert "Make it public again" not in text(other.get(page))
    assert other.post(page, {"act": "bring-back"}).status_code == 403
    act(desk, batch, "bring-back")
    assert Clinic.objects.get().status == Status.PUBLISHED
    assert batch.job.result["says"] == f"{batch}: clinics public again: 1."


def test_an_import_that_can_no_longer_be_taken_back_says_so(desk):
    upload(desk)
    batch = Batch.objects.get()
    plan(desk, batch)
    act(desk, batch, "apply")
    page = f"/admin/imports/{batch.pk}/"
    over = "It can no longer be taken back: what it changed was kept for a time only."
    assert ("Take it back …" in text(desk.get(page)), over in text(desk.get(page))) == (True, False)
    Batch.objects.update(applied_at=timezone.now() - dt.timedelta(days=181))
    call_command("forget_old")
    assert ("Take it back …" in text(desk.get(page)), over in text(desk.get(page))) == (False, True)
