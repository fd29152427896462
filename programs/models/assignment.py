"""Who has taken on a thing of the work queue."""

from django.conf import settings
from django.db import models

from programs.models.clinic import Clinic
from programs.models.program import Program
from programs.models.source import once_checks


class Assignment(models.Model):
    """A curator looks at one thing: a rule's finding about a group of facts of an entry."""

    rule = models.CharField(max_length=40)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="assignments")
    program = models.ForeignKey(Program, models.CASCADE, null=True, related_name="assignments")
    group = models.CharField(max_length=14, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = once_checks("assignment", ["rule", "group"], "Somebody has taken this on already.")

    def __str__(self):
        return f"{self.rule}: {self.by}"
