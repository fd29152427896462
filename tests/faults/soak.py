"""Mixed load for a while: nothing fails, nothing grows."""

import os
import re
import time
from pathlib import Path
from statistics import quantiles

from tests.faults.site import Load, site

PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
SECONDS = int(os.environ.get("SOAK_SECONDS") or 60)


def soaked(_vendor, directory, broken):
    """Mixed pages for SOAK_SECONDS, after as long a start."""
    with site(directory, broken) as served, Load(served) as load:
        time.sleep(min(SECONDS, 60))
        began, before = time.monotonic(), megabytes(served)
        time.sleep(SECONDS)
        grown = megabytes(served) / before
        failed = sum(n for status, n in load.since(began).items() if status != 200)
        first, last = (p95(load, began + part * SECONDS, SECONDS / 5) for part in (0, 0.8))
        asked = len([1 for when, *_rest in load.answers if when >= began])
    grows = "no growth" if grown <= 1.1 else f"memory x {grown:.2f}"
    return f"{failed} failed; {grows}", f"{asked} answers, p95 {first * 1000:.0f} then {last * 1000:.0f} ms"


def megabytes(served):
    """What the workers hold, shared memory divided among them."""
    return sum(
        int(PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())[1]) / 1024 for pid in served.workers()
    )


def p95(load, start, seconds):
    taken = [answer[2] for answer in list(load.answers) if start <= answer[0] < start + seconds]
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else 0.0
