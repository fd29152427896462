"""Files of listings: what is refused or rejected, and in which words."""

import csv
import gzip
import json

import pytest
from django.core.management import CommandError, call_command

from programs.models import (
    Clinic,
    Program,
)
from programs.models.facts import texts
from tests.factories import make_source
from tests.import_files import (
    SOURCE,
    directory_row,
    import_file,
    import_rows,
    outcomes,
    write_rows,
)

pytestmark = pytest.mark.django_db


def test_strict_refuses_all_for_one_rejected_row(tmp_path):
    path = write_rows(tmp_path / "rows.csv", [directory_row(), directory_row(state="Arizonia")])
    arguments = ["--source", SOURCE, "--edition", "2024", "--strict", "--apply"]
    with pytest.raises(CommandError, match="1 rows were rejected, so nothing was applied"):
        call_command("import_listings", path, *arguments)
    assert Clinic.objects.count() == 0


def test_rejected_rows_can_be_corrected_and_imported(tmp_path):
    rejects = tmp_path / "rejects.csv"
    rows = [directory_row(), directory_row(state="Arizonia", name1="Ocotillo, House", street1="5 Other Road")]
    report = import_rows(tmp_path, rows, "--rejects", str(rejects))
    assert (report["code"], report["rejects"][0]["line"], report["rejects"][0]["column"]) == (3, 3, "state")
    with open(rejects, encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert row.pop("reason") == "state: no US state: use two letters such as AZ"
    assert row == rows[1]
    again = import_file(write_rows(tmp_path / "mended.csv", [row | {"state": "AZ", "reason": "state: …"}]))
    assert (again["code"], outcomes(again)) == (0, {"created": 1})
    assert sorted(Clinic.objects.values_list("name", flat=True)) == [
        "Blue Mesa Counseling",
        "Ocotillo, House",
    ]


def refusal(path, *options):
    with pytest.raises(CommandError) as error:
        call_command(
            "import_listings", str(path), "--source", SOURCE, "--edition", "2024", "--apply", *options
        )
    assert Clinic.objects.count() == 0
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (",".join(directory_row()).encode() + b"\n", "a header but no row"),
        (b"color,shape\nred,round\n", "Known formats: samhsa-directory"),
        (b"name1,name1\nMesa,Tucson\n", "the column name1 more than once"),
        (b"name1,ci\0ty\nMesa,Tucson\n", "line 1 holds name1ci\\x00ty: this is no text"),
        (b"\n\nname1\n", "line 1 is blank"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(tmp_path, content, says):
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    assert says in refusal(path)


def test_limits_are_named(tmp_path, settings):
    path = write_rows(tmp_path / "rows.csv", [directory_row(), directory_row()])
    settings.IMPORT_MAX_ROWS = 1
    assert "more than 1 rows (IMPORT_MAX_ROWS)" in refusal(path)
    settings.IMPORT_MAX_ROWS, settings.IMPORT_MAX_COLUMNS = 10, 3
    assert "15 columns, at most 3 (IMPORT_MAX_COLUMNS)" in refusal(path)
    settings.IMPORT_MAX_COLUMNS, settings.IMPORT_MAX_BYTES = 100, 20
    assert "larger than 20 bytes (IMPORT_MAX_BYTES)" in refusal(path)
    settings.IMPORT_MAX_BYTES, settings.IMPORT_MAX_CELL = 10_000, 100
    rows = [directory_row(), directory_row(name1="x" * 101)]
    report = import_rows(tmp_path, rows)
    assert (report["rejects"][0]["column"], report["rejects"][0]["line"]) == ("name1", 3)


def test_a_row_with_too_many_cells_is_rejected(tmp_path):
    path = write_rows(tmp_path / "rows.csv", [directory_row()])
    path.write_text(
        path.read_text() + "mental_2,mental,Mesa, LLC,,1 Road,,Tucson,AZ,85701,520-555-0101,,,,,SA KIT OP,x\n"
    )
    report = import_file(path)
    assert outcomes(report) == {"created": 1, "rejected": 1}
    assert "cells under 15 columns" in report["rejects"][0]["reason"]


def test_gzip_windows_1252_and_renamed_columns(tmp_path):
    row = directory_row(name1="Clínica Mesa", city="Cañon City")
    path = write_rows(tmp_path / "rows.csv", [row])
    text = path.read_text(encoding="utf-8").replace("name1,", "Facility Name,", 1)
    packed, names = tmp_path / "rows.csv.gz", tmp_path / "map.json"
    packed.write_bytes(gzip.compress(text.encode("cp1252")))
    names.write_text(json.dumps({"Facility Name": "name1"}))
    report = import_file(packed, "--map", str(names))
    assert (report["files"][0]["encoding"], outcomes(report)) == (
        "windows-1252",
        {"created": 1},
    )
    assert Clinic.objects.get().name == "Clínica Mesa"


def test_a_name_that_is_too_long_is_rejected_with_its_fact(tmp_path):
    report = import_rows(tmp_path, [directory_row(name1="x" * 201)])
    assert outcomes(report) == {"rejected": 1}
    assert report["rejects"][0]["reason"] == "201 characters, at most 200"


def test_the_editors_are_no_list(tmp_path):
    make_source("The directory's editors", kind="editors")
    path = write_rows(tmp_path / "rows.csv", [directory_row()])
    with pytest.raises(CommandError, match="is no list to import"):
        call_command("import_listings", str(path), "--source", "The directory's editors", "--edition", "2024")


def test_a_row_that_says_no_and_yes_is_named_with_file_and_line(tmp_path):
    rows = [
        directory_row(),
        directory_row(directory_type="substance", service_code_info="SA * NAUT ADTX NOOP"),
    ]
    report = import_rows(tmp_path, rows)
    assert report["warnings"] == [
        {
            "file": str(tmp_path / "rows.csv"),
            "line": 3,
            "column": "service_code_info",
            "value": "NAUT, ADTX",
            "warning": "no and yes to alcohol in one row: taken as not stated",
        }
    ]
    assert texts(Program.objects.get(types__slug="other-care"))["substances"] == "opioids=no"
