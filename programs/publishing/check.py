"""Confirming a group of facts."""

from django.db import transaction
from django.utils import timezone

from programs.models import Check, Program
from programs.models.claims import day
from programs.models.facts import kind_of
from programs.models.groups import GROUPS
from programs.models.source import expiry
from programs.publishing.change import clinic_of, lock, tell_search
from programs.publishing.refusal import Refused


def confirm(entry, group, *, by, method, on=None, note="", version=None):
    """Record that `by` found `group` of `entry` still correct on the day `on` (default today); return the Check.

    Raises Refused when the group is not of this kind of entry, the day is still to come or a price has ended, Stale
    when `version` (what `by` looked at) is no longer the entry's. Changes no fact and no version; the search learns of
    the new date.
    """
    return confirm_groups(entry, [group], by=by, method=method, on=on, note=note, version=version)[0]


def confirm_groups(entry, groups, *, by, method, on=None, note="", version=None):
    """The same as confirm() for several groups that were confirmed together; return their Checks."""
    on = on or timezone.localdate()
    refuse_wrong(entry, groups, on)
    with transaction.atomic():
        if version is not None:
            lock(entry, version)
        checks = [check_of(entry, group, on) for group in groups]
        for check in checks:
            check.by, check.by_name, check.method, check.note = by, by.get_username(), method, note
        Check.objects.bulk_create(checks)
        tell_search([clinic_of(entry).pk], Program.objects.none())
    return checks


def refuse_wrong(entry, groups, on=None):
    """Raise Refused for a group that the entry does not have, and for a day that is still to come."""
    owner = kind_of(entry)
    for group in groups:
        if group not in GROUPS or GROUPS[group].owner != owner:
            raise Refused(f"{group} is no group of facts of a {owner}.")
    if on and on > timezone.localdate():
        raise Refused("A check cannot be dated in the future.")
    if on and "prices" in groups:
        refuse_ended(entry, on)


def refuse_ended(program, on):
    """Raise Refused where a price has ended by the day `on` and no other of its item holds: nobody can confirm it."""
    prices = list(program.prices.all())
    holding = {price.item for price in prices if price.holds_on(on)}
    for price in prices:
        if price.valid_until and price.valid_until < on and price.item not in holding:
            label = price.get_item_display()
            raise Refused(
                f"{label}: its price ended on {day(price.valid_until)}. Enter the new one, or take it out."
            )


def check_of(entry, group, on):
    """An unsaved check of `group`: which entry it is about, and until when it counts."""
    licences = clinic_of(entry).licences.all() if group == "licences" else ()
    program = entry if isinstance(entry, Program) else None
    until = expiry(group, on, licences)
    return Check(clinic=clinic_of(entry), program=program, group=group, checked_on=on, expires_on=until)
