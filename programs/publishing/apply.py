"""Doing what an import planned: one transaction that only writes, in bulk, with the history of every entry.

The same pieces as change.py and derived.py, for many entries at once.
"""

from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from programs.accounts.audit import Kind, note
from programs.models import Source, SourceRecord
from programs.publishing.apply_changes import change_clinics
from programs.publishing.apply_new import Maker
from programs.publishing.apply_rest import list_again, mark_missing, suspect
from programs.publishing.batches import begin, end
from programs.publishing.change import log_search
from programs.publishing.cycles import free_cycles
from programs.publishing.refusal import Refused

BATCH = 500


@dataclass
class Applied:
    """What was written. `held` are the (path, line) of rows whose entry was changed by somebody else meanwhile."""

    held: set = field(default_factory=set)
    drafts: list = field(default_factory=list)


def apply(plan, *, by, batch=None, progress=None):
    """Write `plan`, all of it or nothing; return what was Applied. With a Batch it can be undone.

    `by` is a user, or a text that names the import; `progress` is called with the number of clinics done. An entry
    whose version moved since the plan was made, or a group that was confirmed since, is left as it is and its rows
    are held. Raises Refused, with nothing written, when another import ran meanwhile or the batch is written already.
    """
    done = Applied()
    if plan.is_empty and (batch is None or batch.pk is None):
        return done
    try:
        with transaction.atomic():
            write(plan, done, by, batch, progress or (lambda number: None))
            note(Kind.IMPORT, by, in_short(plan, done))
    except IntegrityError as error:
        raise Refused(f"Nothing was imported: the database refused a row ({error}).") from error
    return done


def in_short(plan, done):
    """An import as the audit record names it."""
    new = sum(clinic.is_new for clinic in plan.clinics)
    known = len(plan.clinics) - new
    return (
        f"{plan.source['name']} {plan.edition}: {new} new clinics, {known} known, {len(done.held)} rows held"
    )


def write(plan, done, by, batch, progress):
    if (SourceRecord.objects.aggregate(Max("pk"))["pk__max"] or 0) != plan.seen:
        raise Refused("Another import ran meanwhile: nothing was written. Run this one again.")
    source = Source.objects.get_or_create(name=plan.source["name"], defaults=plan.source)[0]
    begin(batch, source)
    maker = Maker(plan, source, by, batch)
    pks = {}
    new = sorted((each for each in plan.clinics if each.is_new), key=order)
    for some in parts_of(new):
        pks |= maker.make(some)
        progress(len(some))
    done.drafts = maker.drafts
    known = [each for each in plan.clinics if not each.is_new]
    for some in parts_of(known):
        done.held |= change_clinics(some, maker)
        free_cycles()
        progress(len(some))
    suspect(plan.suspects, pks)
    list_again(plan, source, batch, [each.clinic.pk for each in known if done.held.intersection(each.rows)])
    mark_missing(plan, batch)
    end(batch)
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


def parts_of(plans):
    for start in range(0, len(plans), BATCH):
        yield plans[start : start + BATCH]
