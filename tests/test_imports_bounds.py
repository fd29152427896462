"""Files made to take all memory or time: the command refuses each within bounds, and writes nothing."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile_files import SOUND, csv_bytes, json_bytes, shared_xlsx, spread_xlsx, xlsx_bytes
from tests.import_files import SOURCE

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 10
KILOBYTES = 150_000
TABLES = ("clinic", "program", "organization", "source", "sourcerecord", "statement", "change")


def many_cells():
    """As many cells as a sheet may have, each with a text that all share: the most that is opened at all."""
    row = f"<row>{'<c t=@><v>0</v></c>'.replace('@', chr(34) + 's' + chr(34)) * 100}</row>"
    return xlsx_bytes(row * 15_000, shared=f"<si><t>{'x' * 32}</t></si>")


FILES = {
    "spread.xlsx": (spread_xlsx, "unpacks to "),
    "shared.xlsx": (shared_xlsx, "more than 50,000,000 characters up to here (IMPORT_MAX_WORKBOOK)"),
    "cells.xlsx": (many_cells, "more than once. Rename one of them"),
    "elements.xlsx": (lambda: xlsx_bytes("<a/>" * 12_000_000), "more XML than 1,500,000 cells need"),
    "texts.xlsx": (lambda: xlsx_bytes(shared="<si><t>a</t></si>" * 2_700_000), "more than 1,500,000 texts"),
    "line.csv.gz": (lambda: gzip.compress(csv_bytes(SOUND) + b"a" * 290_000_000, 1), "line 3 is longer than 4,000,000"),
    "zeros.csv.gz": (lambda: gzip.compress(bytes(290_000_000), 1), "line 1 is longer than 4,000,000"),
    "lines.csv.gz": (lambda: gzip.compress(b"\n" * 290_000_000, 1), "more than 2,000,000 lines (IMPORT_MAX_LINES)"),
    "large.csv.gz": (
        lambda: gzip.compress(csv_bytes(SOUND) + (b"a" * 1_000_000 + b"\n") * 310, 1),
        "larger than 300,000,000 bytes (IMPORT_MAX_BYTES)",
    ),
    "quotes.csv": (lambda: csv_bytes(SOUND) + b'x",",y\n' * 200_000, "whose quotation marks do not pair"),
    "value.json": (
        lambda: json_bytes(SOUND)[:-2] + b',{"name1":"' + b"x" * 100_000_000 + b'"}]}',
        "one value of more than 4,000,000 characters (IMPORT_MAX_LINE)",
    ),
    "nested.json": (lambda: b"[" * 50_000_000, "nested too deep to be read"),
}  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A migrated SQLite file, the environment that names it, and what a small file takes: seconds and kilobytes."""
    folder = tmp_path_factory.mktemp("bounds")
    path = folder / "bounds.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "VAR_DIR": str(folder)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    plain = folder / "plain.csv"
    plain.write_bytes(csv_bytes())
    code, said, *least = run(plain, environment)
    assert (code, "no row below it" in said) == (1, True)
    return path, environment, least


# A process of its own starts the command: the memory of a child counts from that of its parent.
MEASURE = """
import json, os, resource, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=2)
_pid, status, used = os.wait4(process.pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def run(path, environment):
    """(exit code, what it said, seconds of the processor, kilobytes at most) of an import that is applied."""
    options = ["--source", SOURCE, "--edition", "2024", "--scope", "all", "--apply"]
    command = [sys.executable, "manage.py", "import_listings", str(path), *options]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    code, *used = json.loads(done.stdout)
    return code, done.stderr, *used


def counts(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return [database.execute(f"SELECT count(*) FROM programs_{name}").fetchone() for name in TABLES]


@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_a_file_made_to_take_all_ends_in_a_message_within_bounds(base, tmp_path, name):
    database, environment, (least_seconds, least_memory) = base
    make, words = FILES[name]
    path = tmp_path / name
    path.write_bytes(make())
    before = counts(database)
    runs = [run(path, environment) for _ in range(2)]
    assert [code for code, *_rest in runs] == [1, 1]
    assert runs[0][1] == runs[1][1]
    assert words in runs[0][1]
    assert "Traceback" not in runs[0][1]
    assert counts(database) == before
    for _code, _said, seconds, memory in runs:
        assert seconds - least_seconds <= SECONDS
        assert memory - least_memory <= KILOBYTES
