"""Invented rows in the layout of the federal directories, and runs of the import over them."""

import csv
import io
import json

from django.core.management import call_command

from programs.imports.samhsa_directory import COLUMNS

SOURCE = "Register of facilities"
KETAMINE = "SA MH * OP * KIT CBT GT * MD PI * PVTN * SP"
OTHER_CARE = "SA * OP ORT * CBT RELP * MC SF * PVTP * STAG JC * SP"


def directory_row(**cells):
    """A row of the federal directories about an invented place in Tucson."""
    row = dict.fromkeys(["facility_id", *COLUMNS], "")
    row |= {
        "facility_id": "mental_1",
        "directory_type": "mental",
        "name1": "Blue Mesa Counseling",
        "street1": "100 North Invented Street",
        "city": "Tucson",
        "state": "AZ",
        "zip": "85701",
        "phone": "520-555-0100",
        "service_code_info": KETAMINE,
    }
    return row | cells


def write_rows(path, rows):
    """Write `rows` as CSV with the columns of the first; return the path."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def import_rows(tmp_path, rows, *options, edition="2024", source=SOURCE, apply=True):
    """Import rows by the command, scope all and applied unless said otherwise; return its report and exit code."""
    return import_file(
        write_rows(tmp_path / "rows.csv", rows), *options, edition=edition, source=source, apply=apply
    )


def import_file(path, *options, more=(), edition="2024", source=SOURCE, apply=True):
    """Import a file, and `more` in the same run, by the command; return its report with exit code and output."""
    report, out = path.parent / "report.json", io.StringIO()
    report.unlink(missing_ok=True)
    arguments = [
        *map(str, (path, *more)),
        "--source",
        source,
        "--edition",
        edition,
        "--report",
        str(report),
        *options,
    ]
    arguments += ["--scope", "all"] if "--scope" not in options else []
    arguments += ["--apply"] if apply else []
    code = 0
    try:
        call_command("import_listings", *arguments, stdout=out)
    except SystemExit as error:
        code = error.code
    found = json.loads(report.read_text(encoding="utf-8"))
    counted = ("created", "updated", "unchanged", "conflicting", "rejected", "skipped")
    assert found["rows"] == sum(found[name] for name in counted)
    return found | {"code": code, "printed": out.getvalue()}


def outcomes(report):
    """The counts of a report that are not 0."""
    counted = ("created", "updated", "unchanged", "conflicting", "rejected", "skipped")
    return {name: report[name] for name in counted if report[name]}
