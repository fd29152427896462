"""Corrections from readers: taken in, decided by a curator, forgotten after a while."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from programs.models import Correction, Program
from programs.models.correction import Sender
from programs.publishing.change import tell_search

AN_HOUR = dt.timedelta(hours=1)
MOST = 5  # corrections of one sender an hour
KEEP_SENDERS = dt.timedelta(days=1)
KEEP_WORDS = dt.timedelta(days=90)


class TooMany(Exception):
    """One sender sent too many; `seconds` is how long to wait."""

    def __init__(self, seconds):
        self.seconds = seconds
        super().__init__(f"Wait {seconds} seconds.")


class Decided(Exception):
    """Somebody has decided the correction already."""


def suggest(clinic, group, proposed, *, address, program=None, knows=""):
    """Take in a correction from the internet address `address`, of which a digest is kept for a day; return it.

    Raises TooMany, with nothing written. The public page of the clinic then says that it is being looked at.
    """
    now = timezone.now()
    digest = salted_hmac("programs.correction", address, algorithm="sha256").hexdigest()
    with transaction.atomic():
        forget(now)
        sent = Sender.objects.filter(digest=digest, at__gt=now - AN_HOUR).order_by("at")
        if len(times := list(sent.values_list("at", flat=True))) >= MOST:
            raise TooMany(int((times[-MOST] + AN_HOUR - now).total_seconds()) + 1)
        Sender.objects.create(digest=digest, at=now)
        correction = Correction.objects.create(
            clinic=clinic, program=program, group=group, proposed=proposed, knows=knows
        )
        tell_search([clinic.pk], Program.objects.none())
    return correction


def decide(correction, outcome, *, by, answer=""):
    """Say what came of a correction, in `answer` to the reader as well; raises Decided when that is said already."""
    with transaction.atomic():
        waiting = Correction.objects.filter(pk=correction.pk, outcome=Correction.Outcome.WAITING)
        said = {"outcome": outcome, "answer": answer, "decided_by": by, "decided_at": timezone.now()}
        if not waiting.update(**said):
            raise Decided
        tell_search([correction.clinic_id], Program.objects.none())


def forget(now=None):
    """Forget senders after a day, and the words of corrections 90 days after they were decided."""
    now = now or timezone.now()
    Sender.objects.filter(at__lt=now - KEEP_SENDERS).delete()
    old = Correction.objects.filter(decided_at__lt=now - KEEP_WORDS)
    old.exclude(proposed="", knows="", answer="").update(proposed="", knows="", answer="")
