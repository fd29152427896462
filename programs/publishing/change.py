"""The one door: lock, compare before and after, write history, end checks, tell the search."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from programs.models import (
    Change,
    Check,
    Clinic,
    Organization,
    Program,
    SearchChange,
    SearchRevision,
    Source,
    Statement,
)
from programs.models.change import CLEARED_EVERY, KEPT_NUMBERS
from programs.models.facts import kind_of, stated_groups, texts
from programs.models.groups import GROUP_OF
from programs.models.indexed import rows_as_text
from programs.publishing.derived import refresh_documents, refresh_public_point, set_first_slug

EDITORS = "The directory's editors"
# The clinics that the changes of together() have touched so far; None outside of it.
TOUCHED: ContextVar[set | None] = ContextVar("touched", default=None)


class Stale(Exception):
    """Somebody else has changed the entry meanwhile. `theirs` is its facts now, `version` its version now."""

    def __init__(self, entry):
        self.entry = entry
        self.version = entry.version
        self.theirs = texts(entry)
        super().__init__(f"{entry} was changed by somebody else meanwhile (now version {entry.version}).")


@contextmanager
def change(entry, *, by=None, why="", version=None, source=None, edition="", as_of=None):
    """Change `entry` (a clinic, program or organization) inside the block; it is saved on leaving.

    `by` is a user, or a text that names an import. With `version`, raises Stale unless it is still the entry's;
    without it the entry is read anew first. On leaving: validates (ValidationError, nothing saved), writes one Change
    row a changed fact, records `source` (by default the editors) for the changed groups, ends their earlier checks,
    raises `version` and logs the clinic for the search: all in one transaction. A block that changes nothing leaves
    no trace.
    """
    with transaction.atomic():
        before, earlier = lock(entry, version)
        yield entry
        save(entry)
        record(entry, before, earlier, by=by, why=why, source=source, edition=edition, as_of=as_of)


@contextmanager
def together():
    """Make all changes of the block one transaction, of which the search hears once, at its end."""
    with transaction.atomic():
        if TOUCHED.get() is not None:
            yield
            return
        touched = set()
        token = TOUCHED.set(touched)
        try:
            yield
        finally:
            TOUCHED.reset(token)
        if touched:
            tell_search(sorted(touched), Program.objects.filter(clinic__in=touched))


def lock(entry, version):
    """Hold the entry's row to the end of the transaction; return its texts and the pk of its newest check."""
    if entry.pk is None:
        return {}, 0
    kept = fresh(entry, lock=True)
    if version is not None and kept.version != version:
        raise Stale(kept)
    if version is None:
        read_anew(entry, kept)
    newest = Check.objects.order_by("pk").values_list("pk", flat=True).last()
    return texts(kept), newest or 0


def read_anew(entry, kept):
    """Give `entry` the values of `kept`, as refresh_from_db() would, without another query."""
    for field in entry._meta.concrete_fields:
        setattr(entry, field.attname, getattr(kept, field.attname))
    entry._prefetched_objects_cache = {}


def fresh(entry, lock=False):
    """The entry as the database has it, with all that texts() reads."""
    rows = type(entry).objects.select_for_update(of=("self",)) if lock else type(entry).objects
    rows = rows if isinstance(entry, Organization) else rows.for_texts()
    return rows.get(pk=entry.pk)


def save(entry):
    """Validate and save the entry's own row, with what is worked out from it."""
    if isinstance(entry, Clinic):
        refresh_public_point(entry)
        set_first_slug(entry)
    if isinstance(entry, Program) and not entry.slug:
        set_first_slug(entry)
    entry.full_clean(validate_unique=False, validate_constraints=False)
    write(entry)


def write(entry):
    """Save a row; what the database refuses is raised as ValidationError with the rule's own message."""
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        entry.full_clean()
        raise


def record(entry, before, earlier, *, by, why, source, edition, as_of):
    """Write what the change left behind; see change()."""
    after = texts(fresh(entry))
    changed = [name for name in after if after[name] != before.get(name)]
    if not changed:
        return
    if before:
        raise_version(entry)
    write_history(entry, before, after, changed, by, why)
    groups = changed_groups(kind_of(entry), changed)
    end_checks(entry, groups, earlier)
    state(
        entry, [g for g in stated_groups(kind_of(entry), after) if g.slug in groups], source, edition, as_of
    )
    worded = groups or isinstance(entry, Organization)
    tell_search(clinics_of(entry), programs_of(entry) if worded else Program.objects.none())


def raise_version(entry):
    """Note on the entry's own row that it has changed, and when."""
    entry.version += 1
    entry.updated_at = timezone.now()
    type(entry).objects.filter(pk=entry.pk).update(version=entry.version, updated_at=entry.updated_at)


