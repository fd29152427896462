"""Deciding what to do where a source says something else than an entry: keep ours, take theirs, or type another value.

A decision is remembered on the conflict and holds until the source offers something else. It answers all sources that
offer the same.
"""

from django.db import transaction
from django.utils import timezone

from programs.models import Conflict
from programs.models.facts import kind_of, texts
from programs.publishing.change import Stale, change, fresh
from programs.publishing.texts import say
from programs.publishing.units import fact_of, said_of, with_unit

Decision = Conflict.Decision


class Decided(Exception):
    """The conflict no longer waits as it was seen: it is decided, over, or about another offer.

    `conflict` is it now; None when it is gone.
    """

    def __init__(self, conflict):
        self.conflict = conflict
        super().__init__(f"{conflict or 'The conflict'} does not wait for this decision any longer.")


def keep_ours(conflict, *, by, version=None, offered=None):
    """Leave the entry as it is: the source's offer is answered. No fact changes, so there is no history of it.

    `version` of the entry and `offered` are what the user `by` looked at. Raises Stale or Decided, with nothing
    changed, when either is something else by now.
    """
    return decide(conflict, Decision.KEPT, None, by=by, version=version, offered=offered)


def take_theirs(conflict, *, by, version=None, offered=None, why=""):
    """Make the entry say what the source offers, with the source behind the group; ends the group's checks.

    Raises as keep_ours() does, and ValidationError or ValueError for an offer that the entry cannot hold.
    """
    said = {"source": conflict.source, "edition": conflict.edition}
    said["why"] = why or f"Took what {conflict.source} {conflict.edition} says."
    return decide(conflict, Decision.TAKEN, conflict.offered, by=by, version=version, offered=offered, **said)


def edit(conflict, value, *, by, version=None, offered=None, why=""):
    """Make the entry say `value` (the field's canonical text, empty for not stated), found out by the editors.

    Raises as take_theirs() does.
    """
    return decide(conflict, Decision.EDITED, value, by=by, version=version, offered=offered, why=why)


def decide(conflict, decision, value, *, by, version, offered, **said):
    """Write `value` (None: what is there) and remember the decision, in one transaction; return the Conflict."""
    entry = fresh(entry_of(conflict))
    with transaction.atomic():
        try:
            with change(entry, by=by, version=version, **said):
                held = waiting(conflict, offered)
                if value is not None:
                    put(entry, held.field, value, by)
        except Stale:
            waiting(conflict, offered)
            raise
        held.decision, held.decided_by, held.decided_at = decision, by, timezone.now()
        ours = said_of(kind_of(entry), texts(fresh(entry)), held.field)
        held.decided_value = ours if value is None else value
        held.save()
        alike(held).update(
            decision=decision, decided_by=by, decided_at=held.decided_at, decided_value=held.decided_value
        )
    return held


def alike(conflict):
    """What waits because other sources offer the same for the same fact: one decision answers all."""
    same = Conflict.objects.filter(clinic=conflict.clinic_id, program=conflict.program_id)
    same = same.filter(field=conflict.field, offered=conflict.offered, decision=Decision.WAITING)
    return same.exclude(pk=conflict.pk)


def entry_of(conflict):
    """The program or clinic that a conflict is about."""
    return conflict.program or conflict.clinic


def waiting(conflict, offered):
    """The conflict, held to the end of the transaction; raises Decided unless it waits and offers `offered`."""
    held = Conflict.objects.select_for_update(of=("self",)).select_related("decided_by", "source")
    held = held.filter(pk=conflict.pk).first()
    if held is None or held.decision != Decision.WAITING or offered not in (None, held.offered):
        raise Decided(held)
    return held


def put(entry, field, value, by):
    """Make `field` of the entry say `value`; to be called inside change()."""
    kind = kind_of(entry)
    now = texts(fresh(entry))
    say(entry, now, with_unit(kind, now, field, value), by)


def hand_over(gone, into, *, by):
    """Let what sources offer for facts of the clinic `gone` itself wait at the clinic `into`, as part of a merge.

    It is over where `into` says it already, or where the same was decided there. Where the same source offers
    something else at `into`, that alone waits on.
    """
    now, there = texts(fresh(into)), {(each.source_id, each.field): each for each in own(into)}
    for conflict in own(gone).filter(decision=Decision.WAITING):
        ours, other = said_of("clinic", now, conflict.field), there.get((conflict.source_id, conflict.field))
        if answers(ours, conflict) or (other and other.offered == conflict.offered):
            conflict.delete()
        elif other and other.decision == Decision.WAITING:
            conflict.decision, conflict.decided_at, conflict.decided_value = (
                Decision.KEPT,
                timezone.now(),
                ours,
            )
            conflict.decided_by = None if isinstance(by, str) else by
            conflict.save()
        else:
            own(into).filter(source=conflict.source, field=conflict.field).delete()
            conflict.clinic, conflict.ours = into, ours
            conflict.save()


def own(clinic):
    """The conflicts about a clinic itself, none of its programs."""
    return Conflict.objects.filter(clinic=clinic, program=None)


def answers(ours, conflict):
    """Whether an entry that says `ours` says what is offered; of one phone number its kind does not matter."""
    return ours == conflict.offered or bool(ours and conflict.offered and fact_of(conflict.field) == "phones")
