"""Entries that a source's whole edition no longer lists: never deleted; a curator withdraws them, or keeps them."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from programs.models import SourceRecord, Status


def absences():
    """One record for each (source, clinic or program of it) that is gone from the source's list and waits.

    A program whose clinic is gone from the same list is part of that; what is withdrawn or merged away is not asked
    about.
    """
    same = SourceRecord.objects.filter(source=OuterRef("source"), clinic=OuterRef("clinic"))
    about = Q(program=OuterRef("program")) | Q(program__isnull=True, part=OuterRef("part"))
    listed = same.filter(about, missing_from="")
    earlier = same.filter(about, pk__lt=OuterRef("pk")).exclude(missing_from="")
    clinic = same.filter(part="clinic")
    clinic_gone = Exists(clinic) & ~Exists(clinic.filter(missing_from=""))
    found = SourceRecord.objects.exclude(missing_from="").filter(
        missing_seen_at=None, clinic__merged_into=None
    )
    found = found.exclude(clinic__status=Status.WITHDRAWN).exclude(program__status=Status.WITHDRAWN)
    return found.filter(~Exists(listed), ~Exists(earlier)).filter(Q(part="clinic") | ~clinic_gone)


def keep_listed(record, *, by):
    """Remember that `by` keeps what `record` speaks of, though its source lists it no longer.

    Returns whether it waited. Of a clinic this holds for its programs too. The next edition without it asks again.
    """
    about = SourceRecord.objects.filter(source=record.source_id, clinic=record.clinic_id)
    about = about if record.program_id is None else about.filter(program=record.program_id)
    waiting = about.filter(missing_seen_at=None).exclude(missing_from="")
    return bool(waiting.update(missing_seen_by=by, missing_seen_at=timezone.now()))
