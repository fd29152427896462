"""Taking an import back: entries say again what they said before it, as long as nothing newer touches them."""

from contextlib import contextmanager

from django.db.models import Count, Max
from django.utils import timezone

from programs.accounts.audit import Kind, note
from programs.models import (
    Batch,
    Call,
    Change,
    Check,
    Clinic,
    Conflict,
    Correction,
    DuplicateSuspect,
    Organization,
    Program,
    SourceRecord,
    Statement,
    Status,
)
from programs.models.facts import texts
from programs.publishing.change import change, fresh, log_search, together
from programs.publishing.earlier import put_back
from programs.publishing.refusal import Refused
from programs.publishing.texts import say

MODELS: dict[str, type[Clinic] | type[Program]] = {"clinic": Clinic, "program": Program}
CHUNK = 500
TOLD = 10  # entries that a refusal names
WITHDRAWN_BECAUSE = "It was listed here by mistake: the list that it came from was taken back."


def undo(batch, *, by, progress=None):
    """Make what the import `batch` changed as it was, in one transaction; `progress` is called for each entry.

    What it made and nobody outside has seen is removed; what it made public is withdrawn, with a reason. Raises
    Refused, with nothing changed, when something newer touches an entry, and names the entries.
    """
    progress = progress or (lambda number: None)
    with together():
        held = Batch.objects.select_for_update(of=("self",)).select_related("source").get(pk=batch.pk)
        refuse_newer(held)
        why = f"Taken back: {held}"[:300]
        for entry, rows in changed_entries(held):
            restore(entry, rows, held, by, why)
            progress(1)
        remove_new(held, by, why, progress)
        remove_beside(held)
        held.state, held.undone_at = Batch.State.UNDONE, timezone.now()
        held.undone_by = by if isinstance(by, str) else by.get_username()
        held.save()
        held.earlier.all().delete()
        note(Kind.IMPORT, by, f"took back {held}")
        log_search([None])


def taken_back():
    """The clinics that an import made public and that were withdrawn when it was taken back: no row matches them."""
    made = {"changes__last_action_type": Change.Action.CREATE, "changes__resource_type": "clinic"}
    return Clinic.objects.filter(status=Status.WITHDRAWN, changes__batch__state=Batch.State.UNDONE, **made)


def refuse_newer(batch):
    """Raise Refused unless the batch is written, the newest of its source, and nothing newer touches its entries."""
    if batch.state != Batch.State.APPLIED:
        raise Refused(f"{batch} is not written, or taken back already.")
    later = batch.source.batches.filter(state=Batch.State.APPLIED, pk__gt=batch.pk).order_by("-pk").first()
    if later:
        raise Refused(
            f"A later import read the same list: take back that of {later.applied_at:%Y-%m-%d} first."
        )
    if reasons := newer(batch):
        more = [f"And {len(reasons) - TOLD} more."] if len(reasons) > TOLD else []
        raise Refused("Something newer touches what this import wrote.", *reasons[:TOLD], *more)


def newer(batch):
    """What touched entries of the batch since it was written, as sentences that name the entry."""
    found = [sentence for kind, model in MODELS.items() for sentence in changed_since(batch, kind, model)]
    clinics = batch.changes.exclude(clinic=None).values("clinic")
    checks = Check.objects.filter(clinic__in=clinics, pk__gt=batch.newest["check"][1], ended_on=None)
    found += [f"{each.clinic}: checked by {each.by_name}." for each in checks.select_related("clinic")]
    return found + beside_new(batch)


def changed_since(batch, kind, model):
    """Who changed entries of one kind after the batch did; imports that were taken back count for nothing."""
    own = batch.changes.filter(resource_type=kind).values("resource_id").annotate(last=Max("pk"))
    last = dict(own.values_list("resource_id", "last"))
    others = Change.objects.exclude(batch=batch).exclude(batch__state=Batch.State.UNDONE).order_by("pk")
    for entries in in_chunks(model, last):
        rows = others.filter(resource_id__in=[each.public_id for each in entries])
        rows = rows.filter(pk__gt=min(last[each.public_id] for each in entries))
        by = {row.resource_id: row.updated_by for row in rows if row.pk > last[row.resource_id]}
        yield from (f"{each}: changed by {by[each.public_id]}." for each in entries if each.public_id in by)


