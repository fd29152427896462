"""Long work that a small process beside the server takes, one at a time."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Job(models.Model):
    """A piece of long work. `kind` is a name of programs.jobs; `result` may hold `says`, words, and `url`, a place."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict, blank=True)
    period = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_default="",
        help_text="The day or hour that it is due once in.",
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="How often it was begun.")
    stage = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="What is done now, in words."
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state"], condition=Q(state__in=["waiting", "running"]), name="job_to_take")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]),
                name="job_state_word",
                violation_error_message="State: use waiting, running, done or failed.",
            ),
            models.UniqueConstraint(
                fields=["kind", "period"],
                condition=~Q(period=""),
                name="job_once_a_period",
                violation_error_message="This is done once in this period already.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.state}"
