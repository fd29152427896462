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
from programs.readings import begin

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


def changed(ids: Ids, day: dt.date) -> list[tuple[int, list[int]]]:
    """Those of `ids`, in their order, of which the file says something else since `day` began: one query."""
    programs = set(Program.objects.filter(modified(begin(day))).values_list("pk", flat=True))
    found = ((clinic, [pk for pk in mine if pk in programs]) for clinic, mine in ids)
    return [(clinic, mine) for clinic, mine in found if mine]


def modified(moment: dt.datetime) -> Q:
    """The condition that a program, its clinic or its operator was changed or checked since `moment`, or lost a check.

    A check is lost as its last day is over; one that a change ended is part of that change. What a file says of the
    same is readings.modified().
    """
    day = timezone.localdate(moment)
    last = day - dt.timedelta(1) if begin(day) == moment else day
    ran_out = Q(expires_on__gte=last, expires_on__lt=timezone.localdate(), ended_on=None)
    checks = Check.objects.filter(Q(recorded_at__gte=moment) | ran_out)
    return (
        Q(updated_at__gte=moment)
        | Q(clinic__updated_at__gte=moment)
        | Q(clinic__organization__updated_at__gte=moment)
        | Q(clinic__in=checks.filter(program=None).values("clinic_id"))
        | Q(pk__in=checks.exclude(program=None).values("program_id"))
    )


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
