"""The server is told to stop, or to load anew, while exports are on their way."""

import os
import signal
import socket
import threading
import time
from contextlib import suppress

from tests.faults.killed import large_import
from tests.faults.site import HOST, SESSION, Load, manage, shell, site

EXPORTS = 10
ROWS = 600  # enough for some seconds of work
MORE_ROWS = 2_500  # enough to be under way still when the new workers have begun
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
        manage(served.variables, *large_import(directory, ROWS))
        served.get("/clinics/")
        began = time.monotonic()
        whole, found = exports_in_flight(served, lambda: os.kill(served.process.pid, signal.SIGTERM))
        served.process.wait(40)
        soon = time.monotonic() - began <= 30
    statuses = sorted({status for status, *_rest in found})
    size, longest = (max(part) for part in zip(*((len(one[1]), one[2]) for one in found), strict=True))
    note = f"({size / 1e6:.1f} MB each, {longest:.1f} s at most)"
    return f"{whole} of {EXPORTS} whole {statuses}; ended {'within' if soon else 'after'} 30 s", note


def half_told(_vendor, directory, broken):
    """A client has sent half the head of a request and goes on a letter a second; the server gets SIGTERM."""
    with site(directory, broken) as served, socket.create_connection((HOST, served.port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nX-")
        time.sleep(1)
        served.process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        while served.process.poll() is None and time.monotonic() - began < 40:
            with suppress(OSError):
                line.sendall(b"x")
            time.sleep(1)
        took = time.monotonic() - began
    return f"ended {'within' if took <= 15 else 'after'} 15 s", f"({took:.0f} s)"


def reloaded(_vendor, directory, broken):
    """Ten exports are asked for under load, then the server gets SIGHUP."""
    with site(directory, broken) as served:
        manage(served.variables, *large_import(directory, MORE_ROWS))
        before = set(served.workers())
        with Load(served, threads=2) as load:
            time.sleep(1)
            began = time.monotonic()
            whole, found = exports_in_flight(served, lambda: os.kill(served.process.pid, signal.SIGHUP))
            longest = max(seconds for _status, _body, seconds, _headers in found)
            time.sleep(max(0, 12 - (time.monotonic() - began)))
            refused = sum(n for status, n in load.since(0).items() if status != 200)
        new = before.isdisjoint(served.workers())
    words = f"{whole} of {EXPORTS} whole; {refused} refused; workers {'new' if new else 'the old ones'}"
    return words, f"(exports took {longest:.1f} s at most)"
