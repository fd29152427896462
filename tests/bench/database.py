"""The scratch database of a size: made once, kept for the next run."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django

RECIPE = 1  # rises with every change of the invented rows: the database is then made anew
VAR = Path(__file__).resolve().parents[2] / "var"


def choose(clinics):
    """Point the settings at the scratch database for `clinics` clinics; call it before Django is set up."""
    name = f"bench_{clinics}_{RECIPE}"
    given = os.environ.get("DATABASE_URL", "")
    folder = Path(os.environ.get("VAR_DIR") or VAR) / "bench"
    (folder / "static").mkdir(parents=True, exist_ok=True)
    os.environ["VAR_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "directory.settings"
    os.environ["DATABASE_URL"] = beside(given, name) if given else f"sqlite:///{folder / name}.sqlite3"
    django.setup()


def beside(url, name):
    """The address of the database `name` on the server of `url`; it is made where it is missing."""
    import psycopg

    parts = urlsplit(url)
    with psycopg.connect(re.sub(r"^\w+:", "postgresql:", url), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


def fill(clinics):
    """Migrate the database and write the clinics unless they are there; return the seconds of writing, or None."""
    import time

    from django.core.management import call_command

    from programs.models import Clinic
    from tests.bench.world import build

    call_command("migrate", interactive=False, verbosity=0)
    if Clinic.objects.exists():
        return None
    start = time.perf_counter()
    build(clinics)
    return time.perf_counter() - start
