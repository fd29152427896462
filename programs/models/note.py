"""What staff tell each other about an entry. Nobody outside ever reads it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models.clinic import Clinic
from programs.models.program import Program

LONGEST = 2_000


class Note(models.Model):
    """A note on a clinic, or on one of its programs. It is no fact: no page, no search and no check knows of it."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="notes")
    program = models.ForeignKey(Program, models.CASCADE, null=True, related_name="notes")
    text = models.TextField(_("Note"), max_length=LONGEST)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.text[:60]
