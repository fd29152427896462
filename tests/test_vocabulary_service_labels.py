"""The labels of SAMHSA's services: each says a code that we know, or why it says none."""

import csv
import json
from pathlib import Path

import pytest

from programs.imports.service_labels import Labels
from programs.vocabulary import read_register_codes
from programs.vocabulary.service_labels import read_service_labels
from tests.test_vocabulary_register_codes import STATED

DATA = Path(__file__).parents[2] / "shared" / "data" / "samhsa"
LABELS = read_service_labels()
KNOWN = {code for _list, _edition, code in {*STATED, *read_register_codes()}}


def shared(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not here.")
    return path


def test_each_label_says_a_known_code_or_why_it_says_none():
    assert [row for row in LABELS if row.now and row.now not in KNOWN] == []
    assert [row for row in LABELS if bool(row.note) == bool(row.now)] == []
    assert [row for row in LABELS if row.note and not row.note.endswith(".")] == []
    assert [row.label for row in LABELS if row.label != " ".join(row.label.split())] == []


def test_under_its_heading_a_label_says_one_thing():
    said = {(row.category, row.label, row.now) for row in LABELS}
    assert len({(category, label) for category, label, _now in said}) == len(said)


def test_every_label_of_the_code_lists_is_here():
    with shared("service_codes_2024.csv").open(encoding="utf-8", newline="") as lines:
        listed = {(row["code"], " ".join(row["label"].split())) for row in csv.DictReader(lines)}
    assert {(row.code, row.label) for row in LABELS if row.edition == "2024"} == listed


def test_every_code_of_2018_is_known():
    with shared("service_codes_2018.csv").open(encoding="utf-8", newline="") as lines:
        codes = {row["service_code"].strip() for row in csv.DictReader(lines)}
    labels = Labels("2018")
    assert {code for code in codes if labels.code(code) not in {*KNOWN, ""}} == set()


def test_every_label_of_an_answer_of_2019_is_known():
    rows = json.loads(shared("locator_api_sample_2019.json").read_text(encoding="utf-8"))["rows"]
    said = {
        (each["f2"], label) for row in rows for each in row["services"] for label in each["f3"].split("; ")
    }
    labels = Labels("2019")
    assert [(heading, label) for heading, label in said if len(labels.codes(label, heading)) != 1] == []
