"""What people export: what each of them took last, and what a team has saved to take again."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from programs.models.job import Job


class Export(models.Model):
    """An export by the address of its page: filter, columns, rows, format and language.

    One with a name is saved for everybody who exports; one without is what `by` took at `at`. A large one is written
    by its job.
    """

    name = models.CharField(
        max_length=80, blank=True, help_text="Such as “Board report”. Everybody who exports sees it."
    )
    address = models.TextField(help_text="Such as type=kap&state=CA&columns=funder&format=xlsx.")
    rows = models.PositiveIntegerField(null=True, help_text="How many the newest file holds.")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="exports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=~models.Q(name=""),
                name="export_name_once",
                violation_error_message="There is a saved export of this name already: choose another name.",
            )
        ]

    def __str__(self):
        return self.name or self.address
