"""export_listings: exact rows, whole files, and an exit code that says what happened."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line

from programs.exports import csv_writer
from tests.factories import make_clinic, make_program

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
    with pytest.raises(OSError, match="disk full"):
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
