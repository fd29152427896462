"""The invented entries of a demonstration: what only they need, and how they go again.

They alone are ever deleted: nobody real was ever told of them.
"""

from django.db import transaction
from django.db.models import Q

from programs.models import Change, Clinic, Conflict, DuplicateSuspect, Organization, Program, Source
from programs.models.facts import fact_text, kind_of
from programs.models.groups import FACTS
from programs.publishing.change import clinic_of, fresh, log_search
from programs.publishing.refusal import Refused


def note_suspect(one, other, *, reason):
    """Put two clinics before the curators as likely one place."""
    one, other = sorted((one, other), key=lambda clinic: clinic.pk)
    return DuplicateSuspect.objects.create(one=one, other=other, reason=reason)


def note_conflict(entry, name, *, source, offered):
    """Put before the curators that `source` offers `offered` for the fact `name` of a clinic or program."""
    return Conflict.objects.create(
        clinic=clinic_of(entry),
        program=entry if isinstance(entry, Program) else None,
        field=name,
        source=source,
        offered=offered,
        ours=fact_text(fresh(entry), FACTS[kind_of(entry), name]),
    )


def remove_demonstration(*, organizations, sources):
    """Delete every clinic that is marked as invented, with all that is about it; return {kind: how many}.

    Of the `organizations` and `sources` (names) those go that nothing else uses. Raises Refused, with nothing
    changed, when a real clinic was merged into an invented one.
    """
    with transaction.atomic():
        clinics = Clinic.objects.filter(demonstration=True)
        refuse_real_merges(clinics)
        pks = list(clinics.values_list("pk", flat=True))
        operators = Organization.objects.filter(name__in=organizations, clinics__in=pks)
        gone = list(operators.exclude(clinics__demonstration=False).distinct())
        ids = [*clinics.values_list("public_id", flat=True), *(each.public_id for each in gone)]
        ids += Program.objects.filter(clinic__in=pks).values_list("public_id", flat=True)
        count = {"clinics": len(pks), "programs": len(ids) - len(pks) - len(gone), "organizations": len(gone)}
        clinics.update(merged_into=None)
        clinics.delete()
        Organization.objects.filter(pk__in=[each.pk for each in gone]).delete()
        Change.objects.filter(resource_id__in=ids).delete()
        count["sources"] = unused(sources).delete()[0]
        if pks:
            log_search(pks)
    return count


def refuse_real_merges(clinics):
    """Raise Refused when a clinic that is not of `clinics` redirects to one of them."""
    kept = Clinic.objects.filter(merged_into__in=clinics, demonstration=False)
    if kept:
        raise Refused(
            *(f"{clinic} was merged into an invented clinic: correct that first." for clinic in kept)
        )


def unused(names):
    """Those of the sources that nothing refers to."""
    used = [Q(**{f"{rows}__isnull": False}) for rows in ("statements", "records", "prices", "conflict")]
    everything = used[0] | used[1] | used[2] | used[3]
    return Source.objects.filter(name__in=names).exclude(
        pk__in=Source.objects.filter(everything).values("pk")
    )
