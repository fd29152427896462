"""The history of every entry, and the log from which each worker learns what to read again."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from programs.models.clinic import Clinic

# The numbers of this many writing transactions stay in the log; whoever knows none of them reads everything again.
KEPT_NUMBERS = 10_000
# Writing transactions between two clearings of the log.
CLEARED_EVERY = 500


class Change(models.Model):
    """One fact of one entry changed. Field names are those of HSDS metadata."""

    class Action(models.TextChoices):
        CREATE = "create", "Created"
        UPDATE = "update", "Changed"

    resource_type = models.CharField(max_length=12, help_text="organization, clinic or program")
    resource_id = models.UUIDField(db_index=True)
    clinic = models.ForeignKey(Clinic, models.SET_NULL, null=True, related_name="changes")
    field_name = models.CharField(max_length=60, blank=True)
    previous_value = models.TextField(blank=True)
    replacement_value = models.TextField(blank=True)
    last_action_type = models.CharField(max_length=6, choices=Action.choices)
    last_action_date = models.DateTimeField()
    updated_by = models.CharField(max_length=150, help_text="A user's name, or the import that did it.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(help_text="The entry's version after this change.")
    batch = models.ForeignKey(
        "programs.Batch", models.SET_NULL, null=True, db_index=False, related_name="changes"
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["batch"], condition=models.Q(batch__isnull=False), name="change_of_batch")
        ]

    def __str__(self):
        return f"{self.resource_type} {self.field_name} {self.last_action_date:%Y-%m-%d}"


class SearchRevision(models.Model):
    """One row: how many writing transactions the search has to know of, and when the last one was."""

    n = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return str(self.n)


class SearchChange(models.Model):
    """A clinic that the writing transaction `n` touched; no clinic: read everything again.

    `indexed` holds what the search index reads of the clinic (see indexed.py) where it alone was touched, while the
    change is young. The log holds the last KEPT_NUMBERS transactions for certain, and may still hold some more.
    """

    n = models.PositiveBigIntegerField(db_index=True)
    clinic_pk = models.PositiveBigIntegerField(null=True)
    indexed = models.TextField(db_default="")

    def __str__(self):
        return f"{self.n}: {self.clinic_pk}"
