"""What a partner needs to keep in step: which rows have changed since a day, and which entries are no longer public."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from programs.columns import DATE, TEXT, Column, selected
from programs.exports.rows import PROGRAM, Ids
from programs.exports.table import Table, WrongChoice
from programs.models import Check, Clinic, Program
from programs.models.clinic import Status

FORMATS_OF_REMOVED = ("csv", "xlsx", "json", "ndjson")
WORKED = selected("clinic.id")  # no part of the codebook: these columns have rows of their own
REMOVED = [
    Column("kind", "clinic", "", TEXT, "clinic or program.", WORKED, plain=True),
    Column("id", "clinic", "", TEXT, "Its id, as in every file.", WORKED, plain=True),
    Column("name", "clinic", "", TEXT, "What it was called.", WORKED),
    Column("how", "clinic", "", TEXT, "withdrawn, closed or merged.", WORKED, plain=True),
    Column("removed_on", "clinic", "", DATE, "Since when it is no longer public.", WORKED),
    Column(
        "kept_id", "clinic", "", TEXT, "The id of the clinic that is kept in its place.", WORKED, plain=True
    ),
]


def begin(day):
    """The first moment of `day` here."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def changed(ids: Ids, day: dt.date) -> list[tuple[int, list[int]]]:
    """Those of `ids`, in their order, of which the file says something else since `day`: 4 queries.

    A program counts when it or its clinic was changed, checked, or lost a check: by a change, or as its last day is
    over.
    """
    today = timezone.localdate()
    lapsed = Q(expires_on__gte=day - dt.timedelta(1), expires_on__lt=today)
    checks = Check.objects.filter(Q(checked_on__gte=day) | Q(ended_on__gte=day) | lapsed)
    of_clinics, of_programs = checks.filter(program=None), checks.exclude(program=None)
    moved = {"updated_at__gte": begin(day)}
    clinics = pks(Clinic.objects.filter(**moved), "pk") | pks(of_clinics, "clinic_id")
    programs = pks(Program.objects.filter(**moved), "pk") | pks(of_programs, "program_id")
    found = (
        (clinic, mine if clinic in clinics else [pk for pk in mine if pk in programs]) for clinic, mine in ids
    )
    return [(clinic, mine) for clinic, mine in found if mine]


def pks(queryset, name):
    return set(queryset.values_list(name, flat=True))


class RemovedTable(Table):
    """The entries that were public and have ceased to be since `day`, the earliest change first.

    The programs of such a clinic go with it and have no row of their own.
    """

    columns = REMOVED

    def __init__(self, day: dt.date):
        super().__init__(
            "removed", [], PROGRAM, f"removed_since={day}", timezone.localdate(), unpublished=True
        )
        self.day, self.words = day, f"removed since {day}"

    def rows(self, columns=None, rows_are="") -> Iterator[tuple]:
        """Yield the cells of each row, and count them: 2 queries."""
        for cells in sorted(
            [*removed_clinics(self.day), *removed_programs(self.day)], key=lambda row: row[4]
        ):
            self.count += 1
            yield cells


def removed_table(day, name) -> Table:
    """The RemovedTable of `day` for the format `name`. Raises WrongChoice for a format that has no word for it."""
    if name not in FORMATS_OF_REMOVED:
        raise WrongChoice("format", f"format: removed entries leave as {', '.join(FORMATS_OF_REMOVED)}.")
    return RemovedTable(day)


def removed_clinics(day):
    gone = Clinic.objects.exclude(pk__in=Clinic.objects.published().values("pk"))
    gone = gone.filter(published_at__isnull=False, updated_at__gte=begin(day))
    for clinic in gone.select_related("merged_into"):
        kept = clinic.merged_into
        closed = clinic.status == Status.PUBLISHED
        how = "merged" if kept else "closed" if closed else "withdrawn"
        on = (clinic.operating_since if closed else clinic.withdrawn_on) or clinic.updated_at.date()
        yield (
            "clinic",
            str(clinic.public_id),
            clinic.name,
            how,
            on.isoformat(),
            str(kept.public_id) if kept else "",
        )


def removed_programs(day):
    gone = Program.objects.filter(status=Status.WITHDRAWN, updated_at__gte=begin(day))
    rows = gone.filter(clinic__in=Clinic.objects.published())
    for public_id, name, on in rows.values_list("public_id", "name", "withdrawn_on"):
        yield "program", str(public_id), name, "withdrawn", on.isoformat(), ""
