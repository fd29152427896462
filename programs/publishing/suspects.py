"""Two clinics that are likely one place: a curator says whether they are, and that is remembered."""

from django.db import transaction
from django.utils import timezone

from programs.models import DuplicateSuspect
from programs.publishing.merge import merge
from programs.publishing.refusal import Refused

Decision = DuplicateSuspect.Decision
WAITING = {"decision": Decision.WAITING, "decided_by": None, "decided_at": None}


def suspects():
    """The pairs that wait for a decision, none of them merged away."""
    found = DuplicateSuspect.objects.filter(decision=Decision.WAITING)
    return found.filter(one__merged_into=None, other__merged_into=None)


def not_the_same(suspect, *, by):
    """Remember that the two are two places; no import asks again. Raises Refused when it is decided already."""
    with transaction.atomic():
        decided(held(suspect), Decision.DIFFERENT, by)


def pair_by_hand(one, other, *, by):
    """Let two clinics that `by` calls one place wait for a decision, also where it was "not the same"; return the pair.

    Raises Refused for a clinic with itself, and for one that was merged away.
    """
    if one.pk == other.pk or one.merged_into_id or other.merged_into_id:
        raise Refused(
            "Choose two clinics that are both here: one of these was merged away, or they are the same."
        )
    first, second = sorted((one, other), key=lambda clinic: clinic.pk)
    chosen = {"reason": f"Chosen by {by.get_username()}.", "found_at": timezone.now(), **WAITING}
    with transaction.atomic():
        pair, made = DuplicateSuspect.objects.get_or_create(one=first, other=second, defaults=chosen)
        if not made and pair.decision != Decision.WAITING:
            DuplicateSuspect.objects.filter(pk=pair.pk).update(**chosen)
    return pair


def same_place(suspect, keep, *, by, why="", picks=None):
    """Merge the other clinic of the pair into `keep`, see merge(); return the Merge.

    Raises Refused when it is decided already.
    """
    with transaction.atomic():
        pair = held(suspect)
        gone = pair.other if keep.pk == pair.one_id else pair.one
        decided(pair, Decision.MERGED, by)
        return merge(gone, keep, by=by, why=why, picks=picks)


def held(suspect):
    """The pair, locked to the end of the transaction."""
    pair = DuplicateSuspect.objects.select_for_update(of=("self",)).select_related(
        "one", "other", "decided_by"
    )
    pair = pair.get(pk=suspect.pk)
    if pair.decision != Decision.WAITING:
        raise Refused(f"It is decided already, by {pair.decided_by or '–'}: {pair.get_decision_display()}.")
    return pair


def decided(pair, decision, by):
    pair.decision, pair.decided_by, pair.decided_at = decision, by, timezone.now()
    pair.save()
