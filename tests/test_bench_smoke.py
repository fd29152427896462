"""The bench works: its rows are what publishing would have left behind, and every figure comes out."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from programs.models import Clinic, Program
from programs.models.document import documents
from programs.models.facts import stated_groups, texts
from tests.bench.world import build

CLINICS = 200


@pytest.mark.django_db
@pytest.mark.long
def test_rows_are_as_publishing_leaves_them():
    build(CLINICS)
    programs = Program.objects.for_reading().select_related("clinic__organization", "document")
    assert Clinic.objects.count() == CLINICS
    made_anew = {each.program_id: each for each in documents(Program.objects.all())}
    for program in programs:
        made = made_anew[program.pk]
        assert (program.document.names, set(program.document.text.split())) == (
            made.names,
            set(made.text.split()),
        )
        said = set(program.statements.values_list("group", flat=True))
        assert {group.slug for group in stated_groups("program", texts(program))} - said == set()
        program.full_clean(exclude=["clinic"])
    for clinic in Clinic.objects.all():
        clinic.full_clean()
        assert clinic.is_public <= bool(clinic.slug)


@pytest.mark.long
@pytest.mark.skipif(connection.vendor != "sqlite", reason="it makes a database of its own on SQLite")
def test_a_small_run_prints_every_figure_beside_its_goal(tmp_path):
    environment = {**os.environ, "N": str(CLINICS), "VAR_DIR": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench"]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads((tmp_path / f"bench-sqlite-{CLINICS}.json").read_text())
    assert (figures["clinics"], figures["edit_seen"]) == (CLINICS, True)
    table = [line.split(" | ")[0].strip() for line in done.stdout.splitlines()]
    wanted = {
        "list page, p50",
        "text page, p50",
        "index built in",
        "CSV export",
        "XLSX export",
        "memory, summed PSS",
    }
    assert wanted - set(table) == set()
