"""Doing what an import planned: one transaction that only writes, in bulk, with the history of every entry.

The same pieces as change.py and derived.py, for many entries at once.
"""

from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from programs.models import Source, SourceRecord
from programs.publishing.apply_changes import change_clinics
from programs.publishing.apply_new import Maker
from programs.publishing.apply_rest import list_again, mark_missing, suspect
from programs.publishing.change import log_search
from programs.publishing.cycles import free_cycles
from programs.publishing.refusal import Refused

BATCH = 500


@dataclass
class Applied:
    """What was written. `held` are the (path, line) of rows whose entry was changed by somebody else meanwhile."""

    held: set = field(default_factory=set)
    drafts: list = field(default_factory=list)


def apply(plan, *, by, progress=None):
    """Write `plan`, all of it or nothing; return what was Applied.

    `by` is a user, or a text that names the import; `progress` is called with the number of clinics done. An entry
    whose version moved since the plan was made, or a group that was confirmed since, is left as it is and its rows
    are held. Raises Refused, with nothing written, when another import ran meanwhile.
    """
    done = Applied()
    if plan.is_empty:
        return done
    try:
        with transaction.atomic():
            write(plan, done, by, progress or (lambda number: None))
    except IntegrityError as error:
        raise Refused(f"Nothing was imported: the database refused a row ({error}).") from error
    return done


def write(plan, done, by, progress):
    if (SourceRecord.objects.aggregate(Max("pk"))["pk__max"] or 0) != plan.seen:
        raise Refused("Another import ran meanwhile: nothing was written. Run this one again.")
    source = Source.objects.get_or_create(name=plan.source["name"], defaults=plan.source)[0]
    maker = Maker(plan, source, by)
    pks = {}
    new = sorted((each for each in plan.clinics if each.is_new), key=order)
    for batch in batches(new):
        pks |= maker.make(batch)
        progress(len(batch))
    done.drafts = maker.drafts
    known = [each for each in plan.clinics if not each.is_new]
    for batch in batches(known):
        done.held |= change_clinics(batch, maker)
        free_cycles()
        progress(len(batch))
    suspect(plan.suspects, pks)
    list_again(plan, source, [each.clinic.pk for each in known if done.held.intersection(each.rows)])
    mark_missing(plan)
    if plan.clinics or plan.listed or plan.missing:
        log_search([None])
    if new:
        tell_planner()


def tell_planner():
    """Let the database count its rows anew: without that SQLite reads whole tables for a page of 24 clinics."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def order(plan):
    """New clinics are written in one order whatever the order of the file, so that their slugs are the same."""
    return min(record.key for record in plan.clinic.records)


def batches(plans):
    for start in range(0, len(plans), BATCH):
        yield plans[start : start + BATCH]
