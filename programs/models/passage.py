"""Texts that curators edit, a row a language: dated sentences, help lines, pieces of guides."""

from django.db import models
from django.db.models import Q


class PassageQuerySet(models.QuerySet):
    def showing(self, day):
        """Passages that have no last day, or have not reached it on `day`; no translation outlives the English."""
        ended = Passage.objects.filter(language="en", show_until__lt=day).values("key")
        return self.filter(Q(show_until__isnull=True) | Q(show_until__gte=day)).exclude(key__in=ended)

    def ending_by(self, day):
        """Passages whose last day is `day` or earlier: to be renewed, or left to hide."""
        return self.filter(show_until__lte=day)


class Passage(models.Model):
    """A text with a key, in one language, with its citation and, where it can grow stale, its last day."""

    key = models.SlugField(max_length=80, help_text="What the page asks for. It never changes.")
    language = models.CharField(max_length=12, default="en", help_text="Such as en or es.")
    title = models.CharField(max_length=200, blank=True, help_text="Its heading, when it has one.")
    body = models.TextField(help_text="Plain text, short sentences.")
    citation = models.CharField(max_length=300, blank=True, help_text="Every medical sentence has one.")
    show_until = models.DateField(null=True, blank=True, help_text="It hides itself after this day.")

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["key", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language"],
                name="passage_key_language",
                violation_error_message="This passage has a text in this language already.",
            )
        ]

    def __str__(self):
        return f"{self.key} ({self.language})"
