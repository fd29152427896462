"""Which conflicts the desk's list shows: by source, state, field, and whether they wait."""

from django import forms
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat, Left, StrIndex
from django.utils.translation import gettext_lazy as _

from programs.admin.conflict_rows import label_of
from programs.models import Conflict
from programs.vocabulary import STATES

Decision = Conflict.Decision
WAITING, DECIDED = "waiting", "decided"
NO_STATE = "none"


def all_conflicts():
    """Conflicts of entries that are kept (none of a clinic merged away), each with its `fact`."""
    dotted = Concat("field", Value("."))
    return Conflict.objects.filter(clinic__merged_into=None).annotate(
        fact=Left(dotted, StrIndex(dotted, Value(".")) - 1)
    )


def waiting_conflicts():
    """Those that wait for a decision."""
    return all_conflicts().filter(decision=Decision.WAITING)


class ConflictFilter(forms.Form):
    """What the address says; a value that is none of those offered is an error, and then nothing is shown."""

    source = forms.ChoiceField(label=_("Source"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    field = forms.ChoiceField(label=_("Fact"), required=False)
    decided = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("Waiting")), (DECIDED, _("Decided"))],
    )
    clinic = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)

    def __init__(self, data):
        super().__init__(data, auto_id="filter-%s")
        self.shown = all_conflicts().filter(self.decision(data))
        self.fields["source"].choices = self.counted("source_id", "source__name", str)
        self.fields["state"].choices = self.counted("clinic__region", "clinic__region", state_name)
        self.fields["field"].choices = self.facts()

    def decision(self, data):
        waiting = {"decision": Decision.WAITING}
        return ~Q(**waiting) if data.get("decided") == DECIDED else Q(**waiting)

    def counted(self, value, label, word):
        """Choices with their number of conflicts, by their label."""
        found = self.shown.order_by().values_list(value, label).annotate(Count("pk")).order_by(label, value)
        every = [("", _("All"))]
        return every + [(pk if pk != "" else NO_STATE, f"{word(name)} ({n})") for pk, name, n in found]

    def facts(self):
        """The facts in conflict by their label: a fact of clinic and program is one choice."""
        found = self.shown.order_by().values_list("fact").annotate(n=Count("pk"), of=Count(F("program")))
        labels = [(fact, label_of("program" if of == n else "clinic", fact), n) for fact, n, of in found]
        every = [("", _("All"))]
        return every + [(fact, f"{label} ({n})") for fact, label, n in sorted(labels, key=lambda row: row[1])]

    def conflicts(self):
        """The conflicts that the address asks for, those of one entry together; none when a value is wrong."""
        if not self.is_valid():
            return self.shown.none()
        said = self.cleaned_data
        region = "" if said["state"] == NO_STATE else said["state"]
        wanted = {"source": said["source"], "fact": said["field"], "clinic": said["clinic"]}
        found = self.shown.filter(**{name: value for name, value in wanted.items() if value})
        found = found.filter(clinic__region=region) if said["state"] else found
        program = F("program").asc(nulls_first=True)
        order = ["-decided_at"] if said["decided"] else []
        return found.order_by(*order, "clinic__name", "clinic", program, "field", "pk").select_related(
            "clinic", "program", "source", "decided_by"
        )


def state_name(region):
    return STATES.get(region, region) or _("No state")
