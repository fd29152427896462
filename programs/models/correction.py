"""What readers say is wrong, and what came of it."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models.clinic import Clinic
from programs.models.program import Program
from programs.models.source import GROUP_CHOICES

SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"  # none that looks like another, no vowels: no words come out
LENGTH = 8


def new_reference():
    """A number by which a reader finds a correction again: 27 to the 8th, not to be guessed one after the other."""
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))


class Correction(models.Model):
    """A reader's words about a group of facts of a clinic or program. Who wrote them is nowhere kept."""

    class Knows(models.TextChoices):
        CALLED = "called", _("I called or wrote to the clinic")
        PATIENT = "patient", _("I was there")
        CLINIC = "clinic", _("I work at the clinic")
        OTHER = "other", _("Another way")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Being looked at")
        CHANGED = "changed", _("We changed the entry")
        RIGHT = "right", _("We asked: the entry is right")
        UNCLEAR = "unclear", _("We could not find out")

    reference = models.CharField(max_length=LENGTH, unique=True, default=new_reference)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="corrections")
    program = models.ForeignKey(Program, models.CASCADE, null=True, related_name="corrections")
    group = models.CharField(max_length=14, choices=GROUP_CHOICES)
    proposed = models.TextField(blank=True)
    knows = models.CharField(max_length=8, choices=Knows.choices, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    answer = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["clinic"], condition=Q(outcome="waiting"), name="correction_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["waiting", "changed", "right", "unclear"]),
                name="correction_outcome_word",
                violation_error_message="Outcome: use waiting, changed, right or unclear.",
            )
        ]

    def __str__(self):
        return f"{self.reference[:4]}-{self.reference[4:]}"

    @property
    def waits(self):
        return self.outcome == self.Outcome.WAITING


class Sender(models.Model):
    """That somebody sent a correction, as a digest that cannot be read back; kept for a day against robots."""

    digest = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.digest[:8]
