"""The database is restarted, or gone, under a site that is asked all the time."""

import time

from tests.faults.clusters import cluster
from tests.faults.site import HELP_LINES, PAGES, Load, site, within


def restarted(_vendor, directory, broken):
    """PostgreSQL is restarted twice under load, and once while nobody asks; the site stays as it is."""
    with (
        cluster(directory / "server") as server,
        site(directory, broken, DATABASE_URL=server.url()) as served,
    ):
        failed = 0
        with Load(served) as load:
            for _time in range(2):
                time.sleep(3)
                back = restart(server)
                time.sleep(5)
                failed += failures(load, back)
        answers = len(load.answers)
        back = restart(server)  # the site still holds its connections of before
        with Load(served) as load:
            time.sleep(5)
        failed += failures(load, back)
        return f"{failed} failed that were asked for when it was back", f"{answers} answers"


def restart(server):
    """Restart the server, and return when it was back."""
    server.end("fast")
    server.begin()
    return time.monotonic()


def failures(load, moment):
    return sum(n for status, n in load.since(moment).items() if status != 200)


def down(_vendor, directory, broken):
    """PostgreSQL is stopped at once, and started again."""
    with (
        cluster(directory / "server") as server,
        site(directory, broken, DATABASE_URL=server.url()) as served,
    ):
        for path in PAGES:
            served.get(path)
        server.end()
        wrong = [path for path in PAGES if not is_helpful(path, served.get(path))]
        wrong += [] if served.get("/healthz")[:2] == (200, b"ok") else ["/healthz"]
        wrong += [] if served.get("/readyz")[:2] == (503, b"database") else ["/readyz"]
        server.begin()
        back = within(5, lambda: {served.get(path)[0] for path in PAGES} == {200})
        return f"{', '.join(wrong) or 'every answer right'}; {'back within 5 s' if back else 'not back'}"


def is_helpful(path, answer):
    """Whether an answer without a database is what it should be: help lines, and when to try again, within 3 s."""
    status, body, seconds, headers = answer
    machine = path.startswith("/api/")
    helps = machine or all(line in body.decode() for line in HELP_LINES)
    right = 200 if path == "/help-now/" else 503
    return status == right and helps and seconds <= 3 and (right == 200 or int(headers["Retry-After"]) > 0)
