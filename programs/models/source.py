"""Who says a fact, who checked it, and what an import has read of it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models.clinic import Clinic
from programs.models.groups import GROUPS
from programs.models.identifiers import WebAddressField
from programs.models.program import Program

GROUP_CHOICES = [(group.slug, group.label) for group in GROUPS.values()]


# What this project calls its own sources; the names of registers are their own.
OWN_NAMES = {
    "The clinic itself": _("The clinic itself"),
    "The clinic itself (demonstration)": _("The clinic itself (demonstration)"),
    "Demonstration register": _("Demonstration register"),
    "The directory's editors": _("The directory's editors"),
}


class Source(models.Model):
    """Somebody who says something about clinics: a register, a clinic itself, the directory's own editors."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("Public register")
        CLINIC = "clinic", _("The clinic itself")
        EDITORS = "editors", _("The directory's editors")
        PERSON = "person", _("A list that a person made")
        DEMONSTRATION = "demonstration", _("Demonstration")

    name = models.CharField(max_length=120, unique=True, help_text="As shown to readers, without the year.")
    kind = models.CharField(
        max_length=14,
        choices=Kind.choices,
        help_text="The clinic itself: its facts read “stated by the clinic”.",
    )

    url = WebAddressField(max_length=300, blank=True, help_text="Where the list can be had.")
    licence = models.CharField(max_length=120, blank=True, help_text="Under what terms it may be used.")
    attribution = models.CharField(
        max_length=300, blank=True, help_text="The words that its licence asks for."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["register", "clinic", "editors", "person", "demonstration"]),
                name="source_kind_word",
                violation_error_message="Kind of source: use register, clinic, editors, person or demonstration.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def shown_name(self):
        """The name as pages say it: in their language where it is one of ours, else as the source calls itself."""
        return str(OWN_NAMES.get(self.name, self.name))

    def shown_edition(self, edition):
        """The name as pages say it, with the edition: "SAMHSA 2024"."""
        return f"{self.shown_name} {edition}".strip()


class AboutGroup(models.Model):
    """A row about one group of facts of a clinic, or of one program of it."""

    program = models.ForeignKey(Program, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    group = models.CharField(max_length=14, choices=GROUP_CHOICES)

    class Meta:
        abstract = True


def owner_check(name):
    """A named constraint: clinic groups name no program, program groups name one."""
    clinic = [group.slug for group in GROUPS.values() if group.owner == "clinic"]
    program = [group.slug for group in GROUPS.values() if group.owner == "program"]
    return models.CheckConstraint(
        condition=Q(group__in=clinic, program__isnull=True) | Q(group__in=program, program__isnull=False),
        name=name,
        violation_error_message="This group of facts belongs to "
        "the clinic without a program, or to a program: choose the other.",
    )


def once_checks(name, fields, says):
    """Two named constraints, unique on clinic, program and `fields`: with a program, and without one."""
    return [
        models.UniqueConstraint(
            fields=["clinic", "program", *fields],
            condition=Q(program__isnull=False),
            name=f"{name}_program_once",
            violation_error_message=says,
        ),
        models.UniqueConstraint(
            fields=["clinic", *fields],
            condition=Q(program__isnull=True),
            name=f"{name}_clinic_once",
            violation_error_message=says,
        ),
    ]


class Statement(AboutGroup):
    """A source says a group of facts, as of a day."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="statements")
    source = models.ForeignKey(Source, models.PROTECT, related_name="statements")
    edition = models.CharField(max_length=40, blank=True)
    as_of = models.DateField(null=True, blank=True, help_text="When the source said it.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            owner_check("statement_group_owner"),
            *once_checks("statement", ["group", "source"], "This source stands at this group already."),
        ]

    def __str__(self):
        return f"{self.source} {self.edition}: {self.group}".replace(" :", ":")


class CheckQuerySet(models.QuerySet):
    def live(self, today):
        """Checks that still stand on `today`: not ended by a change, not past their last day."""
        return self.filter(ended_on__isnull=True, expires_on__gte=today)


class Check(AboutGroup):
    """A person confirmed a group of facts."""

    class Method(models.TextChoices):
        CALL = "call", _("by phone")
        WEB = "web_page", _("on the clinic's website")
        REGISTRY = "registry", _("in a public register")
        VISIT = "visit", _("in person")

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="checks")
    method = models.CharField(max_length=10, choices=Method.choices)
    checked_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    expires_on = models.DateField(help_text="The last day on which it counts.")
    ended_on = models.DateField(null=True, blank=True, help_text="When a fact of its group changed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    by_name = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["group", "expires_on"], name="check_group_expires")]
        constraints = [
            owner_check("check_group_owner"),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("checked_on")),
                name="check_expires_after",
                violation_error_message="A check ends before it was made.",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["call", "web_page", "registry", "visit"]),
                name="check_method_word",
                violation_error_message="Method: use call, web_page, registry or visit.",
            ),
        ]

    def __str__(self):
        return f"{self.group} {self.checked_on}"

    def is_live(self, today):
        """Whether it still stands on `today`: the one-object form of CheckQuerySet.live()."""
        return self.ended_on is None and self.expires_on >= today


class SourceRecord(models.Model):
    """One row of a source as read, and which entry it speaks of.

    A row may speak of a clinic (part "clinic") and of its programs (part = the program type's slug). `said` holds
    what the row says of that part, fact by fact: the "was" of the next edition's comparison.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="records")
    edition = models.CharField(max_length=40, blank=True)
    key = models.CharField(
        max_length=100, help_text="The source's own id, or a digest of name, place and phone."
    )
    part = models.CharField(max_length=40, default="clinic")
    row = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)
    said = models.JSONField(default=dict, blank=True)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="records")
    program = models.ForeignKey(Program, models.CASCADE, null=True, related_name="records")
    missing_from = models.CharField(
        max_length=40, blank=True, help_text="The complete edition in which the source no longer lists it."
    )
    missing_seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    missing_seen_at = models.DateTimeField(
        null=True, help_text="When a curator decided to keep it listed here."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key", "part"],
                name="sourcerecord_key",
                violation_error_message="This row of this source is known already.",
            )
        ]

    def __str__(self):
        return f"{self.source} {self.key}"


