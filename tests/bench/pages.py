"""What is measured through the server: pages of the site, and of the naive one, over the same rows."""

from django.db import transaction

from programs.models import Program
from tests.bench import questions
from tests.bench.inside import edit, middle
from tests.bench.serving import NAIVE, SITE, served

BUSY_ROUNDS = 5  # the system counts a processor's time in hundredths of a second
PROBES = 20  # fresh connections after an edit: each worker answers some of them


def naive_figures(few):
    """Seconds of the naive pages and the constant one, their bytes, and the memory of the server."""
    with served(NAIVE) as site:
        lists, texts = questions.filter_sets()[:few], questions.texts()[:few]
        pages = questions.clinic_pages()
        site.warm(["/constant/", pages[0]])
        found = {
            "constant": site.times(["/constant/"], 50),
            "list": site.times(lists),
            "text": site.times(texts),
            "detail": site.times(pages),
        }
        sizes = {"list": len(site.get(lists[0])[1]), "detail": len(site.get(pages[0])[1])}
        return {"seconds": found, "bytes": sizes, "memory": site.memory()}


def site_figures(rounds):
    """Seconds of the site's pages, their bytes, what an edit costs the next request, and memory."""
    with served(SITE) as site:
        lists, texts = questions.filter_sets(), questions.texts()
        codes, pages = questions.postal_codes(), questions.clinic_pages()
        broadest = questions.address({"q": [questions.BROADEST]})
        cold = [site.get(path)[2] for path in lists[1:]]
        site.warm([*lists, *texts, *codes, broadest], connections=4)
        found = {"cold": cold, "cold_detail": [site.get(path)[2] for path in pages]}
        for _round in range(rounds):  # by turns, so that they share the machine's better and worse moments
            for name, paths in (("list", lists), ("text", texts), ("near", codes), ("detail", pages)):
                found.setdefault(name, []).extend(site.times(paths))
        found["broadest"] = site.times([broadest], 10 * rounds)
        found["busy"] = [busy_seconds(site, lists)]
        sizes = {"list": len(site.get(lists[0])[1]), "detail": len(site.get(pages[0])[1])}
        edits = edit_figures(site)
        return {"seconds": found, "bytes": sizes, "memory": site.memory(), **edits}


def busy_seconds(site, paths):
    """Seconds of a processor that each page takes."""
    start = site.processor_seconds()
    pages = len(site.times(paths, BUSY_ROUNDS))
    return (site.processor_seconds() - start) / pages


def edit_figures(site, number=25):
    """Whether the request after an edit counts it on every worker, and how much longer it takes than after none.

    The other request comes after an edit that was taken back: after the same pause, in which the same work was done.
    """
    after = {edit: [], undone: []}
    for program in Program.objects.published().order_by("-pk")[:number]:
        for act, seconds in after.items():
            path = questions.address({"claims_help": [act(program)], "type": ["any"]})
            seconds.append(site.get(path)[2])
    return {**seen_figures(site), "edit_extra": middle(after[edit]) - middle(after[undone])}


def undone(program):
    """Edit a program, and take it back; return the answer that stays."""
    with transaction.atomic():
        edit(program)
        transaction.set_rollback(True)
    program.refresh_from_db()
    return program.claims_help


def seen_figures(site):
    """Whether every worker counts an edit at its next request."""
    seen = True
    program = Program.objects.published().order_by("pk").last()
    path = questions.address({"claims_help": ["yes"], "type": ["any"]})
    for _number in range(2):
        edit(program)
        answers = {total(site.get(path, site.connect())[1]) for _probe in range(PROBES)}
        seen = seen and answers == {clinics_that_help()}
    return {"edit_seen": seen}


def total(body):
    """The number of clinics that the list says it found."""
    return int(body.split(b'class="results-count" role="status">')[1].split()[0].replace(b",", b""))


def clinics_that_help():
    programs = Program.objects.published().filter(claims_help="yes")
    return programs.values("clinic").distinct().count()
