"""Calls to clinics: what they confirm, and that nobody answered."""

from django.db import transaction

from programs.models import Call, Check, Program
from programs.models.facts import kind_of
from programs.publishing.change import clinic_of, tell_search
from programs.publishing.check import confirm, refuse_wrong


def log_call(entry, group, outcome, *, by, number="", answered_by="", said="", made=None):
    """Write into the call log that `by` rang up about `group` of `entry`; return the Call."""
    return Call.objects.create(
        clinic=clinic_of(entry),
        program=entry if kind_of(entry) == "program" else None,
        group=group,
        outcome=outcome,
        number=number,
        answered_by=answered_by,
        said=said,
        made=made,
        by=by,
    )


def still_correct(entry, group, *, by, method, version=None, **heard):
    """Confirm a group, and log the call where that was how; raises what confirm() raises. Returns the Check."""
    with transaction.atomic():
        check = confirm(entry, group, by=by, method=method, note=heard.get("said", ""), version=version)
        if method == Check.Method.CALL:
            log_call(entry, group, Call.Outcome.REACHED, by=by, made=check, **heard)
    return check


def could_not_reach(entry, group, *, by, **heard):
    """Log a call in vain; raises Refused for a group that the entry does not have. Returns the Call.

    It may put the checks of the clinic on hold: the queue learns of that as the search does.
    """
    refuse_wrong(entry, [group])
    with transaction.atomic():
        call = log_call(entry, group, Call.Outcome.NO_ANSWER, by=by, **heard)
        tell_search([call.clinic_id], Program.objects.none())
    return call
