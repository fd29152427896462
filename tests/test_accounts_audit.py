"""The audit record: every event of security, and no way to change one."""

import json
from unittest import TestCase

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from programs.accounts.audit import note
from programs.jobs.runner import Runner
from programs.models import Audit
from programs.publishing import close, publish, reopen, withdraw
from programs.publishing.exports import start_export
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"


def rows():
    return list(Audit.objects.order_by("pk").values_list("kind", "who", "what"))


def test_a_record_cannot_be_changed_or_deleted():
    note("denied", "cora", "GET /admin/")
    row = Audit.objects.get()
    for refused in (
        row.save,
        row.delete,
        Audit.objects.all().delete,
        lambda: Audit.objects.update(who="x"),
        lambda: Audit.objects.bulk_update([row], ["who"]),
    ):
        with pytest.raises(TypeError):
            refused()
    assert rows() == [("denied", "cora", "GET /admin/")]


def statements():
    yield "UPDATE programs_audit SET who = 'x'"
    if connection.vendor == "postgresql":
        yield "DELETE FROM programs_audit"


def test_the_database_takes_no_change_either():
    note("denied", "cora")
    for statement in statements():
        with (
            pytest.raises(DatabaseError, match="only added to"),
            transaction.atomic(),
            connection.cursor() as sql,
        ):
            sql.execute(statement)
    assert rows() == [("denied", "cora", "")]


def test_no_value_forges_a_line_of_the_log():
    hostile = "cora\n2026-11-26 INFO forged\x1b[31m\u2028\r%s"
    with TestCase().assertLogs("programs.audit", "INFO") as caught:
        note("failed", hostile, hostile)
    (line,) = [record.getMessage() for record in caught.records]
    assert (line.isascii(), line.isprintable()) == (True, True)
    said = json.loads(line)
    assert (said["who"], said["what"], said["kind"]) == (hostile, hostile, "failed")
    assert said["at"].endswith("Z")


def test_signing_in_and_out_and_what_was_denied(client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = make_user("vera", is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    client.post("/accounts/login/", {"username": "vera", "password": "wrong"})
    client.post("/accounts/login/", {"username": "vera", "password": PASSWORD})
    client.get("/admin/programs/clinic/")
    client.get("/exports/")
    client.post("/admin/logout/")
    assert rows() == [
        ("failed", "vera", "password"),
        ("signed_in", "vera", "password"),
        ("denied", "vera", "GET /admin/programs/clinic/"),
        ("denied", "vera", "GET /exports/"),
        ("signed_out", "vera", ""),
    ]


def test_a_try_after_too_many_is_noted_once(client):
    for _n in range(12):
        client.post("/accounts/login/", {"username": "vera", "password": "wrong"})
    assert [kind for kind, _who, _what in rows()] == ["failed"] * 5 + ["locked"]


def test_what_the_public_sees_the_end_of(db):
    program = make_program(make_clinic(name="Elm"), name="Course", published=False)
    clinic, cora = program.clinic, make_user("cora")
    publish(program, by=cora)
    close(clinic, by=cora, why="Repairs", for_good=False)
    reopen(clinic, by=cora)
    withdraw(program, by=cora, why="It stopped.")
    assert rows() == [
        ("publication", "cora", f"published program {program.public_id} {program}"),
        ("publication", "cora", f"closed clinic {clinic.public_id} Elm for a time"),
        ("publication", "cora", f"opened clinic {clinic.public_id} Elm again"),
        ("publication", "cora", f"withdrew program {program.public_id} {program}"),
    ]


def test_an_act_that_is_refused_leaves_no_record(db):
    from programs.publishing import Refused

    program = make_program(types=["integrated"], published=False)
    with pytest.raises(Refused):
        publish(program, by=make_user("cora"))
    assert rows() == []


def test_an_export_and_an_import(client, tmp_path):
    make_program(make_clinic(name="Elm"))
    staff = make_user("stan")
    staff.groups.add(Group.objects.get(name="staff export"))
    client.force_login(staff)
    client.get("/exports/listings.csv", {"type": "kap", "q": "elm"})
    path = tmp_path / "list.csv"
    path.write_text("name,street,city,state,phone\nOak Clinic,1 Main Street,Tucson,AZ,520-555-0188\n")
    call_command("import_listings", str(path), source="A list", edition="2026", scope="all", apply=True)
    said = [row for row in rows() if row[0] in ("export", "import")]
    assert said == [
        ("export", "stan", "csv, columns public, rows program, filter type=kap&q=...: 1"),
        ("import", "import: A list 2026", "A list 2026: 1 new clinics, 0 known, 0 rows held"),
    ]


def test_exports_in_the_background_and_by_command(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    make_program(make_clinic(name="Elm"))
    start_export(make_user("stan"), "type=kap&format=csv&columns=staff")
    assert Runner().once()
    call_command("export_listings", format=["csv"], columns="full", output=str(tmp_path / "listings.csv"))
    said = [row for row in rows() if row[0] == "export"]
    assert said == [
        ("export", "stan", "csv, columns staff, rows program, filter type=kap: 1"),
        ("export", "export_listings", "csv, columns full, rows program, filter none: 1"),
    ]


def test_the_record_is_read_by_administrators(client):
    note("export", "stan", "csv")
    ada = make_user("ada", is_staff=True)
    ada.groups.add(Group.objects.get(name="administrator"))
    client.force_login(ada)
    page = client.get("/admin/programs/audit/?kind__exact=export")
    assert page.status_code == 200
    assert "stan" in page.content.decode()
