"""export_listings: exact rows, whole files, and an exit code that says what happened."""

import csv
import hashlib
import io
import json
import subprocess
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.utils import timezone

from programs.codebook import columns_of
from programs.exports import csv_writer
from programs.jobs.runner import Runner
from programs.models import Export, Job
from programs.publishing import withdraw
from programs.selected import Selection
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db


def exported(path, *arguments):
    call_command("export_listings", "--output", str(path), *arguments, stderr=io.StringIO())
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))[:-1]


def test_writes_exactly_what_the_query_finds(tmp_path):
    make_program(make_clinic(name="In Arizona", region="AZ"))
    make_program(make_clinic(name="In Nevada", region="NV", city="Reno", postal_code="89501"))
    rows = exported(tmp_path / "x.csv", "--query", "type=kap&state=NV")
    assert [row["clinic_name"] for row in rows] == ["In Nevada"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--query", "type=nonsense"], "type: "),
        (["--query", "price_max=lots"], "price_max: "),
        (["--query", "near=Nowhere, ZZ"], "near: "),
        (["--query", "tyep=kap"], "tyep: no filter"),
        (["--columns", "full", "--rows", "clinic"], "rows: "),
        (["--include-unpublished"], "--include-unpublished: "),
        (["--include-unpublished", "--columns", "full", "--query", "type=kap"], "--include-unpublished: "),
        (["--columns", "secret"], "--columns: "),
        (["--format", "pdf"], "--format: "),
        (["--format", "csv", "--format", "json"], "--format: one for --output"),
        (["--changed-since", "soon"], "changed_since: "),
        (["--removed-since", "9999-01-01"], "removed_since: "),
        (["--removed-since", "2026-01-01", "--format", "hsds"], "format: removed"),
        (["--saved", "Nothing"], "--saved: there is no export of this name. Saved: none."),
        (["--snapshots", "x"], "Name --output, or --snapshots"),
    ],
)
def test_a_wrong_choice_is_named_and_writes_nothing(tmp_path, arguments, says):
    make_program()
    path = tmp_path / "x.csv"
    with pytest.raises(CommandError, match=says):
        exported(path, *arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="--output"):
        exported(tmp_path / "none" / "x.csv")


def test_an_old_file_stays_whole_when_writing_fails(tmp_path, monkeypatch):
    make_program()
    path = tmp_path / "x.csv"
    path.write_text("old")

    def fail(file, table):
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(csv_writer, "write", fail)
    with pytest.raises(CommandError, match="--output: disk full"):
        exported(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_drafts_leave_only_with_everything_for_a_restore(tmp_path):
    make_program(make_clinic(name="Shown"))
    make_program(make_clinic(name="Draft"), published=False)
    assert [row["clinic_name"] for row in exported(tmp_path / "x.csv", "--columns", "full")] == ["Shown"]
    every = exported(tmp_path / "y.csv", "--columns", "full", "--include-unpublished")
    assert sorted(row["clinic_name"] for row in every) == ["Draft", "Shown"]
    stamp = (tmp_path / "y.csv").read_text().splitlines()[-1]
    assert ", filter all entries, 2 rows, " in stamp
    arguments = ["--columns", "full", "--include-unpublished", "--format", "json"]
    call_command("export_listings", "--output", str(tmp_path / "z.json"), *arguments, stderr=io.StringIO())
    said = json.loads((tmp_path / "z.json").read_text())["stamp"]
    assert said["filter_in_words"] == "all entries, drafts and withdrawn ones too"


@pytest.mark.parametrize("name", ["json", "xlsx"])
def test_writes_the_other_formats(tmp_path, name):
    make_program()
    path = tmp_path / f"x.{name}"
    call_command("export_listings", "--format", name, "--output", str(path), stderr=io.StringIO())
    assert (
        json.loads(path.read_text())["stamp"]["rows"] == 1
        if name == "json"
        else path.read_bytes()[:2] == b"PK"
    )


def test_standard_output_holds_the_file_alone(capfdbinary):
    make_program(make_clinic(name="Shown"))
    call_command("export_listings", "--output", "-")
    out, errors = capfdbinary.readouterr()
    rows = list(csv.reader(io.StringIO(out.decode(), newline="")))
    assert (len(rows), rows[-1][0][:10], errors) == (3, "# exported", b"")


def test_a_wrong_filter_ends_with_exit_code_1_and_its_name(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)
    arguments = ["export_listings", "--output", str(tmp_path / "x.csv"), "--query", "type=nonsense"]
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", *arguments])
    assert ended.value.code == 1
    assert "type: " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def snapshots(folder, *arguments):
    told = io.StringIO()
    call_command("export_listings", "--snapshots", str(folder), *arguments, stderr=told)
    return told.getvalue()


def test_a_day_has_one_folder_with_the_digest_of_each_file(tmp_path):
    make_program(make_clinic(name="Shown"))
    snapshots(tmp_path, "--format", "csv", "--format", "hsds-tabular", "--format", "ndjson")
    [day] = tmp_path.iterdir()
    assert day.name == timezone.localdate().isoformat()
    names = ["SHA256SUMS", "listings.csv", "listings.hsds.zip", "listings.ndjson"]
    assert sorted(path.name for path in day.iterdir()) == names
    digests = [line.split("  ") for line in (day / "SHA256SUMS").read_text().splitlines()]
    assert [name for _digest, name in digests] == names[1:]
    assert {name: hashlib.sha256((day / name).read_bytes()).hexdigest() for name in names[1:]} == {
        name: digest for digest, name in digests
    }


def test_a_day_that_is_there_stays_and_old_ones_go(tmp_path):
    make_program()
    for name in ("2000-01-01", (timezone.localdate() - timezone.timedelta(30)).isoformat(), "notes"):
        (tmp_path / name).mkdir()
    snapshots(tmp_path)
    kept = (tmp_path / timezone.localdate().isoformat() / "listings.csv").read_bytes()
    make_program()
    assert "is there already: nothing was written." in snapshots(tmp_path)
    assert (tmp_path / timezone.localdate().isoformat() / "listings.csv").read_bytes() == kept
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [(timezone.localdate() - timezone.timedelta(days)).isoformat() for days in (0, 30)] + ["notes"]
    )


