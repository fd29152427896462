"""The server is told to stop, or to load anew, while exports are on their way."""

import os
import signal
import threading
import time

from tests.faults.site import SESSION, Load, shell, site

EXPORTS = 10
EXPORT = "/exports/listings.xlsx?type=any&columns=staff"


def exports_in_flight(served, act):
    """How many of ten exports that are under way when `act()` is called arrive whole."""
    cookie, found = shell(served.variables, SESSION).strip(), []

    def take():
        found.append(served.get(EXPORT, timeout=60, Cookie=cookie))

    threads = [threading.Thread(target=take) for _number in range(EXPORTS)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    act()
    for thread in threads:
        thread.join()
    return sum(status == 200 and body[:2] == b"PK" for status, body, _seconds, _headers in found), found


def stopped(_vendor, directory, broken):
    """Ten exports are asked for, then the server gets SIGTERM."""
    with site(directory, broken) as served:
        served.get("/clinics/")
        began = time.monotonic()
        whole, found = exports_in_flight(served, lambda: os.kill(served.process.pid, signal.SIGTERM))
        served.process.wait(40)
        soon = time.monotonic() - began <= 30
    statuses = sorted({status for status, *_rest in found})
    return f"{whole} of {EXPORTS} whole {statuses}; ended {'within' if soon else 'after'} 30 s"


def reloaded(_vendor, directory, broken):
    """Ten exports are asked for under load, then the server gets SIGHUP."""
    with site(directory, broken) as served:
        before = set(served.workers())
        with Load(served, threads=2) as load:
            time.sleep(1)
            whole, _found = exports_in_flight(served, lambda: os.kill(served.process.pid, signal.SIGHUP))
            time.sleep(12)
            refused = sum(n for status, n in load.since(0).items() if status != 200)
        new = before.isdisjoint(served.workers())
    return f"{whole} of {EXPORTS} whole; {refused} refused; workers {'new' if new else 'the old ones'}"
