"""The doctor: one case for each thing it can find, with the cure it names; and what the web server's role may do."""

import datetime as dt
import io

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from programs.models import Change, Job
from programs.models.account import Audit
from programs.operations import doctor, readiness
from programs.operations.doctor import CHECKS, examine, look
from programs.operations.grants import excess

pytestmark = pytest.mark.django_db
KEY = "".join(map(chr, range(48, 110)))


def checks_of_a_site(**options):
    """Django's checks without the one on a variable that the browser tests of this process need."""
    return [message for message in run_checks(**options) if message.id != "async.E001"]


@pytest.fixture(autouse=True)
def sound(settings, tmp_path, monkeypatch):
    """A production set-up with nothing wrong but what the machine of the tests brings."""
    monkeypatch.setattr(doctor, "run_checks", checks_of_a_site)
    settings.PRODUCTION, settings.DEMONSTRATION, settings.BEHIND_PROXY = True, False, True
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = KEY, ["example.org", "localhost"]
    settings.VAR_DIR = settings.BACKUP_DIR = settings.STATIC_ROOT = tmp_path
    settings.SECURE_SSL_REDIRECT = settings.SECURE_HSTS_PRELOAD = settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = (
        True
    )
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    (tmp_path / "staticfiles.json").touch()
    copy(tmp_path, timezone.now())
    return settings


def copy(directory, moment):
    name = f"directory-{moment.astimezone(dt.UTC):%Y%m%dT%H%M%S%f}Z.dump"
    (directory / name).touch()
    (directory / f"{name}.json").touch()


def found(subject):
    """The beginnings of what is found, and whether each has a cure."""
    findings = look(CHECKS[subject])
    assert [finding for finding in findings if len(finding.cure) < 10] == []
    return [finding.words for finding in findings]


def test_nothing_is_found_where_nothing_is_wrong():
    of_the_machine = {"database", "roles"}  # the tests' own server may run as superuser, without checksums
    assert [subject for subject in CHECKS if subject not in of_the_machine and found(subject)] == []


@pytest.mark.parametrize(
    ("subject", "name", "value", "words"),
    [
        ("secret", "DEMONSTRATION", True, "This is demonstration mode"),
        ("secret", "SECRET_KEY", "abcde" * 10, "SECRET_KEY has few different characters"),
        ("hosts", "ALLOWED_HOSTS", ["*", "example.org", "localhost"], "ALLOWED_HOSTS lets in any name"),
        ("hosts", "ALLOWED_HOSTS", ["localhost"], "ALLOWED_HOSTS names this machine alone"),
        ("hosts", "ALLOWED_HOSTS", ["example.org"], "A probe on this machine is refused"),
        ("proxies", "BEHIND_PROXY", False, "No proxy is trusted"),
        ("deployment", "SECURE_HSTS_SECONDS", 0, "security.W004"),
    ],
)
def test_each_setting_that_is_wrong(sound, subject, name, value, words):
    setattr(sound, name, value)
    said = found(subject)
    assert (len(said), said[0].startswith(words)) == (1, True)


def test_styles_that_are_not_collected(sound, tmp_path):
    (tmp_path / "staticfiles.json").unlink()
    assert found("deployment") == ["Styles and scripts are not collected."]


def test_migrations_that_are_missing():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'programs' AND name = '0002_full_text'")
    assert found("migrations") == ["Not applied: programs.0002_full_text."]


def test_a_full_disk(monkeypatch):
    monkeypatch.setattr(readiness, "FREE_BYTES", 2**60)
    assert [words.split(" has ")[1].endswith("MB left, less than 200.") for words in found("disk")] == [
        True
    ] * len(readiness.written_places())


def test_copies_that_are_missing_or_old(sound, tmp_path):
    sound.BACKUP_DIR = tmp_path / "none"
    assert found("backups") == [f"There is no copy in {tmp_path / 'none'}."]
    sound.BACKUP_DIR.mkdir()
    copy(sound.BACKUP_DIR, timezone.now() - dt.timedelta(hours=50))
    assert found("backups") == ["The newest copy is 50 hours old."]


def test_jobs_that_nobody_takes_and_that_failed():
    now = timezone.now()
    Job.objects.create(kind="one")
    Job.objects.create(kind="two", state=Job.State.FAILED, finished_at=now)
    Job.objects.create(kind="three", state=Job.State.FAILED, finished_at=now - dt.timedelta(days=2))
    assert found("jobs") == ["1 jobs failed since yesterday."]
    Job.objects.update(created_at=now - dt.timedelta(minutes=11))
    assert found("jobs")[0] == "1 jobs wait for more than ten minutes."