def beside_new(batch):
    """What others have added to entries that the batch made: programs, other sources' rows, calls, corrections."""
    clinics = made(batch, Clinic).values("pk")
    programs = Program.objects.filter(clinic__in=clinics).exclude(pk__in=made(batch, Program).values("pk"))
    records = SourceRecord.objects.filter(clinic__in=clinics).exclude(source=batch.source)
    words = [
        (programs, "has another program"),
        (records, "stands in another list too"),
        (Call.objects.filter(clinic__in=clinics), "has a call in its log"),
        (Correction.objects.filter(clinic__in=clinics), "has a correction from a reader"),
    ]
    return [
        f"{name}: {what}."
        for rows, what in words
        for name in rows.order_by("clinic__name").values_list("clinic__name", flat=True).distinct()
    ]


def made(batch, model):
    """The entries of a model that the batch made."""
    rows = batch.changes.filter(last_action_type=Change.Action.CREATE)
    kind = model._meta.model_name
    return model.objects.filter(public_id__in=rows.filter(resource_type=kind).values("resource_id"))


def changed_entries(batch):
    """(entry, its Change rows) of each entry that was here before the batch and that it changed."""
    for kind, model in MODELS.items():
        rows = batch.changes.filter(resource_type=kind, last_action_type=Change.Action.UPDATE)
        ids = rows.values_list("resource_id", flat=True).distinct()
        for entries in in_chunks(model, ids):
            for entry in entries:
                yield entry, list(rows.filter(resource_id=entry.public_id))


def in_chunks(model, ids):
    """Lists of the entries with the public `ids`, some hundred at a time."""
    ids = list(ids)
    for start in range(0, len(ids), CHUNK):
        yield list(model.objects.filter(public_id__in=ids[start : start + CHUNK]))


@contextmanager
def taking_back(entry, batch, by, why):
    """The change of one entry; its history names the batch, so that it touches no earlier one."""
    with change(entry, by=by, why=why, source=batch.source, edition=batch.edition):
        yield
    rows = Change.objects.filter(resource_id=entry.public_id, version=entry.version, batch=None)
    rows.update(batch=batch)


def restore(entry, rows, batch, by, why):
    """Make one entry say what it said before its Change `rows`."""
    now = texts(fresh(entry))
    with taking_back(entry, batch, by, why):
        say(entry, now, {row.field_name: row.previous_value for row in rows}, by)


def remove_new(batch, by, why, progress):
    """Withdraw what the batch made and is public, and delete what nobody outside has seen."""
    for model in (Program, Clinic):
        for entries in in_chunks(model, made(batch, model).values_list("public_id", flat=True)):
            unseen = [each.pk for each in entries if each.status == Status.DRAFT]
            for entry in entries:
                if entry.status == Status.PUBLISHED:
                    withdraw(entry, batch, by, why)
                progress(1)
            model.objects.filter(pk__in=unseen).delete()
    left = Organization.objects.filter(pk__in=made(batch, Organization).values("pk"))
    left.annotate(number=Count("clinics")).filter(number=0).delete()


def withdraw(entry, batch, by, why):
    with taking_back(entry, batch, by, why):
        entry.status, entry.withdrawn_on = Status.WITHDRAWN, timezone.localdate()
        entry.withdrawn_reason = WITHDRAWN_BECAUSE


def remove_beside(batch):
    """Remove the rows that the batch added beside entries, and put those back that it changed."""
    own = {name: {"pk__gt": before, "pk__lte": after} for name, (before, after) in batch.newest.items()}
    SourceRecord.objects.filter(source=batch.source, **own["sourcerecord"]).delete()
    stays = made(batch, Clinic).values("pk")
    Statement.objects.filter(source=batch.source, **own["statement"]).exclude(clinic__in=stays).delete()
    Conflict.objects.filter(source=batch.source, **own["conflict"]).delete()
    suspects = DuplicateSuspect.objects.filter(decision=DuplicateSuspect.Decision.WAITING)
    suspects.filter(**own["duplicatesuspect"]).delete()
    for earlier in batch.earlier.order_by("-pk"):
        put_back(earlier.rows)
