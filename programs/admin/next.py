"""What waits for a curator: a few counts, each with the list behind it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.admin.checks import EXPIRED, EXPIRING, NEVER, SOON_DAYS, with_checks
from programs.admin.filters import PUBLIC
from programs.models import Clinic, Conflict, DuplicateSuspect, Program, Status


@dataclass(frozen=True)
class Waiting:
    """How many entries wait for one thing, and the address of their list."""

    label: str
    explanation: str
    count: int
    url: str


def what_next(today=None):
    """The counts of the first screen: 7 queries, whatever the number of entries."""
    today = today or timezone.localdate()
    published = Program.objects.published()
    soon = with_checks(published, EXPIRING, today, "program").count()
    expired = with_checks(published, EXPIRED, today, "program").count()
    never = with_checks(published, NEVER, today, "program").count()
    return [
        waiting(
            _("Checks that end within %(days)d days") % {"days": SOON_DAYS},
            _("Call, or look at the web page, and say “still correct”."),
            soon,
            "program",
            f"checks={EXPIRING}&status={PUBLIC}",
        ),
        waiting(
            _("Checks that have ended"),
            _("The public page asks readers to ask again."),
            expired,
            "program",
            f"checks={EXPIRED}&status={PUBLIC}",
        ),
        waiting(
            _("Published, never checked"),
            _("Only a source says what they offer."),
            never,
            "program",
            f"checks={NEVER}&status={PUBLIC}",
        ),
        waiting(
            _("Clinics in draft"), _("Nobody outside sees them."), drafts(Clinic), "clinic", "status=draft"
        ),
        waiting(
            _("Programs in draft"), _("Nobody outside sees them."), drafts(Program), "program", "status=draft"
        ),
        waiting(
            _("Import conflicts"),
            _("A source says something else than the entry."),
            Conflict.objects.filter(decision=Conflict.Decision.WAITING).values("clinic").distinct().count(),
            "clinic",
            "needs=conflict",
        ),
        waiting(
            _("Likely duplicates"),
            _("Two clinics that look like one place."),
            DuplicateSuspect.objects.filter(decision=DuplicateSuspect.Decision.WAITING).count(),
            "clinic",
            "needs=suspect",
        ),
    ]


def drafts(model):
    return model.objects.filter(status=Status.DRAFT).count()


def waiting(label, explanation, count, kind, query):
    address = f"{reverse(f'admin:programs_{kind}_changelist')}?{query}"
    return Waiting(label, explanation, count, address)