def test_a_database_that_does_not_answer(monkeypatch):
    def refuse():
        raise DatabaseError("gone")

    monkeypatch.setattr(doctor, "pending_migrations", refuse)
    assert found("migrations") == ["The database does not answer (DatabaseError)."]


@pytest.mark.parametrize("name", doctor.POSTGRESQL)
def test_each_setting_of_the_database_is_found_where_it_is_another(name, monkeypatch):
    """Some cannot be set for a test: the encoding, whether sums are kept, whether the disk is trusted."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no server to set.")
    _wanted, cure = doctor.POSTGRESQL[name]
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        value = cursor.fetchone()[0]
    monkeypatch.setattr(doctor, "POSTGRESQL", {name: (["something else"], cure)})
    assert look(CHECKS["database"]) == [(f"PostgreSQL's {name} is {value}.", f"{cure}.")]
    monkeypatch.setattr(doctor, "POSTGRESQL", {name: ([value], cure)})
    assert look(CHECKS["database"]) == []


def test_a_server_must_keep_every_letter_and_wait_for_the_disk():
    wanted = {name: values for name, (values, _cure) in doctor.POSTGRESQL.items()}
    assert [wanted[name] for name in ("server_encoding", "fsync", "full_page_writes", "data_checksums")] == [
        ["UTF8"],
        ["on"],
        ["on"],
        ["on"],
    ]


def test_settings_of_the_database_that_lose_or_tell(monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no server to set.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off; SET LOCAL log_statement = 'all'")
    said = found("database")
    assert [line for line in said if "synchronous_commit" in line or "log_statement" in line] == [
        "PostgreSQL's synchronous_commit is off.",
        "PostgreSQL's log_statement is all.",
    ]


def test_clocks_that_differ(monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has the clock of this machine.")
    later = timezone.now() + dt.timedelta(seconds=90)
    monkeypatch.setattr(doctor.timezone, "now", lambda: later)
    assert [words[:50] for words in found("clock")] == [
        "The clock of this machine and the database's are 9"[:50]
    ]


@pytest.fixture
def web_role():
    """A role with the rights of the web server, and nothing else; on PostgreSQL alone."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no roles.")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE directory_test_web")
    call_command("grants", "directory_test_web", stdout=io.StringIO())
    return "directory_test_web"


def test_the_role_of_the_web_server_adds_to_history_and_audit_and_changes_neither(web_role):
    with connection.cursor() as cursor:
        rights = {
            (model, right): has_right(cursor, web_role, model, right)
            for model in (Audit, Change, Job)
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        }
        assert [key for key, held in rights.items() if not held] == [
            *((model, right) for model in (Audit, Change) for right in ("UPDATE", "DELETE", "TRUNCATE")),
            (Job, "TRUNCATE"),
        ]
        cursor.execute(f"SET LOCAL ROLE {web_role}")
        assert excess() == []


def test_a_role_that_may_do_anything_is_found(web_role):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("The tests' own role is no superuser.")
        assert excess() == [("everything", "SUPERUSER")]
        cursor.execute(f"GRANT UPDATE ON {Audit._meta.db_table} TO {web_role}")
        cursor.execute(f"SET LOCAL ROLE {web_role}")
        assert excess() == [(Audit._meta.db_table, "UPDATE")]


def has_right(cursor, role, model, right):
    cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, model._meta.db_table, right])
    return cursor.fetchone()[0]


def test_sqlite_has_no_roles():
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL has roles.")
    assert excess() == []
    with pytest.raises(CommandError, match="SQLite has no roles"):
        call_command("grants", "web")


def test_the_command_names_each_subject_and_ends_with_1(sound, capsys):
    sound.BEHIND_PROXY = False
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    lines = capsys.readouterr().out.splitlines()
    assert (ended.value.code, [line.split()[1] for line in lines if line[0] != " "]) == (1, list(CHECKS))
    place = lines.index("found  proxies")
    assert lines[place + 2].startswith("         Cure: Set BEHIND_PROXY=1 behind a proxy")


def test_the_site_that_answers_is_asked_too(live_server, sound):
    sound.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
    sound.SECURE_SSL_REDIRECT = False
    assert [words for words, _cure in examine(live_server.url)["answers"]] == [
        "Browsers are not told to keep to TLS."
    ]
    assert [words for words, _cure in examine("http://127.0.0.1:9/")["answers"]] == [
        "http://127.0.0.1:9/ answers nothing."
    ]
