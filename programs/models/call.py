"""The call log: who was rung up about what, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models.clinic import Clinic
from programs.models.contact import as_written
from programs.models.program import Program
from programs.models.source import GROUP_CHOICES, Check

UNANSWERED = 3  # calls in a row after which a clinic counts as not reached


class CallQuerySet(models.QuerySet):
    def in_vain(self):
        """Calls that nobody answered, and since which nobody answered."""
        later = Call.objects.filter(clinic=OuterRef("clinic"), pk__gt=OuterRef("pk"))
        return self.filter(
            ~Exists(later.filter(outcome=Call.Outcome.REACHED)), outcome=Call.Outcome.NO_ANSWER
        )

    def unreached(self):
        """The last call of each clinic that was rung up UNANSWERED times in a row, in vain."""
        earlier = Call.objects.in_vain().filter(clinic=OuterRef("clinic"), pk__lt=OuterRef("pk")).order_by()
        number = earlier.values("clinic").annotate(number=Count("pk")).filter(number=UNANSWERED - 1)
        return self.in_vain().filter(Exists(number))


class Call(models.Model):
    """One call to a clinic about a group of facts, its own or a program's. `made` is the Check that it led to."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Somebody answered")
        NO_ANSWER = "no_answer", _("Nobody answered")

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="calls")
    program = models.ForeignKey(Program, models.CASCADE, null=True, related_name="calls")
    group = models.CharField(max_length=14, choices=GROUP_CHOICES)
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    number = models.CharField(max_length=28, blank=True)
    answered_by = models.CharField(_("Who answered"), max_length=120, blank=True)
    said = models.CharField(_("What was said"), max_length=300, blank=True)
    made = models.OneToOneField(Check, models.SET_NULL, null=True, related_name="call")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField(default=timezone.now)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["reached", "no_answer"]),
                name="call_outcome_word",
                violation_error_message="Outcome: use reached or no_answer.",
            )
        ]

    def __str__(self):
        return f"{self.clinic}: {self.get_outcome_display()}"

    @property
    def written(self):
        """The number as people write it."""
        return as_written(self.number)
