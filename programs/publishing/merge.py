"""Two entries for one place become one."""

from django.utils import timezone

from programs.models import Status
from programs.publishing.change import change, together
from programs.publishing.conflicts import hand_over
from programs.publishing.derived import first_free
from programs.publishing.refusal import Refused


def merge(gone, into, *, by, why=""):
    """Move the programs, statements and source records of `gone` to the clinic `into`; `gone` then redirects there.

    Corrections and calls move as well, and who has taken something on is asked anew. Facts of the clinic itself stay
    as `into` has them; what sources offer for those of `gone` waits there. Raises Refused for a clinic with itself or
    with one merged away.
    """
    if gone.pk == into.pk or into.merged_into_id:
        raise Refused("Choose another clinic to keep: this one is the same, or was merged away itself.")
    with together():
        for program in gone.programs.all():
            move(program, into, by, why)
        for rows in (gone.records, gone.corrections, gone.calls):
            rows.update(clinic=into)
        gone.assignments.all().delete()
        hand_over(gone, into, by=by)
        with change(gone, by=by, why=why):
            gone.merged_into = into
            gone.status = Status.WITHDRAWN
            gone.withdrawn_reason = f"The same place as {into.name}."
            gone.withdrawn_on = timezone.localdate()


def move(program, into, by, why):
    """Give `program`, with all that is about it, to the clinic `into`."""
    taken = set(into.programs.values_list("slug", flat=True))
    with change(program, by=by, why=why):
        program.clinic, program.slug = into, first_free(program.slug, taken)
    about = ("statements", "checks", "records", "conflicts", "corrections", "calls")
    for rows in (getattr(program, name) for name in about):
        rows.update(clinic=into)
