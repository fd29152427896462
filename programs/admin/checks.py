"""Entries by the state of their checks and by claim level, as conditions of one query."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from programs.models import Check, Source, Statement
from programs.models.claims import CLINIC, CONFIRMED, LISTED, NONE
from programs.queue.checks import SOON_DAYS, newest_checks

EXPIRING = "expiring"
EXPIRED = "expired"
NEVER = "never"
# The group of facts whose claim level stands for the whole entry in lists.
LEADING_GROUP = {"clinic": "contact", "program": "offer"}


def with_checks(entries, state, today, owner):
    """Those of `entries` with a group whose newest check is `state`: expiring, expired; or never checked at all.

    `owner` is "clinic" (its programs' checks count too) or "program".
    """
    about = {owner: OuterRef("pk")}
    if state == NEVER:
        return entries.filter(~Exists(Check.objects.filter(**about)))
    newest = newest_checks().filter(**about)
    if state == EXPIRED:
        return entries.filter(Exists(newest.filter(Q(ended_on__isnull=False) | Q(expires_on__lt=today))))
    soon = today + dt.timedelta(days=SOON_DAYS)
    return entries.filter(Exists(newest.live(today).filter(expires_on__lte=soon)))


def with_claim(entries, level, today, owner):
    """Those of `entries` whose leading group has the claim level `level`: the query form of claims.claim()."""
    about = {owner: OuterRef("pk"), "group": LEADING_GROUP[owner]}
    live = Exists(Check.objects.live(today).filter(**about))
    said = Statement.objects.filter(**about)
    own = Exists(said.filter(source__kind=Source.Kind.CLINIC))
    if level == CONFIRMED:
        return entries.filter(live)
    if level == CLINIC:
        return entries.filter(~live, own)
    if level == LISTED:
        return entries.filter(~live, ~own, Exists(said))
    if level == NONE:
        return entries.filter(~live, ~Exists(said))
    raise ValueError(f"{level}: no claim level.")
