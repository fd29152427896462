"""An import of one file or several, from the file as it came to the day it is undone; and what a merge moved."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from programs.models.clinic import Clinic
from programs.models.job import Job
from programs.models.source import Source


class Columns(models.Model):
    """What the columns of a list were taken for, kept under a name for the next time the list comes."""

    name = models.CharField(max_length=120, unique=True)
    format = models.CharField(max_length=30)
    header = models.JSONField(help_text="The names of the columns, in their order.")
    columns = models.JSONField(default=dict, blank=True, help_text="{their column: our column}")
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Batch(models.Model):
    """One import: what came, what it was said to be, and what became of it."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Not planned yet"
        PLANNED = "planned", "Planned, not written"
        APPLIED = "applied", "Written"
        UNDONE = "undone", "Undone"

    file_name = models.CharField(max_length=200, help_text="As the person called it.")
    stored = models.CharField(
        max_length=60, blank=True, help_text="Its name under VAR_DIR/imports while it is kept."
    )
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    source_name = models.CharField(max_length=120)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="batches")
    edition = models.CharField(max_length=40, blank=True)
    told = models.JSONField(default=dict, blank=True, help_text="scope, publish, complete, format, sheet")
    columns = models.JSONField(default=dict, blank=True, help_text="{their column: our column}")
    state = models.CharField(max_length=8, choices=State.choices, default=State.UPLOADED)
    summary = models.JSONField(default=dict, blank=True, help_text="What was counted.")
    digest = models.CharField(max_length=64, blank=True, help_text="Of the plan that a person has seen.")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="batches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="batches")
    by_name = models.CharField(max_length=150)
    came_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    newest = models.JSONField(default=dict, help_text="The newest rows when it was written: {table: pk}.")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["uploaded", "planned", "applied", "undone"]),
                name="batch_state_word",
                violation_error_message="State: use uploaded, planned, applied or undone.",
            )
        ]

    def __str__(self):
        return f"{self.source_name} {self.edition}".strip()

    @property
    def can_be_undone(self):
        """Whether it is written, and what it takes to undo it is still kept."""
        return self.state == self.State.APPLIED and bool(self.newest)

    @property
    def is_busy(self):
        """Whether work on it waits or goes on."""
        return self.job is not None and self.job.state in (Job.State.WAITING, Job.State.RUNNING)


class Earlier(models.Model):
    """Rows about some clinics as they were before an import wrote them: {table: {pk: {column: value}}}."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="earlier")
    rows = models.JSONField(encoder=DjangoJSONEncoder)

    def __str__(self):
        return f"before {self.batch}"


class Merge(models.Model):
    """Two clinics became one: what was moved and what was picked, so that it can be undone."""

    gone = models.ForeignKey(Clinic, models.CASCADE, related_name="merges_as_gone")
    into = models.ForeignKey(Clinic, models.CASCADE, related_name="merges_as_kept")
    rows = models.JSONField(
        encoder=DjangoJSONEncoder, help_text="Rows as they were: {table: {pk: {column: value}}}."
    )
    facts = models.JSONField(default=dict, help_text="{fact: (said before, said since)} of the clinic kept.")
    by_name = models.CharField(max_length=150)
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.gone} → {self.into}"
