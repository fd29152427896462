"""Writers and readers of one SQLite file at the same time."""

import json
from concurrent.futures import ThreadPoolExecutor

from tests.faults.killed import large_import
from tests.faults.site import environment, manage, shell

SECONDS, WRITERS, READERS = 8, 6, 4
LOOP = """
import json, time
from django.db import OperationalError
from django.http import QueryDict
from programs.models import Clinic
from programs.publishing import change
from programs.search import find
clinic = Clinic.objects.order_by("pk")[{number}]
def write(text):
    with change(clinic, by="fault test"):
        clinic.name = text
def read(_text):
    find(QueryDict("state=AZ"))
done, locked, end = 0, 0, time.monotonic() + {seconds}
while time.monotonic() < end:
    try:
        {act}(f"Name {{done}}")
        done += 1
    except OperationalError:
        locked += 1
print(json.dumps([done, locked]))
"""


def written_and_read(_vendor, directory, broken):
    """Six processes edit, each a clinic of its own, and four search the same SQLite file, all for eight seconds."""
    variables = environment(directory, broken, DATABASE_URL=f"sqlite:///{directory / 'together.sqlite3'}")
    manage(variables, "migrate", "-v0")
    manage(variables, *large_import(directory, WRITERS + READERS))
    acts = ["write"] * WRITERS + ["read"] * READERS
    scripts = [LOOP.format(act=act, number=number, seconds=SECONDS) for number, act in enumerate(acts)]
    with ThreadPoolExecutor(len(acts)) as pool:
        said = [json.loads(text) for text in pool.map(lambda script: shell(variables, script), scripts)]
    done, locked = [one[0] for one in said], sum(one[1] for one in said)
    note = f"({sum(done[:WRITERS])} edits, {sum(done[WRITERS:])} searches)"
    return f"{locked} locked out; all went on: {'yes' if all(done) else 'no'}", note
