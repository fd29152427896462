"""What is measured in the bench's own process: the index, the facets, an update in place, exports."""

import io
import statistics
import subprocess
import tempfile
import time
from itertools import islice

from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from programs.exports.formats import FORMATS, write
from programs.exports.rows import published_ids
from programs.exports.table import table_of
from programs.models import Clinic, Program
from programs.publishing import change
from programs.search.filters import search_for
from programs.search.finding import OFFERED, as_data
from programs.search.fresh import current, forget, known_words
from programs.search.matching import Matching
from programs.search.parameters import known
from tests.bench.sql import same_columns


def timed(act):
    """Seconds that `act()` takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def index_seconds():
    """Seconds of building the index from the database."""
    forget()
    return timed(hold)


def hold():
    with current():
        pass


def facet_seconds(addresses, rounds=5):
    """Seconds of total and all facets for each filter set: the best of some rounds, as others use the machine too."""
    found = []
    for address in addresses:
        data = as_data(known(QueryDict(address.partition("?")[2])))
        with current() as (planes, choices):
            search = search_for(data, choices, timezone.localdate(), known_words)
            found.append(
                min(timed(lambda search=search: count_all(planes, search)) for _number in range(rounds))
            )
    return found


def count_all(planes, search):
    matching = Matching(planes, search)
    for name in OFFERED:
        matching.counts(name)


def update_seconds(number=20):
    """Seconds, each, of reading one changed clinic into the index."""
    found = []
    for program in Program.objects.published().order_by("pk")[:number]:
        edit(program)
        found.append(timed(hold))
    return found


def edit(program):
    """Change one answer of a program as a curator would; return the answer."""
    with change(program, by="bench"):
        program.claims_help = "no" if program.claims_help == "yes" else "yes"
    return program.claims_help


def export_rates(rows):
    """{format: rows a second} of writing about `rows` public rows.

    CSV writes all rows, as the statement does that it is held to: "database" is the mean of its rates before and after.
    """
    some, every = rows_of(rows), published_ids(Clinic.objects.order_by("pk"))
    found, before = {}, database_rate()
    for name in sorted(FORMATS, key=lambda name: name != "csv"):
        with tempfile.TemporaryFile() as file:
            table = table_of(every if name == "csv" else some)
            seconds = timed(lambda file=file, name=name, table=table: write(file, name, table))
            found[name] = table.count / seconds
        if name == "csv":
            found["database"] = (before + database_rate()) / 2
    return found


def rows_of(rows):
    """The ids of clinics that make about `rows` rows."""
    ids = published_ids(Clinic.objects.order_by("pk"))
    return list(islice(ids, max(1, int(rows / 2.1))))


def database_rate():
    """Rows a second in which the database itself writes the same columns of everything as CSV."""
    start = time.perf_counter()
    if connection.vendor == "postgresql":
        sink = io.BytesIO()
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY ({same_columns()}) TO STDOUT (FORMAT csv)") as copy,
        ):
            lines = sum(sink.write(block) and bytes(block).count(b"\n") for block in copy)
    else:
        command = ["sqlite3", "-csv", str(settings.DATABASES["default"]["NAME"]), same_columns()]
        lines = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.count(b"\n")
    return lines / (time.perf_counter() - start)


def quantile(values, share):
    """The value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def middle(values):
    return statistics.median(values)
