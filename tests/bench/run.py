"""One run: fill, measure, print each figure beside its goal, keep them in a file."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

from programs.models import Clinic
from tests.bench import inside, pages, questions, resource
from tests.bench.child import cost
from tests.bench.database import fill
from tests.bench.desk import desk_figures
from tests.bench.inside import middle, quantile
from tests.bench.peaks import export_peaks
from tests.bench.table import LARGE, lines

FEDERAL = "directory_2024_dev.csv.gz"
FEW = {
    25_000: 12,
    100_000: 6,
    1_000_000: 1,
}  # pages of the naive site that are loaded, which take seconds each
EXPORTED = 20_000  # rows
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "samhsa"


def run(clinics, out, rounds=3):
    """Measure with `clinics` clinics and print the table to `out`; return the figures."""
    filled = fill(clinics)
    if filled:
        out.write(f"Wrote {clinics} clinics in {filled:.0f} s\n")
    naive = pages.naive_figures(FEW.get(clinics, 3))
    ours = pages.site_figures(rounds)
    figures = {
        "clinics": clinics,
        "database": connection.vendor,
        **in_process(),
        **{f"{name}_ms": 1000 * middle(values) for name, values in ours["seconds"].items()},
        **{f"naive_{name}_ms": 1000 * middle(values) for name, values in naive["seconds"].items()},
        "list_p95_ms": 1000 * quantile(ours["seconds"]["list"], 0.95),
        "naive_list_p95_ms": 1000 * quantile(naive["seconds"]["list"], 0.95),
        **{f"{name}_kb": size / 1000 for name, size in ours["bytes"].items()},
        **{f"naive_{name}_kb": size / 1000 for name, size in naive["bytes"].items()},
        "memory_mb": ours["memory"],
        "naive_memory_mb": naive["memory"],
        "edit_seen": ours["edit_seen"],
        "edit_extra_ms": 1000 * ours["edit_extra"],
        **{f"desk_{page}": figure for page, figure in desk_figures().items()},
        **federal_import(),
        **(export_peaks() if clinics >= LARGE else {}),
    }
    out.write("\n".join(lines(figures, earlier(figures))) + "\n")
    keep(figures)
    return figures


def in_process():
    """The index and the exports."""
    index = inside.index_seconds()
    facets = inside.facet_seconds(questions.filter_sets())
    updates = inside.update_seconds()
    rates = inside.export_rates(EXPORTED)
    return {
        "index_s": index,
        "facets_p95_ms": 1000 * quantile(facets, 0.95),
        "facets_ms": 1000 * middle(facets),
        "update_ms": 1000 * middle(updates),
        **{f"{name}_rows": rate for name, rate in rates.items()},
        **{f"plain_{name}_rows": rate for name, rate in resource.rates().items()},
    }


def federal_import():
    """Rows a second and MB of importing the federal file into an empty SQLite database; nothing in a small run."""
    path = SHARED / FEDERAL
    if not path.exists() or connection.vendor != "sqlite" or Clinic.objects.count() < 20_000:
        return {}
    scratch = settings.VAR_DIR / "import.sqlite3"
    scratch.unlink(missing_ok=True)
    manage = [sys.executable, "manage.py"]
    environment = {
        "PATH": "/usr/bin:/bin",
        "VAR_DIR": str(settings.VAR_DIR),
        "DATABASE_URL": f"sqlite:///{scratch}",
    }
    options = {"cwd": settings.BASE_DIR, "env": environment, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([*manage, "migrate", "-v", "0"], **options)
    asked = ["--source", "SAMHSA", "--edition", "2024", "--scope", "all", "--apply"]
    seconds, peak = cost([*manage, "import_listings", str(path), *asked], environment)
    rows = subprocess.run(["zcat", str(path)], check=True, stdout=subprocess.PIPE).stdout.count(b"\n")
    return {"import_rows": rows / seconds, "import_mb": peak}


def kept_at(clinics, database):
    return settings.VAR_DIR.parent / f"bench-{database}-{clinics}.json"


def keep(figures):
    kept_at(figures["clinics"], figures["database"]).write_text(json.dumps(figures, indent=1))


def earlier(figures):
    """The figures of an earlier run with 25,000 clinics on this database, to see growth; None without one."""
    path = kept_at(25_000, figures["database"])
    if figures["clinics"] == 25_000 or not path.exists():
        return None
    return json.loads(path.read_text())
