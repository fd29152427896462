"""Clients that send so slowly that they could hold the whole site."""

import contextlib
import socket
import time
from contextlib import ExitStack
from statistics import median

from tests.faults.site import HOST, site

SENDERS = 100


def senders(_vendor, directory, broken):
    """A hundred clients send the head of their request a letter a second."""
    with site(directory, broken) as served, ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection((HOST, served.port))) for _number in range(SENDERS)
        ]
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nX-")
        return slowest(served, lines)


def slowest(served, lines):
    """(whether half of ten pages took a second at most, the slowest) while `lines` go on letter by letter.

    Where clients can hold the site every page is slow; one alone may be, on a machine that has other work.
    """
    times = []
    for _time in range(10):
        for line in lines:
            with contextlib.suppress(OSError):
                line.sendall(b"x")
        status, _body, seconds, _headers = served.get("/clinics/", timeout=20)
        times.append(seconds if status == 200 else 99)
        time.sleep(max(0, 1 - seconds))
    middle = median(times)
    words = "pages within 1 s" if middle <= 1 else f"pages took {middle:.1f} s"
    return words, f"slowest {max(times):.1f} s"
