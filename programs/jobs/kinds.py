"""The kinds of long work. To add one, name its function here; publishing.jobs.enqueue() then takes its name.

A function takes the Job (its `parameters`, and `by`) and a Progress, and returns the job's result: a dict of what JSON
can hold, in which `says` are words for the status page and `url` is where the work can be looked at. It raises Refused
for what a person can mend. It must bear to be run again from the beginning, as its process may die at any moment.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from programs.exports.background import write_export
from programs.imports.uploads import apply_batch, bring_back_batch, plan_batch, undo_batch
from programs.jobs.forgetting import forget_old
from programs.jobs.links import visit_websites
from programs.jobs.snapshots import write_snapshot

HOUR, DAY = "hour", "day"


@dataclass(frozen=True)
class Kind:
    """A kind of long work: its name in the database, what people call it, what it does, and how often it is due."""

    name: str
    label: str
    run: Callable
    every: str = ""

    def period(self, now):
        """The name of the period that `now` (aware, local) lies in: each period has one job of the kind."""
        return now.astimezone(dt.UTC).strftime("%Y%m%dT%H") if self.every == HOUR else f"{now:%Y-%m-%d}"


KINDS = {
    kind.name: kind
    for kind in (
        Kind("plan-import", "Plan an import", plan_batch),
        Kind("apply-import", "Write an import", apply_batch),
        Kind("undo-import", "Take an import back", undo_batch),
        Kind("bring-back-import", "Make an import that was taken back public again", bring_back_batch),
        Kind("export", "Write a large export", write_export),
        Kind(
            "forget-old",
            "Forget what is kept for a time only",
            lambda _job, _progress: forget_old(),
            every=DAY,
        ),
        Kind("snapshot", "Keep today's open data", write_snapshot, every=DAY),
        Kind("check-links", "Visit the websites of clinics", visit_websites, every=DAY),
    )
}


def label_of(name):
    """What people call a kind; its name where this release does not know it."""
    return KINDS[name].label if name in KINDS else name
