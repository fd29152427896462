"""Alive, ready, how it stands, maintenance, and a log that a program can read."""

import io
import json
import logging

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from directory.reports import JsonLine
from programs.models import Correction, Job
from programs.operations import maintenance, readiness
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db
WORD = "zzcanary"
HELP_LINES = ["tel:911", "tel:988", "sms:988", "tel:1-800-662-4357"]


@pytest.fixture(autouse=True)
def own_directory(settings, tmp_path):
    settings.VAR_DIR = settings.BACKUP_DIR = tmp_path


@pytest.fixture
def database_down(monkeypatch):
    """Every way to the database fails, as when its server has stopped."""

    def refuse(*_args, **_options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", refuse)


def told(response):
    return response.status_code, response.content.decode()


def test_alive_and_ready(client):
    assert [told(client.get(address)) for address in ("/healthz", "/readyz")] == [(200, "ok")] * 2


def test_without_the_database_it_lives_and_is_not_ready(client, database_down):
    assert told(client.get("/healthz")) == (200, "ok")
    assert told(client.get("/readyz")) == (503, "database")


def test_a_migration_that_is_missing_is_named(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'programs' AND name = '0002_full_text'")
    assert told(client.get("/readyz")) == (503, "migrations")
    assert readiness.problems() == [("migrations", "Not applied: programs.0002_full_text.")]


def test_an_index_that_stays_behind_is_named(client, monkeypatch):
    monkeypatch.setattr(readiness, "number", lambda: 1_000)
    assert told(client.get("/readyz")) == (503, "index")


def test_a_full_disk_is_named(client, monkeypatch):
    monkeypatch.setattr(readiness, "FREE_BYTES", 2**60)
    assert told(client.get("/readyz")) == (503, "disk")


@pytest.mark.parametrize(
    "address", ["/", "/clinics/", "/clinics/willow-tucson-az/", "/es/clinics/", "/admin/"]
)
def test_without_the_database_pages_answer_503_with_help_lines(client, database_down, address):
    client.raise_request_exception = False
    client.cookies["session"] = "a" * 32
    response = client.get(address)
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert [line for line in HELP_LINES if line not in page] == []


def test_without_the_database_the_crisis_page_answers(client, database_down):
    response = client.get("/help-now/")
    assert (response.status_code, [line for line in HELP_LINES if line not in response.content.decode()]) == (
        200,
        [],
    )


def test_the_status_as_json(settings, capsys):
    make_program(make_clinic(name="Willow"))
    make_clinic(name="Draft")
    Job.objects.create(kind="purge")
    for ending in ("", ".json"):
        (settings.BACKUP_DIR / f"directory-20261102T020000000000Z.dump{ending}").touch()
    call_command("status", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["free_mb"].keys() >= {str(readiness.settings.VAR_DIR)}
    del found["free_mb"]
    assert found == {
        "problems": [],
        "production": False,
        "maintenance": False,
        "newest_copy": "2026-11-02T02:00:00+00:00",
        "database": connection.vendor,
        "public_clinics": 1,
        "last_change": readiness.number(),
        "jobs": {"waiting": 1},
    }


def test_the_status_in_lines_ends_with_1_where_something_is_wrong(monkeypatch, capsys):
    monkeypatch.setattr(readiness, "FREE_BYTES", 2**60)
    with pytest.raises(SystemExit) as ended:
        call_command("status")
    lines = capsys.readouterr().out.splitlines()
    assert (ended.value.code, lines[0][:15], "maintenance: no" in lines) == (1, "problems: disk:", True)


def test_during_maintenance_pages_are_read_and_nothing_is_written(client, capsys):
    clinic = make_program(make_clinic(name="Willow")).clinic
    call_command("maintenance", "on")
    read = [client.get(f"{start}/clinics/{clinic.slug}/").status_code for start in ("", "/es")]
    sent = [client.post(f"{start}/suggest/{clinic.slug}/", {}) for start in ("", "/es")]
    sent += [client.post("/accounts/login/", {}), client.delete("/admin/")]
    assert read == [200, 200]
    assert [(response.status_code, response["Retry-After"]) for response in sent] == [(503, "60")] * 4
    assert [line for line in HELP_LINES if line not in sent[0].content.decode()] == []
    assert Correction.objects.count() == 0
    call_command("maintenance", "off")
    assert (client.post("/accounts/login/", {}).status_code, maintenance.is_on()) == (200, False)
    assert capsys.readouterr().out.splitlines() == [
        f"Maintenance is {state} ({maintenance.path()})." for state in ("on", "off")
    ]


def test_a_line_of_the_log_is_one_json_object_that_nobody_can_forge():
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(JsonLine())
    log = logging.Logger("programs.audit")
    log.addHandler(handler)
    log.warning("denied by=%r path=%s", "eve\n2026 forged", "/x\r\n\x1b[31m")
    try:
        int(WORD)
    except ValueError:
        log.exception("Failed: %s", "/clinics/")
    first, second = (json.loads(line) for line in text.getvalue().splitlines())
    assert "\x1b" not in text.getvalue()
    assert first["message"] == "denied by='eve\\n2026 forged' path=/x\r\n\x1b[31m"
    assert first.keys() == {"time", "level", "logger", "message"}
    assert first["time"].endswith("+00:00")
    assert (WORD in text.getvalue(), second["trace"].endswith("ValueError")) == (False, True)
