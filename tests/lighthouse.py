"""`make lighthouse`: what Lighthouse says of the pages on a phone, three times each, the middle one counts.

Needs node (with npx) and Chromium. It serves the demonstration entries as in production, compressed styles included, on
a free port and from a directory that goes with it.
"""

import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = "lighthouse@12.8.2"
CHROMIUM = os.environ.get("CHROME_PATH", "/usr/bin/chromium")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run"
)
PAGES = {
    "home": "/",
    "list": "/clinics/",
    "detail": "/clinics/desert-willow-clinic-tucson-az/",
    "guide": "/safety/",
}
AS_BEHIND_TLS = {"X-Forwarded-Proto": "https"}
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}  # points of 100
MOST_REQUESTS, MOST_KILOBYTES = 15, 100  # of a first load, compressed
RUNS = int(os.environ.get("RUNS", "3"))
START_WITHIN = 120  # seconds


def main():
    """Print a line for each page; exit 1 where a goal is missed."""
    refuse_without_tools()
    with tempfile.TemporaryDirectory() as directory:
        port = free_port()
        server = serve(port, directory)
        try:
            missed = [
                name for name, path in PAGES.items() if not measured(name, f"http://localhost:{port}{path}")
            ]
        finally:
            server.terminate()
            server.wait()
    if missed:
        sys.exit(f"Below the goals: {', '.join(missed)}.")
    print("Every goal is met.")  # noqa: T201


def refuse_without_tools():
    """Exit with the cure where a tool is missing."""
    if not shutil.which("npx"):
        sys.exit(
            "npx was not found: Lighthouse runs on node. On Debian and Ubuntu: apt-get install nodejs npm"
        )
    if not shutil.which(CHROMIUM):
        sys.exit(
            f"{CHROMIUM} was not found. On Debian: apt-get install chromium; elsewhere name it in CHROME_PATH"
        )


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def serve(port, directory):
    """Start the site as in production, over the demonstration entries, and wait until it answers."""
    demonstration = os.environ | {"PORT": str(port), "VAR_DIR": directory}
    production = demonstration | {
        "PRODUCTION": "1",
        "SECRET_KEY": secrets.token_hex(30),
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": f"sqlite:///{directory}/directory.sqlite3",
        "BEHIND_PROXY": "1",
    }
    for command, environment in (
        ("migrate", demonstration),
        ("load_demo", demonstration),
        ("collectstatic", production),
    ):
        manage(
            command, *(["--noinput"] if command == "collectstatic" else []), environment=environment
        ).wait()
    server = manage("serve", environment=production)
    end = time.monotonic() + START_WITHIN
    while time.monotonic() < end and server.poll() is None:
        try:
            urlopen(f"http://localhost:{port}/healthz").close()
            return server
        except URLError:
            time.sleep(0.5)
    server.kill()
    sys.exit("The site did not start: try `make run`.")


def manage(*words, environment):
    return subprocess.Popen(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )


def measured(name, address):
    """Print what the middle of the runs says of a page; whether it meets the goals."""
    reports = [report(address) for _run in range(RUNS)]
    points = {
        goal: statistics.median(100 * one["categories"][goal]["score"] for one in reports) for goal in GOALS
    }
    items = [one["audits"]["network-requests"]["details"]["items"] for one in reports]
    requests = max(len(one) for one in items)
    kilobytes = max(sum(row.get("transferSize", 0) for row in one) for one in items) / 1000
    said = " · ".join(f"{goal} {points[goal]:.0f}" for goal in GOALS)
    print(f"{name:7} {said} · {requests} requests · {kilobytes:.0f} KB", flush=True)  # noqa: T201
    for line in sorted({line for one in reports for line in failures(one)}):
        print(f"        {line}", flush=True)  # noqa: T201
    met = all(points[goal] >= least for goal, least in GOALS.items())
    return met and requests <= MOST_REQUESTS and kilobytes <= MOST_KILOBYTES


def report(address):
    """Lighthouse's report of a page on a phone, as JSON."""
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(GOALS)}", f"--extra-headers={json.dumps(AS_BEHIND_TLS)}"]
    command.append("--skip-audits=robots-txt")  # asked for without that header; a test of ours reads it
    answer = subprocess.run(
        command, env=os.environ | {"CHROME_PATH": CHROMIUM}, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        sys.exit(f"Lighthouse failed on {address}:\n{answer.stderr[-2000:]}")
    return json.loads(answer.stdout)


def failures(one):
    """The audits that take points away, but for timings, which the score says."""
    for goal in GOALS:
        for part in one["categories"][goal]["auditRefs"]:
            audit = one["audits"].get(part["id"])
            if goal != "performance" and part["weight"] and audit and audit["score"] == 0:
                yield f"{goal}: {audit['title']}"


if __name__ == "__main__":
    main()
