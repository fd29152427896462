"""Clients that send or read so slowly that they could hold the whole site."""

import contextlib
import socket
import time
from contextlib import ExitStack
from statistics import median

from tests.faults.killed import large_import
from tests.faults.site import HOST, SESSION, manage, shell, site
from tests.faults.soak import megabytes

SENDERS = 100
READERS = 20
PAGES = 100
SECONDS = 20
HEAD = "GET / HTTP/1.1\r\nX-"
FORM = (
    "POST /suggest/{slug}/ HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: http://{host}:{port}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nx"
)
SLUG = "from programs.models import Clinic; print(Clinic.objects.published().first().slug)"
EXPORT = "GET /exports/listings.json?type=any&columns=full HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n"


def senders(_vendor, directory, broken):
    """A hundred clients send the head of their request a letter a second."""
    with site(directory, broken) as served, ExitStack() as stack:
        return slowest(served, opened(stack, served, HEAD, SENDERS))


def bodies(_vendor, directory, broken):
    """A hundred clients send the form for corrections a letter a second."""
    with site(directory, broken) as served, ExitStack() as stack:
        slug = shell(served.variables, SLUG).strip()
        form = FORM.format(slug=slug, host=HOST, port=served.port)
        return slowest(served, opened(stack, served, form, SENDERS))


def readers(_vendor, directory, broken):
    """Twenty people who are signed in ask for the largest export, and do not read it."""
    with site(directory, broken) as served, ExitStack() as stack:
        manage(served.variables, *large_import(directory, 2_000))
        before = megabytes(served)
        export = EXPORT.format(host=HOST, port=served.port, cookie=shell(served.variables, SESSION).strip())
        words, note = slowest(served, opened(stack, served, export, READERS), drip=False)
        return words, f"{note}; memory {before:.0f} then {megabytes(served):.0f} MB"


def opened(stack, served, text, number):
    """Connections that have sent `text`, with hardly any room for an answer."""
    lines = []
    for _number in range(number):
        line = stack.enter_context(socket.socket())
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect((HOST, served.port))
        line.sendall(text.encode())
        lines.append(line)
    return lines


def slowest(served, lines, drip=True):
    """(whether pages took a second at most, all but one of a hundred; figures) while `lines` go on letter by letter."""
    times = []
    for number in range(PAGES):
        for line in lines if drip and number % (PAGES // SECONDS) == 0 else ():
            with contextlib.suppress(OSError):
                line.sendall(b"x")
        status, _body, seconds, _headers = served.get("/clinics/", timeout=20)
        times.append(seconds if status == 200 else 99)
        if len(times) > 4 and median(times) > 10:
            break
        time.sleep(max(0, SECONDS / PAGES - seconds))
    p99 = sorted(times)[-2]
    words = "99 of 100 pages within 1 s" if p99 <= 1 else "pages took longer than 1 s"
    return words, f"middle {median(times) * 1000:.0f}, p99 {p99 * 1000:.0f} ms"
