"""What an import leaves behind for the day it is undone: rows as they were, and which rows are its own."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from programs.accounts.audit import Kind, note
from programs.models import (
    Batch,
    Check,
    Columns,
    Conflict,
    DuplicateSuspect,
    Earlier,
    SourceRecord,
    Statement,
)
from programs.publishing.earlier import as_they_are, joined
from programs.publishing.jobs import enqueue
from programs.publishing.refusal import Refused

COUNTED = (Check, Conflict, DuplicateSuspect, SourceRecord, Statement)
MISSING = ("missing_from", "missing_seen_by_id", "missing_seen_at")


def begin(batch, source):
    """Note, in the transaction that writes an import, which rows were the newest before it.

    Raises Refused when the batch is written already.
    """
    if batch is None:
        return
    if batch.pk and Batch.objects.select_for_update().get(pk=batch.pk).applied_at:
        raise Refused("This import is written already.")
    batch.source = source
    batch.newest = {name: [pk] for name, pk in newest()}
    batch.save()


def end(batch):
    """Note which rows are the newest after it: those between are its own."""
    if batch is None:
        return
    for name, pk in newest():
        batch.newest[name].append(pk)
    batch.state, batch.applied_at = Batch.State.APPLIED, timezone.now()
    batch.save()


def newest():
    """(name, pk) of the newest row of each table that an import adds to beside entries."""
    return [(each._meta.model_name, each.objects.aggregate(pk=Max("pk"))["pk"] or 0) for each in COUNTED]


def keep(batch, *rows):
    """Keep rows as they are now, as JSON holds them."""
    if batch is not None:
        Earlier.objects.create(batch=batch, rows=joined(*rows))


def keep_clinics(batch, source, plans):
    """Keep what stands beside the entries of ClinicPlans that will change."""
    if batch is None:
        return
    clinics = [plan.clinic.pk for plan in plans]
    records = [each.pk for plan in plans for entry in plan.entries() for each in entry.records if each.pk]
    about = {"source": source, "clinic__in": clinics}
    said = SourceRecord.objects.filter(pk__in=records)
    keep(
        batch,
        as_they_are(said, "key", "edition", "row", "said", "digest", "missing_from"),
        as_they_are(Statement.objects.filter(**about), "edition"),
        as_they_are(Conflict.objects.filter(**about)),
        as_they_are(Check.objects.filter(clinic__in=clinics, ended_on__isnull=True), "ended_on"),
    )


def keep_listed(batch, source, records):
    """Keep of `records`, a queryset, in which edition they are, and what the source stands for at their clinics."""
    if batch is not None:
        statements = Statement.objects.filter(source=source, clinic__in=records.values("clinic"))
        keep(batch, as_they_are(records, "edition", *MISSING), as_they_are(statements, "edition"))


def keep_missing(batch, records):
    """Keep of `records` from which edition they are missing."""
    if batch is not None:
        keep(batch, as_they_are(records, *MISSING))


def take_in(by, **said):
    """Note a file that came; `said` are the columns of a Batch. Returns it."""
    return Batch.objects.create(by=by, by_name=by.get_username(), **said)


def tell(batch, **said):
    """Note what a person says of a file that is not written yet; raises Refused when it is."""
    if not Batch.objects.filter(pk=batch.pk, applied_at=None).update(**said):
        raise Refused("This import is written already.")
    batch.refresh_from_db()


def begin_work(batch, kind, *, by):
    """Let work of `kind` (of programs.jobs) about a batch wait; raises Refused while other work about it goes on."""
    with transaction.atomic():
        held = Batch.objects.select_for_update(of=("self",)).select_related("job").get(pk=batch.pk)
        if held.is_busy:
            raise Refused("Work on this import goes on already.")
        batch.job = held.job = enqueue(kind, {"batch": batch.pk}, by=by)
        held.save(update_fields=["job"])
        note(Kind.IMPORT, by, f"asked for {kind}: {batch}, {batch.file_name}")


def planned(batch, *, edition, summary, digest):
    """Note the plan of a batch that is not written yet, or what came of one that is."""
    said = {"edition": edition, "summary": summary, "digest": digest}
    Batch.objects.filter(pk=batch.pk).update(**said)
    Batch.objects.filter(pk=batch.pk, applied_at=None).update(state=Batch.State.PLANNED)


def keep_columns(name, form, header, columns):
    """Keep under `name` what the columns of a list were taken for."""
    Columns.objects.update_or_create(
        name=name, defaults={"format": form, "header": header, "columns": columns}
    )


def forget_earlier(now=None):
    """Forget what it takes to undo imports that were written more than IMPORT_UNDO_DAYS ago."""
    last = (now or timezone.now()) - dt.timedelta(days=settings.IMPORT_UNDO_DAYS)
    old = Batch.objects.filter(state=Batch.State.APPLIED, applied_at__lt=last).exclude(newest={})
    for batch in old:
        with transaction.atomic():
            batch.earlier.all().delete()
            Batch.objects.filter(pk=batch.pk).update(newest={})


def let_go(batch):
    """Note that the file of a batch is kept no longer."""
    Batch.objects.filter(pk=batch.pk).update(stored="")
