"""What an import leaves behind for the day it is undone: rows as they were, and which rows are its own."""

from django.db.models import Max
from django.utils import timezone

from programs.models import (
    Batch,
    Check,
    Conflict,
    DuplicateSuspect,
    Earlier,
    SourceRecord,
    Statement,
)
from programs.publishing.earlier import as_they_are, joined
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
