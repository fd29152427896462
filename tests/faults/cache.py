"""A shared cache (Varnish stands in for a CDN) before the site, and people who ask through it."""

import shutil
import subprocess
import time
from contextlib import contextmanager

from tests.faults.clusters import free_port
from tests.faults.replica import renamer
from tests.faults.site import HOST, ROOT, SESSION, Site, shell, site, within

ODD = {
    "Accept-Language": "es",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Original-URL": "/admin/",
    "Authorization": "Basic eDp4",
    "Cookie": "session=none; changed=1",
}
PAGES = ("/clinics/", "/clinics/?state=AZ", "/", "/help-now/")


@contextmanager
def cached(served, directory):
    """The site as it is seen through a cache that nothing is in yet."""
    recipe = (ROOT / "deploy" / "varnish.vcl").read_text().replace('"8000"', f'"{served.port}"')
    (directory / "cache.vcl").write_text(recipe)
    front = Site.__new__(Site)
    front.port = free_port()
    command = [
        "varnishd",
        "-F",
        "-n",
        directory / "cache",
        "-a",
        f"127.0.0.1:{front.port}",
        "-s",
        "malloc,32m",
    ]
    with subprocess.Popen(
        [*command, "-f", directory / "cache.vcl"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        within(30, lambda: front.get("/robots.txt")[0] == 200)
        try:
            yield front
        finally:
            process.terminate()


def mixed(_vendor, directory, broken):
    """Somebody signed in, somebody with odd headers and a stranger ask through one cache; then a clinic changes."""
    if not shutil.which("varnishd"):
        return "not tried: no varnishd (Debian: apt-get install varnish)"
    with site(directory, broken) as served, cached(served, directory) as front:
        cookie = shell(served.variables, SESSION).strip()
        wrong, hits = [], 0
        people = [{"Cookie": cookie}, ODD, {}]
        for number, page in enumerate(PAGES):
            in_turn = people[number % 3 :] + people[: number % 3]
            answers = [front.get(page, **headers) for headers in in_turn]
            same = {answer[1] for answer in answers} == {served.get(page, Host=f"{HOST}:{front.port}")[1]}
            clean = not any("Set-Cookie" in answer[3] for answer in answers)
            hits += " " in answers[-1][3].get("X-Varnish", "")
            wrong += [] if same and clean else [page]
        private = [front.get("/exports/", Cookie=cookie)[0], front.get("/exports/")[0]]
        with renamer(served.variables) as rename:
            page = f"/clinics/{rename('Before')}/"
            front.get(page)
            rename("Renamed at noon")
            began = time.monotonic()
            within(70, lambda: b"Renamed at noon" in front.get(page)[1])
            soon = time.monotonic() - began <= 61
    words = f"{', '.join(wrong) or 'the same for all'}; {hits} of {len(PAGES)} from the cache; /exports/ {private}"
    return f"{words}; an edit {'within' if soon else 'after'} 61 s"
