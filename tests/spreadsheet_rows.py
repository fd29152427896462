"""Invented rows of a list that a person made, runs of the import over them, and what they then say."""

import csv

from programs.models import Program
from programs.models.answers import NOT_STATED
from programs.models.facts import texts
from tests.import_files import import_file


def sheet(path, *rows, header=None):
    """A CSV of `rows`, dicts with the same columns in any order; return the path."""
    names = header or list(dict.fromkeys(name for row in rows for name in row))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([row.get(name, "") for name in names] for row in rows)
    return path


def row(**cells):
    """A row about an invented clinic in Tucson; `cells` have _ for a blank in the name of their column."""
    named = {name.replace("_", " "): cell for name, cell in cells.items()}
    return (
        {"Clinic": "Blue Mesa", "Street address": "100 Invented Street", "City": "Tucson", "State": "AZ"}
        | {"ZIP": "85701"}
        | named
    )


def run(tmp_path, *rows, **more):
    """Import a list of rows; return the report."""
    return import_file(sheet(tmp_path / "list.csv", *rows), **more)


def said(entry, *left_out):
    """{fact: text} of what an entry says, without what every entry has."""
    skipped = {
        "clinic",
        "status",
        "slug",
        "country",
        "text_language",
        "latitude",
        "longitude",
        "precision",
        *left_out,
    }
    return {
        name: text
        for name, text in texts(entry).items()
        if text not in ("", NOT_STATED) and name not in skipped
    }


def one(tmp_path, **cells):
    """What one row with `cells` says of its program; its report."""
    report = run(tmp_path, row(**cells))
    return said(Program.objects.get()), report


def warned(report):
    return [(each["line"], each["column"], each["value"], each["warning"]) for each in report["warnings"]]
