"""`make bench`: N invented clinics, the site and a naive one over them, and a table of what both take.

N is the number of clinics (25000 when it is not set). DATABASE_URL names a PostgreSQL server: a database of its own is
made there; without it a SQLite file in var/. Both are kept for the next run. Nothing fails when a goal is missed.
"""

import os
import sys

from tests.bench import database

if __name__ == "__main__":
    clinics = int(os.environ.get("N") or 25_000)
    database.choose(clinics)
    from tests.bench.run import run

    run(clinics, sys.stdout)
