"""The words of the directory as rows: terms, program types, and which entry says which term."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models.answers import LISTED_ANSWERS, YES
from programs.vocabulary import VOCABULARIES

VOCABULARY_CHOICES = [(slug, singular) for slug, singular, _plural in VOCABULARIES]
DEFAULT_LANGUAGE = "en"


class TermQuerySet(models.QuerySet):
    def of(self, vocabulary):
        """The terms of one vocabulary in their printed order."""
        return self.filter(vocabulary=vocabulary).order_by("order", "slug")

    def with_texts(self):
        """Terms with their labels: one query more, whatever their number."""
        return self.prefetch_related("texts")


class Term(models.Model):
    """One word of a vocabulary: a substance, a therapy, a way to pay …"""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vocabulary = models.CharField(
        max_length=30, choices=VOCABULARY_CHOICES, help_text="The list it belongs to. It never changes."
    )
    slug = models.SlugField(
        max_length=60, help_text="Its name in addresses and files, such as alcohol or cbt. It never changes."
    )
    order = models.PositiveIntegerField(default=1000, help_text="Place in lists, from the top.")
    local = models.BooleanField(
        default=True, editable=False, help_text="Added by a curator here: loading never touches it."
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["vocabulary", "order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["vocabulary", "slug"],
                name="term_vocabulary_slug",
                violation_error_message="This vocabulary has a term with this slug already.",
            )
        ]

    def __str__(self):
        return self.text().label if self.pk and self.texts.all() else self.slug

    def text(self, language=DEFAULT_LANGUAGE):
        """The TermText in `language`, else in English, else None. Reads prefetched `texts`."""
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(language) or texts.get(DEFAULT_LANGUAGE)


class TermText(models.Model):
    """What a term is called in one language, and what people type when they mean it."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12, default=DEFAULT_LANGUAGE, help_text="Such as en or es.")
    label = models.CharField(max_length=120, help_text="Plain words, as on the page.")
    definition = models.TextField(blank=True, help_text="One or two short sentences.")
    synonyms = models.TextField(
        blank=True, help_text="Everyday and street words, one a line. Searching for one finds the term."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["term", "language"],
                name="termtext_term_language",
                violation_error_message="This term has a text in this language already.",
            )
        ]

    def __str__(self):
        return f"{self.label} ({self.language})"


class TermCode(models.Model):
    """What a term is called in somebody else's code list."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="codes")
    list = models.CharField(max_length=40, help_text="Such as samhsa-mental, samhsa-substance, nucc, hsds.")
    edition = models.CharField(max_length=20, blank=True, help_text="Its year or version, such as 2024.")
    code = models.CharField(max_length=40, help_text="Exactly as the list writes it.")
    answer = models.CharField(
        max_length=3, choices=LISTED_ANSWERS, default=YES, help_text="No: the code says it is not offered."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "edition", "code", "term"],
                name="termcode_list_edition_code",
                violation_error_message="This code stands for this term already.",
            ),
            models.CheckConstraint(
                condition=models.Q(answer__in=["yes", "no"]),
                name="termcode_answer_word",
                violation_error_message="Answer: use yes or no.",
            ),
        ]

    def __str__(self):
        return f"{self.list} {self.edition} {self.code}".replace("  ", " ")


class ProgramType(models.Model):
    """The kind of offering in the patient's words. Its slug is an address and never changes."""

    slug = models.SlugField(max_length=40, unique=True)
    order = models.PositiveIntegerField(default=1000)
    listed_by_default = models.BooleanField(
        default=True, help_text="Off: such programs show only when somebody chooses this type."
    )

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self):
        return self.text().label if self.pk and self.texts.all() else self.slug

    def text(self, language=DEFAULT_LANGUAGE):
        """The ProgramTypeText in `language`, else in English, else None. Reads prefetched `texts`."""
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(language) or texts.get(DEFAULT_LANGUAGE)


class ProgramTypeText(models.Model):
    program_type = models.ForeignKey(ProgramType, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12, default=DEFAULT_LANGUAGE)
    label = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True, help_text="One plain sentence.")
    definition = models.TextField(blank=True)
    citation = models.CharField(max_length=300, blank=True, help_text="Every medical sentence has one.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program_type", "language"],
                name="programtypetext_language",
                violation_error_message="This program type has a text in this language already.",
            )
        ]

    def __str__(self):
        return f"{self.label} ({self.language})"


class ProgramTypeRequirement(models.Model):
    """What a program must say before it is published under a type: a yes row of a vocabulary."""

    program_type = models.ForeignKey(ProgramType, models.CASCADE, related_name="requirements")
    vocabulary = models.CharField(max_length=30, choices=VOCABULARY_CHOICES)
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, help_text="Empty: any term.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program_type", "vocabulary"],
                name="programtyperequirement_once",
                violation_error_message="This type asks for this already.",
            )
        ]

    def __str__(self):
        return f"{self.program_type}: {self.term or self.vocabulary}"


class StatedTerm(models.Model):
    """A source says yes or no to one term. No row is not a no."""

    class Role(models.TextChoices):
        NONE = "", _("–")
        PRIMARY = "primary", _("Main")
        ALSO = "also", _("Also")
        WHOLE = "whole", _("Covers the whole treatment")
        MEDICINE = "medicine", _("Covers the medicine")
        VISITS = "visits", _("Covers evaluation and visits")
        THERAPY = "therapy", _("Covers the therapy")

    answer = models.CharField(max_length=3, choices=LISTED_ANSWERS, default=YES)
    role = models.CharField(
        max_length=20,
        choices=Role.choices,
        blank=True,
        default="",
        help_text="Substances: main or also. Payment: which part is covered.",
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


def stated_term_constraints(owner):
    """The rules of a stated term, for the model whose entry field is `owner`."""
    return [
        models.UniqueConstraint(
            fields=[owner, "term"],
            name=f"{owner}term_once",
            violation_error_message="This term stands here already: one row a term.",
        ),
        models.CheckConstraint(
            condition=models.Q(answer__in=["yes", "no"]),
            name=f"{owner}term_answer_word",
            violation_error_message="Answer: use yes or no; remove the row for not stated.",
        ),
    ]


class ClinicTerm(StatedTerm):
    clinic = models.ForeignKey("programs.Clinic", models.CASCADE, related_name="terms")
    term = models.ForeignKey(Term, models.PROTECT, related_name="clinic_terms")

    class Meta:
        ordering = ["term__vocabulary", "term__order", "term__slug"]
        constraints = stated_term_constraints("clinic")

    def __str__(self):
        return f"{self.term}: {self.get_answer_display()}"


class ProgramTerm(StatedTerm):
    # Indexed by programterm_once and programterm_by_term: half a million rows need no more.
    program = models.ForeignKey("programs.Program", models.CASCADE, db_index=False, related_name="terms")
    term = models.ForeignKey(Term, models.PROTECT, db_index=False, related_name="program_terms")

    class Meta:
        ordering = ["term__vocabulary", "term__order", "term__slug"]
        constraints = stated_term_constraints("program")
        indexes = [models.Index(fields=["term", "answer", "program"], name="programterm_by_term")]

    def __str__(self):
        return f"{self.term}: {self.get_answer_display()}"