def changed_groups(kind, changed):
    return {GROUP_OF[kind, name] for name in changed if (kind, name) in GROUP_OF}


def write_history(entry, before, after, changed, by, why):
    """One row a changed fact, or one row "created" for a new entry."""
    Change.objects.bulk_create(history(entry, before, after, changed, by, why))


def history(entry, before, after, changed, by, why):
    """The unsaved rows of write_history()."""
    common = {
        "resource_type": kind_of(entry),
        "resource_id": entry.public_id,
        "clinic": clinic_of(entry),
        "last_action_date": timezone.now(),
        "updated_by": by if isinstance(by, str) else by.get_username() if by else "system",
        "user": None if isinstance(by, str) else by,
        "why": why,
        "version": entry.version,
    }
    if not before:
        return [Change(last_action_type=Change.Action.CREATE, **common)]
    return [
        Change(
            field_name=name,
            previous_value=before[name],
            replacement_value=after[name],
            last_action_type=Change.Action.UPDATE,
            **common,
        )
        for name in changed
    ]


def end_checks(entry, groups, earlier):
    """End the checks of `groups` that are older than this change: its own stay."""
    if isinstance(entry, Organization):
        return
    about = {"clinic": entry, "program": None} if isinstance(entry, Clinic) else {"program": entry}
    Check.objects.filter(group__in=groups, ended_on__isnull=True, pk__lte=earlier, **about).update(
        ended_on=timezone.localdate()
    )


def state(entry, groups, source, edition, as_of):
    """Record that `source` says `groups` of the entry, as of `as_of` (today when it is the editors)."""
    if isinstance(entry, Organization) or not groups:
        return
    source = source or editors()
    own = source.kind == Source.Kind.EDITORS
    about = {
        "clinic": clinic_of(entry),
        "program": entry if isinstance(entry, Program) else None,
        "source": source,
    }
    said = {"edition": edition, "as_of": as_of or (timezone.localdate() if own else None)}
    known = Statement.objects.filter(**about, group__in=[group.slug for group in groups])
    again = dict(known.values_list("group", "pk"))
    known.filter(pk__in=again.values()).update(**said)
    Statement.objects.bulk_create(
        Statement(**about, **said, group=group.slug) for group in groups if group.slug not in again
    )


def editors():
    """The source that stands for what curators found out themselves."""
    return Source.objects.get_or_create(name=EDITORS, defaults={"kind": Source.Kind.EDITORS})[0]


def clinic_of(entry):
    """The clinic that an entry is, or belongs to; None for an organization."""
    return entry.clinic if isinstance(entry, Program) else entry if isinstance(entry, Clinic) else None


def clinics_of(entry):
    """The pks of the clinics whose page shows the entry."""
    if isinstance(entry, Organization):
        return list(entry.clinics.values_list("pk", flat=True))
    return [clinic_of(entry).pk]


def programs_of(entry):
    """The programs whose search document holds words of the entry."""
    if isinstance(entry, Program):
        return Program.objects.filter(pk=entry.pk)
    return Program.objects.filter(clinic__in=clinics_of(entry))


def tell_search(clinics, programs):
    """The last step of a writing transaction: refresh documents, take the next number, log the clinics under it.

    Inside together() that is left to its end.
    """
    touched = TOUCHED.get()
    if touched is None:
        refresh_documents(programs)
        log_search(clinics)
    else:
        touched.update(clinics)


def log_search(clinics):
    """Take the next number and log the clinics (pks; None stands for all) under it; now and then clear what is old.

    The one row's lock makes numbers visible in the order of commits on both databases. What the search reads of a
    clinic is noted under that lock, so that it holds all that was committed before.
    """
    next_one = {"n": F("n") + 1, "at": timezone.now()}
    if not SearchRevision.objects.filter(pk=1).update(**next_one):
        SearchRevision.objects.get_or_create(pk=1)
        SearchRevision.objects.filter(pk=1).update(**next_one)
    n = SearchRevision.objects.values_list("n", flat=True).get(pk=1)
    clinics = list(clinics)
    rows = rows_as_text(clinics[0]) if len(clinics) == 1 and clinics[0] else ""
    SearchChange.objects.bulk_create(SearchChange(n=n, clinic_pk=pk, indexed=rows) for pk in clinics)
    if n % CLEARED_EVERY == 0:
        SearchChange.objects.filter(n__lte=n - KEPT_NUMBERS).delete()
        SearchChange.objects.filter(n__lte=n - CLEARED_EVERY).exclude(indexed="").update(indexed="")
