"""The commands of docs/importing.md do what it says, in their order."""

import io
import re
import shlex
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from django.core.management import call_command

from programs.imports import formats
from programs.models import Clinic

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "importing.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/python manage\.py (import_listings .*)$", PAGE, re.MULTILINE)


def run(command):
    """Run a command as it is written, `> FILE` included; return its exit code."""
    command, _arrow, target = command.partition(" > ")
    out = io.StringIO()
    code = 0
    with redirect_stdout(out):
        try:
            call_command(*shlex.split(command), stdout=out)
        except SystemExit as error:
            code = error.code
    if target:
        Path(target).write_text(out.getvalue(), encoding="utf-8")
    return code


@pytest.mark.django_db
def test_every_command_runs_as_it_is_written(tmp_path, monkeypatch):
    shutil.copytree(DOCS, tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    look, print_map, take, again, complete = COMMANDS
    assert (run(look), Clinic.objects.count()) == (3, 0)
    assert run(print_map) == 0
    printed, corrected = (
        Path(name).read_text("utf-8") for name in ("clinics-map.toml", "docs/examples/clinics-map.toml")
    )
    assert '"Insurence" = ""' in printed
    assert [
        line.partition("  #")[0].replace('"Insurence" = ""', '"Insurence" = "payments"')
        for line in settings(printed)
    ] == (settings(corrected))
    assert (run(take), Clinic.objects.count()) == (3, 2)
    rejects = Path("rejects.csv")
    rejects.write_text(rejects.read_text("utf-8").replace("AX", "AZ"), encoding="utf-8")
    assert (run(again), Clinic.objects.count()) == (0, 3)
    assert (run(complete), Clinic.objects.count()) == (3, 3)


def settings(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_table_names_every_format():
    named = re.findall(r"^\| ((?:`[a-z-]+`(?:, )?)+) \|", PAGE, re.MULTILINE)
    assert sorted(re.findall(r"[a-z-]+", " ".join(named))) == sorted(formats.names())
