"""Peak memory of exporting few rows and many from one large database: a file must not take more for being longer."""

import os
import sys
from collections import Counter
from urllib.parse import urlencode

from django.conf import settings

from programs.models import Program
from tests.bench.child import cost

FEW, MANY = 10_000, 200_000  # rows
FORMATS = ("csv", "xlsx")


def export_peaks():
    """{name_few_mb, name_many_mb: MB} of each format, and how many rows were few and many."""
    few, many = filter_for(FEW), filter_for(MANY)
    found = {"few_rows": few[1], "many_rows": many[1]}
    for name in FORMATS:
        found |= {f"{name}_few_mb": peak(name, few[0]), f"{name}_many_mb": peak(name, many[0])}
    return found


def filter_for(rows):
    """The address of a search that finds about `rows` programs, by state, and how many it finds."""
    counts = Counter(Program.objects.published().values_list("clinic__region", flat=True))
    chosen, total = [], 0
    for state, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        if state and total + count <= rows:
            chosen.append(state)
            total += count
    return urlencode([("type", "any"), *(("state", state) for state in chosen)]), total


def peak(name, query):
    """MB that the command takes at most."""
    path = settings.VAR_DIR / "peak"
    export = [sys.executable, "manage.py", "export_listings", "--format", name, "--query", query]
    wanted = ("PATH", "VAR_DIR", "DATABASE_URL")
    _seconds, most = cost([*export, "--output", str(path)], {each: os.environ[each] for each in wanted})
    path.unlink()
    return most
