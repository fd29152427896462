"""What waits for a curator: a few counts, each with the list behind it."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.admin.checks import EXPIRED, EXPIRING, NEVER, with_checks
from programs.admin.conflict_filters import waiting_conflicts
from programs.admin.filters import PUBLIC
from programs.models import Clinic, Passage, Program, Status
from programs.publishing.absences import absences
from programs.publishing.suspects import suspects
from programs.queue.checks import SOON_DAYS


@dataclass(frozen=True)
class Waiting:
    """How many entries wait for one thing, and the address of their list."""

    label: str
    explanation: str
    count: int
    url: str


def what_next(today=None):
    """The counts of the first screen: 9 queries, whatever the number of entries."""
    today = today or timezone.localdate()
    return [*checks_due(today), *drafts(), *decisions(), sentences_ending(today)]


def checks_due(today):
    """Published programs whose checks want a person."""
    published = Program.objects.published()
    return [
        waiting(
            label,
            explanation,
            with_checks(published, state, today, "program").count(),
            "program",
            f"checks={state}&status={PUBLIC}",
        )
        for state, label, explanation in (
            (
                EXPIRING,
                _("Programs whose checks end within %(days)d days") % {"days": SOON_DAYS},
                _("Call, or look at the web page, and say “still correct”."),
            ),
            (EXPIRED, _("Programs whose checks have ended"), _("The public page asks readers to ask again.")),
            (NEVER, _("Published, never checked"), _("Only a source says what they offer.")),
        )
    ]


def drafts():
    """Entries that nobody outside sees yet."""
    return [
        waiting(
            label,
            _("Nobody outside sees them."),
            model.objects.filter(status=Status.DRAFT).count(),
            model._meta.model_name,
            "status=draft",
        )
        for model, label in ((Clinic, _("Clinics in draft")), (Program, _("Programs in draft")))
    ]


def decisions():
    """What an import left for a person to decide."""
    return [
        Waiting(
            _("Import conflicts"),
            _("A source says something else than the entry."),
            waiting_conflicts().count(),
            reverse("admin:conflicts"),
        ),
        Waiting(
            _("No longer listed"),
            _("A source’s whole edition has them no longer."),
            absences().count(),
            reverse("admin:absences"),
        ),
        Waiting(
            _("Likely duplicates"),
            _("Two clinics that look like one place."),
            suspects().count(),
            reverse("admin:suspects"),
        ),
    ]


def sentences_ending(today):
    """Dated sentences of the pages that hide soon, or have hidden."""
    return waiting(
        _("Dated sentences that end within %(days)d days") % {"days": SOON_DAYS},
        _("After their last day they hide. Look at the source: is there a new date?"),
        Passage.objects.ending_by(today + timedelta(days=SOON_DAYS)).count(),
        "passage",
        "ends=soon",
    )


def waiting(label, explanation, count, kind, query):
    address = f"{reverse(f'admin:programs_{kind}_changelist')}?{query}"
    return Waiting(label, explanation, count, address)
