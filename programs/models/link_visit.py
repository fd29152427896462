"""What came of the last visit to a clinic's website."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from programs.models.clinic import Clinic
from programs.models.source import Check

DEAD_AFTER = dt.timedelta(hours=20)  # between the first of several visits that failed and the last


class LinkVisitQuerySet(models.QuerySet):
    def dead(self):
        """Websites that failed at visits of different days, and have not been changed since."""
        lasting = Q(failing_since__lte=F("visited_at") - DEAD_AFTER)
        return self.filter(lasting, url=F("clinic__website"))

    def unlooked(self):
        """Dead websites of clinics whose contact nobody has checked since the last visit."""
        looked = Check.objects.filter(
            clinic=OuterRef("clinic"), group="contact", checked_on__gte=OuterRef("visited_on")
        )
        return self.dead().annotate(visited_on=TruncDate("visited_at")).filter(~Exists(looked))


class LinkVisit(models.Model):
    """The last visit to a clinic's website at `url`; `failing_since`, the first of those that failed in a row."""

    class Answer(models.TextChoices):
        WELL = "well", _("It answers")
        REFUSED = "refused", _("It answers people only")
        MISSING = "missing", _("The page is not there")
        BROKEN = "broken", _("The site has an error")
        SILENT = "silent", _("Nothing answers")
        UNSAFE = "unsafe", _("Its certificate is not valid")
        NOT_ASKED = "not_asked", _("It was not asked")

    FAILED = (Answer.MISSING, Answer.BROKEN, Answer.SILENT, Answer.UNSAFE, Answer.NOT_ASKED)

    clinic = models.OneToOneField(Clinic, models.CASCADE, related_name="link_visit")
    url = models.URLField(max_length=500)
    answer = models.CharField(max_length=9, choices=Answer.choices)
    detail = models.CharField(max_length=80, blank=True)
    visited_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)

    objects = LinkVisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    answer__in=["well", "refused", "missing", "broken", "silent", "unsafe", "not_asked"]
                ),
                name="linkvisit_answer_word",
                violation_error_message="Answer: use one of the words that a visit can end with.",
            )
        ]

    def __str__(self):
        return f"{self.url}: {self.get_answer_display()}"
