"""Two entries for one place become one."""

from django.db import transaction
from django.utils import timezone

from programs.models import Program, Status
from programs.publishing.change import change, tell_search
from programs.publishing.derived import first_free
from programs.publishing.refusal import Refused


def merge(gone, into, *, by, why=""):
    """Move the programs, statements and source records of `gone` to the clinic `into`; `gone` then redirects there.

    Facts of the clinic itself stay as `into` has them. Raises Refused for a clinic with itself or with one merged away.
    """
    if gone.pk == into.pk or into.merged_into_id:
        raise Refused("Choose another clinic to keep: this one is the same, or was merged away itself.")
    with transaction.atomic():
        for program in gone.programs.all():
            move(program, into)
        gone.records.update(clinic=into)
        with change(gone, by=by, why=why):
            gone.merged_into = into
            gone.status = Status.WITHDRAWN
            gone.withdrawn_reason = f"The same place as {into.name}."
            gone.withdrawn_on = timezone.localdate()
        tell_search([gone.pk, into.pk], Program.objects.filter(clinic=into))


def move(program, into):
    """Give `program`, with all that is about it, to the clinic `into`."""
    taken = set(into.programs.values_list("slug", flat=True))
    Program.objects.filter(pk=program.pk).update(clinic=into, slug=first_free(program.slug, taken))
    for rows in (program.statements, program.checks, program.records, program.conflicts):
        rows.update(clinic=into)
