"""Confirming a group of facts."""

from django.db import transaction
from django.utils import timezone

from programs.models import Check, Program
from programs.models.groups import GROUPS
from programs.models.source import expiry
from programs.publishing.change import clinic_of, lock, tell_search
from programs.publishing.refusal import Refused


def confirm(entry, group, *, by, method, on=None, note="", version=None):
    """Record that `by` found `group` of `entry` still correct on the day `on` (default today); return the Check.

    Raises Refused when the group is not of this kind of entry or the day is still to come, Stale when `version` (what
    `by` looked at) is no longer the entry's. Changes no fact and no version; the search learns of the new date.
    """
    on = on or timezone.localdate()
    owner = "program" if isinstance(entry, Program) else "clinic"
    if group not in GROUPS or GROUPS[group].owner != owner:
        raise Refused(f"{group} is no group of facts of a {owner}.")
    if on > timezone.localdate():
        raise Refused("A check cannot be dated in the future.")
    with transaction.atomic():
        if version is not None:
            lock(entry, version)
        licences = clinic_of(entry).licences.all() if group == "licences" else ()
        check = Check.objects.create(
            clinic=clinic_of(entry),
            program=entry if owner == "program" else None,
            group=group,
            method=method,
            checked_on=on,
            expires_on=expiry(group, on, licences),
            by=by,
            by_name=by.get_username(),
            note=note,
        )
        tell_search([clinic_of(entry).pk], Program.objects.none())
    return check
