"""The release before goes on serving while this one changes the tables under it."""

import shutil
import subprocess
import threading
import time
from collections import Counter
from types import SimpleNamespace

from tests.faults.clusters import cluster
from tests.faults.site import ROOT, SESSION, Load, environment, manage, shell, site
from tests.page_forms import fields_of

# The release just before this step of the tables is the one that goes on: every later step is one it does not know.
FIRST_NEW = "0017_times_for_receivers"
CLINICS = 20_000
FILL = f"from tests.bench.world import build; build({CLINICS})"
SESSION_OF_CURATOR = SESSION.replace('"staff"', '"curator"')
GROUP = "contact"
DONE = f"SELECT count(*) FROM programs_check WHERE \"group\" = '{GROUP}' AND by_name = 'curator'"


class NoHistory(Exception):
    """These files came without the history that the release before would be taken from."""


def release_before(directory):
    """The folder of the release before FIRST_NEW, taken out of the history."""
    step = f"programs/migrations/{FIRST_NEW}.py"
    history = ["git", "-C", ROOT, "log", "--diff-filter=A", "--format=%H", "--", step]
    found = (
        shutil.which("git")
        and subprocess.run(history, capture_output=True, text=True, check=False).stdout.split()
    )
    if not found:
        raise NoHistory("no history with the release before was found here")
    directory.mkdir()
    packed = subprocess.run(["git", "-C", ROOT, "archive", f"{found[-1]}^"], capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", directory], input=packed.stdout, check=True)
    return directory


class Curator:
    """A thread that edits one clinic at the desk and confirms a group of it, again and again."""

    def __init__(self, served, root):
        self.served, self.answers, self.over = served, [], threading.Event()
        self.cookie = shell(served.variables, SESSION_OF_CURATOR, root=root).strip()
        self.thread = threading.Thread(target=self.work)

    def work(self):
        page = "/admin/programs/clinic/1/change/"
        while not self.over.is_set():
            began = time.monotonic()
            status, body, _seconds, headers = self.served.get(page, Cookie=self.cookie)
            self.answers.append(
                (began, self.change(page, body, headers) if status == 200 else f"page {status}")
            )

    def change(self, page, body, headers):
        """The status of the first of both forms that is not taken, else 302."""
        fields = fields_of(SimpleNamespace(content=body))
        cookie = f"{self.cookie}; {headers['Set-Cookie'].split(';')[0]}"
        fields["name"] = f"Renamed {len(self.answers)} times"
        saved = self.served.post(page, fields, Cookie=cookie)[0]
        if saved != 302:
            return saved
        _status, body, *_rest = self.served.get(page, Cookie=cookie)
        now = fields_of(SimpleNamespace(content=body))
        confirmed = {name: now[name] for name in ("version", "csrfmiddlewaretoken")} | {"method": "call"}
        return self.served.post(page.replace("change", f"confirm/{GROUP}"), confirmed, Cookie=cookie)[0]

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        self.thread.join()


def migrated(_vendor, directory, broken):
    """The release before serves 20,000 clinics, read and edited, while this one changes the tables."""
    try:
        old = release_before(directory / "old")
    except NoHistory as reason:
        return f"not tried: {reason}"
    with cluster(directory / "server") as server:
        variables = environment(directory, DATABASE_URL=server.url())
        manage(variables, "migrate", "-v0", root=old)
        shell(variables, FILL, root=old)
        with (
            site(directory, root=old, DATABASE_URL=server.url()) as served,
            Load(served) as load,
            Curator(served, old) as curator,
        ):
            time.sleep(5)
            began = time.monotonic()
            manage(environment(directory, broken, DATABASE_URL=server.url()), "migrate", "-v0")
            ended = time.monotonic()
            time.sleep(10)
        changes = server.ask(DONE)[0][0]
    pages = sum(n for status, n in load.since(0).items() if status != 200)
    edits = Counter(status for _when, status in curator.answers)
    after = any(status == 302 for when, status in curator.answers if when > ended)
    failed = edits.total() - edits[302]
    words = f"{pages} pages and {failed} edits failed; edited afterwards: {'yes' if after else 'no'}"
    seen = (
        f"({len(load.answers)} pages; edits {dict(edits)}, of which {changes} checks; {ended - began:.1f} s)"
    )
    return words, seen
