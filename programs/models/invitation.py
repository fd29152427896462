"""Links by which a clinic says itself, once, what is right in its entry."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone

from programs.models.clinic import Clinic

DAYS = 14


def last_moment():
    return timezone.now() + dt.timedelta(days=DAYS)


class Invitation(models.Model):
    """A link that was made for a clinic; `digest` is the SHA-256 of its key, which is nowhere kept."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(default=last_moment)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.clinic}: {self.until:%Y-%m-%d}"

    @property
    def is_open(self):
        """Whether it can still be used."""
        return self.used_at is None and self.until > timezone.now()
