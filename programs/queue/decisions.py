"""Rules about what imports leave for a person to decide."""

from django.utils.translation import gettext_lazy as _

from programs.models import Conflict, Correction
from programs.publishing.absences import absences
from programs.publishing.suspects import suspects
from programs.queue.rule import Rule


class ImportConflict(Rule):
    name = "import-conflict"
    label = _("A source says something else")
    explanation = _("Keep ours, take theirs, or enter what is right.")
    severity = 3
    since = "found_at"

    def rows(self, today):
        return Conflict.objects.filter(decision=Conflict.Decision.WAITING, clinic__merged_into=None)


class CorrectionWaiting(Rule):
    name = "correction"
    label = _("A reader says that something is wrong")
    explanation = _("Ask the clinic, put it right, and say what came of it.")
    severity = 5
    is_awaited = True
    since = "sent_at"
    group_path = "group"

    def rows(self, today):
        return Correction.objects.filter(outcome=Correction.Outcome.WAITING, clinic__merged_into=None)


class NoLongerListed(Rule):
    name = "no-longer-listed"
    label = _("No longer in a source’s list")
    explanation = _("It may have closed: call. Keep it listed, or withdraw it.")
    severity = 4
    since = "clinic__updated_at"

    def rows(self, today):
        return absences()


class LikelyDuplicate(Rule):
    name = "likely-duplicate"
    label = _("Looks like another clinic")
    explanation = _("Merge the two, or say that they are two places.")
    severity = 2
    clinic = "one"
    program = None
    since = "found_at"

    def rows(self, today):
        return suspects()
