"""Taking an import back: entries say again what they said before it, as long as nothing newer touches them."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Count, F, Max
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
from programs.models.facts import text_of
from programs.publishing.apply import parts_of
from programs.publishing.apply_changes import change_clinics
from programs.publishing.apply_new import Maker
from programs.publishing.bulk import insert
from programs.publishing.change import history, log_search
from programs.publishing.earlier import put_back
from programs.publishing.plan import ClinicPlan, EntryPlan, Plan
from programs.publishing.refusal import Refused

MODELS: dict[str, type[Clinic] | type[Program]] = {"clinic": Clinic, "program": Program}
PART = 200
TOLD = 10  # entries that a refusal names
PUBLIC = {"status": Status.PUBLISHED, "withdrawn_reason": "", "withdrawn_on": None}
WITHDRAWN_BECAUSE = "It was listed here by mistake: the list that it came from was taken back."


def undo(batch, *, by, progress=None):
    """Make what the import `batch` changed as it was, in one transaction; `progress` takes numbers of entries.

    What it made and nobody outside has seen is removed; what it made public is withdrawn, with a reason. Raises
    Refused, with nothing changed, when something newer touches an entry, and names the entries.
    """
    progress = progress or (lambda number: None)
    with transaction.atomic():
        held = Batch.objects.select_for_update(of=("self",)).select_related("source").get(pk=batch.pk)
        refuse_newer(held)
        why = f"Taken back: {held}"[:300]
        restore_changed(held, by, why, progress)
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
    if not batch.can_be_undone:
        raise Refused(f"{batch} can no longer be taken back: what it changed was kept for a time only.")
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
    """Which entries of one kind others changed after the batch did, as sentences."""
    for entries, by in touched(batch, kind, model):
        yield from (f"{each}: changed by {by[each.public_id]}." for each in entries if each.public_id in by)


def touched(batch, kind, model):
    """(entries of one kind that the batch wrote, {public id: who changed it after that}), some hundred at a time.

    Imports that were taken back count for nothing.
    """
    own = batch.changes.filter(resource_type=kind).values("resource_id").annotate(last=Max("pk"))
    last = dict(own.values_list("resource_id", "last"))
    others = Change.objects.exclude(batch=batch).exclude(batch__state=Batch.State.UNDONE).order_by("pk")
    for entries in in_chunks(model, last):
        rows = others.filter(resource_id__in=[each.public_id for each in entries])
        rows = rows.filter(pk__gt=min(last[each.public_id] for each in entries))
        yield entries, {row.resource_id: row.updated_by for row in rows if row.pk > last[row.resource_id]}


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


def in_chunks(model, ids):
    """Lists of the entries with the public `ids`, some hundred at a time."""
    ids = list(ids)
    for start in range(0, len(ids), PART):
        yield list(model.objects.filter(public_id__in=ids[start : start + PART]))


def restore_changed(batch, by, why, progress):
    """Make the entries that were here before the batch say what they said then: an import the other way round."""
    maker = Maker(Plan({}, batch.edition, publish=False, seen=0), batch.source, by, batch, why)
    for some in parts_of(plans_back(batch)):
        if change_clinics(some, maker, keep=False):
            raise Refused("Somebody changes one of these entries just now. Try again.")
        progress(len(some))


def plans_back(batch):
    """A ClinicPlan for each clinic of which the batch has changed anything, from what is said now to what was said."""
    changes = defaultdict(dict)
    for row in batch.changes.filter(last_action_type=Change.Action.UPDATE):
        changes[row.resource_id][row.field_name] = (row.replacement_value, row.previous_value)
    plans = {}
    for entries in in_chunks(Program, changes):
        for each in entries:
            plan = plans.setdefault(each.clinic_id, ClinicPlan(EntryPlan("clinic", each.clinic_id)))
            plan.programs.append(EntryPlan("program", each.pk, each.version, changes=changes[each.public_id]))
    for entries in in_chunks(Clinic, changes):
        for each in entries:
            plans.setdefault(each.pk, ClinicPlan(EntryPlan("clinic", each.pk)))
            plans[each.pk].clinic.changes = changes[each.public_id]
    versions = dict(Clinic.objects.filter(pk__in=plans).values_list("pk", "version"))
    for pk, plan in plans.items():
        plan.clinic.version, plan.rows = versions[pk], [("", pk)]
    return list(plans.values())


def remove_new(batch, by, why, progress):
    """Withdraw what the batch made and is public, and delete what nobody outside has seen."""
    for model in (Program, Clinic):
        for entries in in_chunks(model, made(batch, model).values_list("public_id", flat=True)):
            withdraw([each for each in entries if each.status == Status.PUBLISHED], model, batch, by, why)
            unseen = [each.pk for each in entries if each.status == Status.DRAFT]
            model.objects.filter(pk__in=unseen).delete()
            progress(len(entries))
    left = Organization.objects.filter(pk__in=made(batch, Organization).values("pk"))
    left.annotate(number=Count("clinics")).filter(number=0).delete()


def withdraw(entries, model, batch, by, why):
    """Withdraw public entries of one model, with their history."""
    said = {
        "status": Status.WITHDRAWN,
        "withdrawn_reason": WITHDRAWN_BECAUSE,
        "withdrawn_on": timezone.localdate(),
    }
    let_stand(entries, model, batch, PUBLIC, said, by, why)


def let_stand(entries, model, batch, before, said, by, why):
    """Give entries of one model, which stand as `before` says, the standing `said`, with their history."""
    texts_before, texts_after = (
        {name: text_of(value) for name, value in each.items()} for each in (before, said)
    )
    rows = []
    for entry in entries:
        entry.version += 1
        rows += history(entry, texts_before, texts_after, list(said), by, why)
    for row in rows:
        row.batch = batch
    raised = {"version": F("version") + 1, "updated_at": timezone.now()}
    model.objects.filter(pk__in=[each.pk for each in entries]).update(**said, **raised)
    insert(Change, rows)


def bring_back(batch, *, by, progress=None):
    """Make public again what undo() withdrew of an import, where nothing newer touched it; return how many clinics.

    Raises Refused, with nothing changed, when the list was brought again since: its entries are others.
    """
    progress = progress or (lambda number: None)
    with transaction.atomic():
        held = Batch.objects.select_for_update(of=("self",)).select_related("source").get(pk=batch.pk)
        refuse_back(held)
        why = f"Made public again: {held}"[:300]
        programs = untouched(held, "program", Program)
        clinics = [
            each for each in untouched(held, "clinic", Clinic) if each.pk in {p.clinic_id for p in programs}
        ]
        shown = {each.pk for each in clinics} | public_of(programs)
        programs = [each for each in programs if each.clinic_id in shown]
        for model, entries in ((Program, programs), (Clinic, clinics)):
            for start in range(0, len(entries), PART):
                stand_again(entries[start : start + PART], model, held, by, why)
                progress(PART)
        note(Kind.PUBLICATION, by, f"made public again {len(clinics)} clinics of {held}")
        log_search([None])
    return len(clinics)


def refuse_back(batch):
    """Raise Refused unless the batch was taken back and its list was not brought again since."""
    if batch.state != Batch.State.UNDONE:
        raise Refused(f"{batch} was not taken back.")
    if batch.source.batches.filter(state=Batch.State.APPLIED, pk__gt=batch.pk).exists():
        raise Refused(f"{batch.source} was brought again since: what it lists is here anew.")


def untouched(batch, kind, model):
    """The entries of one kind that undo() withdrew and that nobody changed since."""
    return [
        each
        for entries, by in touched(batch, kind, model)
        for each in entries
        if (each.status, each.withdrawn_reason) == (Status.WITHDRAWN, WITHDRAWN_BECAUSE)
        and each.public_id not in by
    ]


def public_of(programs):
    """The pks of those clinics of `programs` that are public now."""
    public = Clinic.objects.filter(status=Status.PUBLISHED, pk__in={each.clinic_id for each in programs})
    return set(public.values_list("pk", flat=True))


def stand_again(entries, model, batch, by, why):
    """Make withdrawn entries of one model public: those that were withdrawn on one day together."""
    for day in sorted({each.withdrawn_on for each in entries}):
        before = {"status": Status.WITHDRAWN, "withdrawn_reason": WITHDRAWN_BECAUSE, "withdrawn_on": day}
        alike = [each for each in entries if each.withdrawn_on == day]
        let_stand(alike, model, batch, before, PUBLIC, by, why)


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
