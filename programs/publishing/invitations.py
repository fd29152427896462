"""A clinic's own word, asked for by a curator: a link that works once."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from programs.models import Clinic, Correction, Invitation, Program, Source
from programs.models.groups import GROUPS
from programs.publishing.change import clinic_of, state, tell_search

ITSELF = "The clinic itself"
KEEP = dt.timedelta(days=90)


class Used(Exception):
    """The link was used meanwhile, or its days are over."""


def invite(clinic, *, by):
    """Make a link for `clinic`; return its key, which is nowhere kept. Earlier ones that wait no longer work."""
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.filter(clinic=clinic, used_at=None).delete()
        Invitation.objects.create(clinic=clinic, digest=digest_of(key), made_by=by)
    return key


def invitation_of(key):
    """The Invitation whose key is `key`, or None."""
    return Invitation.objects.select_related("clinic").filter(digest=digest_of(key)).first()


def digest_of(key):
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def take_word(invitation, right, wrong):
    """Take in what a clinic says of itself; return the references of the corrections.

    `right` are (entry, group) that are as the entry says: they then count as stated by the clinic, today. `wrong` are
    (entry, group, words): corrections that wait for a curator. Raises Used, and nothing is written.
    """
    now = timezone.now()
    with transaction.atomic():
        waiting = Invitation.objects.filter(pk=invitation.pk, used_at=None, until__gt=now)
        if not waiting.update(used_at=now):
            raise Used
        for entry, group in right:
            state(entry, [GROUPS[group]], itself(), "", timezone.localdate())
        found = [correction(entry, group, words).reference for entry, group, words in wrong]
        tell_search([invitation.clinic_id], Program.objects.none())
    return found


def correction(entry, group, words):
    program = None if isinstance(entry, Clinic) else entry
    return Correction.objects.create(
        clinic=clinic_of(entry), program=program, group=group, proposed=words, knows=Correction.Knows.CLINIC
    )


def itself():
    """The source that stands for what clinics say of themselves by their link."""
    return Source.objects.get_or_create(name=ITSELF, defaults={"kind": Source.Kind.CLINIC})[0]


def forget_invitations(now=None):
    """Forget links 90 days after their last moment."""
    Invitation.objects.filter(until__lt=(now or timezone.now()) - KEEP).delete()
