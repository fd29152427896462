"""What research has found: a record a study, with its size, its comparison and its limits."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models.term import DEFAULT_LANGUAGE, Term


class StudyQuerySet(models.QuerySet):
    def for_page(self):
        """What the page of studies prints: 3 queries more."""
        return self.select_related("substance").prefetch_related("texts", "substance__texts")


class Study(models.Model):
    """One study or review of ketamine for addiction.

    `effect` with its 95 % interval is a difference (none at 0) or a ratio (none at 1) between the groups; left empty
    where the source gives no interval.
    """

    class Design(models.TextChoices):
        COMPARED = "compared", _("Two groups were compared")
        UNCOMPARED = "uncompared", _("No group to compare with")
        REVIEW = "review", _("A review of other studies")
        RUNNING = "running", _("Under way, no results yet")

    class Scale(models.TextChoices):
        DIFFERENCE = "difference", _("A difference: 0 is no difference")
        RATIO = "ratio", _("A ratio: 1 is no difference")

    slug = models.SlugField(max_length=80, unique=True, help_text="Its place on the page. It never changes.")
    name = models.CharField(max_length=120, help_text="First author and year, as people cite it.")
    year = models.PositiveSmallIntegerField()
    design = models.CharField(max_length=12, choices=Design.choices)
    people = models.PositiveIntegerField(null=True, blank=True, help_text="How many took part.")
    substance = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"vocabulary": "substance"},
        related_name="studies",
        help_text="Empty for studies of several.",
    )
    reference = models.CharField(max_length=200, help_text="A DOI as doi 10.…, or where it was printed.")
    scale = models.CharField(max_length=12, choices=Scale.choices, blank=True)
    effect = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    effect_low = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    effect_high = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(
                condition=Q(scale="", effect=None, effect_low=None, effect_high=None)
                | ~Q(scale="") & Q(effect_low__lte=F("effect"), effect_high__gte=F("effect")),
                name="study_effect_inside_its_interval",
                violation_error_message="Give an effect with its scale and both ends of its interval, or none.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def doi(self):
        """The DOI of the reference, or an empty text."""
        return self.reference.partition("doi ")[2]

    def text(self, language):
        """Its StudyText in `language`, else in English; None when it has neither. Reads prefetched rows."""
        rows = {row.language: row for row in self.texts.all()}
        return rows.get(language) or rows.get(DEFAULT_LANGUAGE)


class StudyText(models.Model):
    """What a study did and found, in one language."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12, default=DEFAULT_LANGUAGE, help_text="Such as en or es.")
    who = models.CharField(max_length=300, help_text="Who took part.")
    given = models.CharField(
        max_length=400, help_text="Dose, route and number of sessions, and the therapy with it."
    )
    compared = models.CharField(max_length=300, blank=True, help_text="What the other group got.")
    result = models.TextField(help_text="What was found, between the groups.")
    limits = models.TextField(help_text="What it does not show.")
    effect_label = models.CharField(max_length=200, blank=True, help_text="What the plotted number counts.")

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "language"],
                name="study_text_language",
                violation_error_message="This study has a text in this language already.",
            )
        ]

    def __str__(self):
        return f"{self.study_id} ({self.language})"