def test_a_snapshot_that_fails_leaves_nothing(tmp_path, monkeypatch):
    make_program()

    def fail(file, table):
        raise OSError("disk full")

    monkeypatch.setattr(csv_writer, "write", fail)
    with pytest.raises(CommandError, match="--snapshots: disk full"):
        snapshots(tmp_path)
    assert list(tmp_path.iterdir()) == []


def snapshot_of_today(settings, tmp_path):
    settings.SNAPSHOT_DIR = str(tmp_path)
    Job.objects.all().delete()
    Runner().once()
    return Job.objects.get(kind="snapshot")


def test_a_job_keeps_all_that_is_public_once_a_day(settings, tmp_path):
    make_program(make_clinic(name="Shown"))
    make_program(make_clinic(name="Other care"), types=["other-care"])
    make_program(make_clinic(name="Draft"), published=False)
    today = timezone.localdate()
    for days in (30, 31):
        (tmp_path / (today - timezone.timedelta(days)).isoformat()).mkdir()
    (tmp_path / f".{today - timezone.timedelta(31)}-begun").mkdir()
    job = snapshot_of_today(settings, tmp_path)
    assert (job.state, job.result) == ("done", {"says": "csv: 2 rows; hsds-tabular: 2 rows"})
    day = tmp_path / today.isoformat()
    assert sorted(path.name for path in day.iterdir()) == ["SHA256SUMS", "listings.csv", "listings.hsds.zip"]
    done = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=day, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "listings.csv: OK\nlistings.hsds.zip: OK\n")
    with (day / "listings.csv").open(newline="") as file:
        *rows, _stamp = csv.DictReader(file)
    assert sorted(row["clinic_name"] for row in rows) == ["Other care", "Shown"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        (today - timezone.timedelta(30)).isoformat(),
        today.isoformat(),
    ]
    assert snapshot_of_today(settings, tmp_path).result == {
        "says": f"The folder of {today} was there already."
    }


def test_a_site_without_a_folder_keeps_no_snapshots(settings, tmp_path):
    assert snapshot_of_today(settings, "").result == {
        "says": "No snapshots are kept: set SNAPSHOT_DIR to a folder."
    }


def test_a_snapshot_job_that_fails_says_why_and_leaves_nothing(settings, tmp_path):
    settings.SNAPSHOT_FORMATS = ["csv", "pdf"]
    job = snapshot_of_today(settings, tmp_path)
    assert (job.state, job.result["says"].partition(": use")[0]) == (
        "failed",
        "The snapshot was not written: format",
    )
    assert list(tmp_path.iterdir()) == []


def test_a_saved_export_is_written_by_its_name(tmp_path):
    make_program(make_clinic(name="In Arizona", region="AZ"))
    make_program(make_clinic(name="In Nevada", region="NV", city="Reno", postal_code="89501"))
    Export.objects.create(name="Board", address="state=NV&columns=funder&format=json", by=make_user())
    path = tmp_path / "x.json"
    call_command("export_listings", "--saved", "Board", "--output", str(path), stderr=io.StringIO())
    said = json.loads(path.read_text())
    assert [row["clinic_name"] for row in said["rows"]] == ["In Nevada"]
    assert [column["name"] for column in said["columns"]] == [column.name for column in columns_of("funder")]


def test_what_has_changed_and_what_is_gone_since_a_day(tmp_path):
    old, new = make_program(make_clinic(name="Old")), make_program(make_clinic(name="New"))
    for entry in (old, old.clinic):
        type(entry).objects.filter(pk=entry.pk).update(
            updated_at=timezone.now() - timezone.timedelta(days=40)
        )
    today = timezone.localdate().isoformat()
    rows = exported(tmp_path / "x.csv", "--changed-since", today)
    assert [row["clinic_name"] for row in rows] == ["New"]
    assert f", filter changed_since={today}, 1 rows, " in (tmp_path / "x.csv").read_text()
    withdraw(new.clinic, by=make_user(), why="Asked")
    [row] = exported(tmp_path / "y.csv", "--removed-since", today)
    assert (row["id"], row["how"]) == (str(new.clinic.public_id), "withdrawn")


def test_the_first_bytes_come_before_the_rows_are_read(monkeypatch):
    for batch in ("FIRST", "CHUNK"):
        monkeypatch.setattr(f"programs.exports.rows.{batch}", 1)
    for _number in range(4):
        make_program(summary="More than a buffer holds. " * 1_000)
    written, read = [], []

    class Out(io.BytesIO):
        def write(self, data):
            written.append(len(read))
            return super().write(data)

    select = Selection.read
    monkeypatch.setattr(Selection, "read", lambda self, *asked: read.append(asked) or select(self, *asked))
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=Out()))
    call_command("export_listings", "--output", "-")
    assert written[0] < len(read)


def test_a_reader_that_ends_first_is_told_in_a_line(tmp_path, monkeypatch):
    make_program()

    class Closed(io.BytesIO):
        def write(self, data):
            raise BrokenPipeError

    with (tmp_path / "out").open("wb") as out:
        monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=Closed(), fileno=out.fileno))
        with pytest.raises(CommandError, match="the reader ended before the file did"):
            call_command("export_listings", "--output", "-")
