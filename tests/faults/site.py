"""The site as `manage.py serve` runs it, over a database of a check; what it answers, under load or not."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.faults.clusters import free_port

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PAGES = (
    "/clinics/",
    "/clinics/?state=AZ",
    "/clinics/?q=willow",
    "/help-now/",
    "/api/clinics",
    "/program-types/",
)
HELP_LINES = ("tel:911", "tel:988", "sms:988", "tel:1-800-662-4357")
SESSION = """
import time
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
user = get_user_model().objects.get(username="staff")
session, now = SessionStore(), int(time.time())
session.update({"_auth_user_id": str(user.pk), "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
    "_auth_user_hash": user.get_session_auth_hash(), "began": now, "seen": now, "second": True})
session.create()
print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
"""


def environment(directory, broken="", **variables):
    """What a process of the check is started with; `broken` names a way to break the settings (broken.py)."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    module = "tests.faults.broken" if broken else "directory.settings"
    return kept | {"VAR_DIR": str(directory), "DJANGO_SETTINGS_MODULE": module, "BROKEN": broken} | variables


def manage(variables, *arguments, root=ROOT):
    """What a command of the release in `root` says; raises CalledProcessError where it fails."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=root, env=variables, check=True, capture_output=True, text=True).stdout


def shell(variables, script, root=ROOT):
    return manage(variables, "shell", "-v0", "-c", script, root=root)


def begin(variables, *arguments, root=ROOT):
    """Start a command in a group of its own, so that it can be killed whole."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=root,
        env=variables,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class Site:
    """A server that answers at a port."""

    def __init__(self, variables, root=ROOT):
        self.port = free_port()
        self.variables = variables
        self.process = begin(variables | {"PORT": str(self.port)}, "serve", root=root)

    def get(self, path, timeout=15, **headers):
        """(status, body, seconds, headers) of a page; status 0 where no answer comes."""
        return self.ask("GET", path, None, timeout, headers)

    def post(self, path, fields, **headers):
        """The same of a form with these fields."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields, doseq=True), 15, headers | form)

    def ask(self, method, path, body, timeout, headers):
        began = time.perf_counter()
        connection = http.client.HTTPConnection(HOST, self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), time.perf_counter() - began, answer.headers
        except (OSError, http.client.HTTPException):
            return 0, b"", time.perf_counter() - began, {}
        finally:
            connection.close()

    def wait(self, seconds=400):
        """Wait until the site is ready, but for room on its disk; raises RuntimeError where it never is."""
        if not within(seconds, lambda: self.get("/readyz")[1] in (b"ok", b"disk")):
            raise RuntimeError(f"The site was not ready within {seconds} s: {self.get('/readyz')[:2]}.")

    def workers(self):
        """The process ids of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"run_jobs" not in Path(f"/proc/{pid}/cmdline").read_bytes()]


@contextmanager
def site(directory, broken="", root=ROOT, **variables):
    """A Site of the release in `root` that is ready; stopped after the block, killed where it does not stop."""
    made = Site(environment(directory, broken, **variables), root)
    try:
        made.wait()
        yield made
    finally:
        made.process.send_signal(signal.SIGTERM)
        try:
            made.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(made.process.pid, signal.SIGKILL)
            made.process.wait()


def within(seconds, condition):
    """Whether `condition()` comes to hold within `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


class Load:
    """Threads that ask for PAGES all the time, and note (when, status, seconds) of each answer."""

    def __init__(self, site, threads=4):
        self.site, self.answers, self.over = site, [], threading.Event()
        self.threads = [threading.Thread(target=self.ask, args=[number]) for number in range(threads)]

    def ask(self, number):
        while not self.over.is_set():
            path = PAGES[(number + len(self.answers)) % len(PAGES)]
            began = time.monotonic()
            status, _body, seconds, _headers = self.site.get(path)
            self.answers.append((began, status, seconds))
            time.sleep(0.02)

    def since(self, moment):
        """{status: how many} of what was asked for after `moment`."""
        return dict(Counter(status for began, status, _seconds in list(self.answers) if began >= moment))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join()
