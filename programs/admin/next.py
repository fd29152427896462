"""What waits for a curator: a few counts, each with the list behind it."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.models import Clinic, Passage, Program, Status
from programs.queue.checks import SOON_DAYS


@dataclass(frozen=True)
class Waiting:
    """How many entries wait for one thing, and the address of their list."""

    label: str
    explanation: str
    count: int
    url: str


def what_next(counts, today=None):
    """The counts of the first screen: 3 queries beside `counts`, which are those of the queue by rule."""
    today = today or timezone.localdate()
    return [*by_rule(counts), *drafts(), *decisions(counts), sentences_ending(today)]


def by_rule(counts):
    """What the queue holds, by rule: readers who wait for an answer, and checks that want a person."""
    queue = reverse("admin:queue")
    return [
        Waiting(label, explanation, counts.get(rule, 0), f"{queue}?rule={rule}")
        for rule, label, explanation in (
            (
                "correction",
                _("Corrections from readers"),
                _("Ask the clinic, put it right, and say what came of it."),
            ),
            (
                "check-ending",
                _("Checks that end within %(days)d days") % {"days": SOON_DAYS},
                _("Call, or look at the web page, and say “still correct”."),
            ),
            ("check-ended", _("Checks that have ended"), _("The public page asks readers to ask again.")),
            ("never-checked", _("Published, never checked"), _("Only a source says what they offer.")),
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


def decisions(counts):
    """What an import left for a person to decide."""
    return [
        Waiting(label, explanation, counts.get(rule, 0), reverse(f"admin:{place}"))
        for rule, label, explanation, place in (
            (
                "import-conflict",
                _("Import conflicts"),
                _("A source says something else than the entry."),
                "conflicts",
            ),
            (
                "no-longer-listed",
                _("No longer listed"),
                _("A source’s whole edition has them no longer."),
                "absences",
            ),
            (
                "likely-duplicate",
                _("Likely duplicates"),
                _("Two clinics that look like one place."),
                "suspects",
            ),
        )
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