class Conflict(models.Model):
    """A source offers a value for a fact that says something else by now. A decision holds until it offers another."""

    class Decision(models.TextChoices):
        WAITING = "waiting", "Waiting"
        KEPT = "kept", "Kept ours"
        TAKEN = "taken", "Took theirs"
        EDITED = "edited", "Edited"

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="conflicts")
    program = models.ForeignKey(Program, models.CASCADE, null=True, related_name="conflicts")
    field = models.CharField(max_length=80, help_text="The fact, or list.term for one term of a list.")
    source = models.ForeignKey(Source, models.PROTECT)
    edition = models.CharField(max_length=40, blank=True)
    offered = models.TextField(blank=True)
    ours = models.TextField(blank=True, help_text="What the entry said when the conflict was found.")
    was = models.TextField(blank=True, help_text="What the source said before.")
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    decided_at = models.DateTimeField(null=True)
    decided_value = models.TextField(blank=True, help_text="What the entry says since the decision.")
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [*once_checks("conflict", ["field", "source"], "This conflict is known already.")]

    def __str__(self):
        return f"{self.clinic}: {self.field}"


class DuplicateSuspect(models.Model):
    """Two clinics that are likely one place. "Not the same" is remembered."""

    class Decision(models.TextChoices):
        WAITING = "waiting", "Waiting"
        MERGED = "merged", "Merged"
        DIFFERENT = "different", "Not the same"

    one = models.ForeignKey(Clinic, models.CASCADE, related_name="suspects_as_one")
    other = models.ForeignKey(Clinic, models.CASCADE, related_name="suspects_as_other")
    reason = models.CharField(max_length=200)
    decision = models.CharField(max_length=9, choices=Decision.choices, default=Decision.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="duplicatesuspect_order",
                violation_error_message="The older clinic stands first.",
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                name="duplicatesuspect_once",
                violation_error_message="These two are suspects already.",
            ),
        ]

    def __str__(self):
        return f"{self.one} / {self.other}"


def expiry(group, checked_on, licences=()):
    """The last day a check of `group` made on `checked_on` counts: licences end sooner when one of them does."""
    last = checked_on + dt.timedelta(days=GROUPS[group].check_days)
    ends = [row.valid_until for row in licences if row.valid_until and row.valid_until >= checked_on]
    return min([last, *ends]) if group == "licences" else last
