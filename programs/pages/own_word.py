"""A clinic's own word about its entry: each group of facts as the entry has it, and whether that is right."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models.facts import kind_of
from programs.models.groups import groups_of
from programs.pages.fact_lines import lines
from programs.pages.panels import Authority, Panel
from programs.pages.suggest import LONGEST_WORDS

RIGHT, WRONG = "right", "wrong"
ANSWERS = [(RIGHT, gettext_lazy("All of it is right")), (WRONG, gettext_lazy("Something is different"))]
NOBODY = Authority("", "plain")  # who says it is what the page asks for
OPEN_FIRST = 2  # the clinic and its first program
LONGEST_BODY = 100_000  # bytes


@dataclass(frozen=True)
class Part:
    """A group of facts of an entry, as a panel without claims, and its two fields."""

    entry: Any
    panel: Any
    answer: Any
    words: Any

    @property
    def prices(self):
        """What each price is for, and how much; empty in the other groups, and where no price is stated."""
        return self.panel.lines["prices"].items if "prices" in self.panel.lines else ()


class OwnWordForm(forms.Form):
    """For each group of a clinic of load() and of its programs: whether it is right, and if not what would be."""

    def __init__(self, clinic, today, data=None):
        super().__init__(data, auto_id="word-%s", use_required_attribute=False)
        self.asked = [
            (entry, group)
            for entry in (clinic, *clinic.public_programs)
            for group in groups_of(kind_of(entry))
        ]
        self.today = today
        for number, (_entry, group) in enumerate(self.asked):
            self.fields[f"answer-{number}"] = forms.ChoiceField(
                label=group.label, choices=ANSWERS, required=False, widget=forms.RadioSelect
            )
            self.fields[f"words-{number}"] = forms.CharField(
                label=gettext_lazy("What would be right?"),
                max_length=LONGEST_WORDS,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "placeholder": " "}),
            )

    def parts(self):
        """[(entry, [Part], whether it stands open)] in the order of the page: what was answered does."""
        found: dict[Any, list] = {}
        for number, (entry, group) in enumerate(self.asked):
            panel = Panel(group.slug, group.label, lines(entry, group.slug, self.today), NOBODY)
            part = Part(entry, panel, self[f"answer-{number}"], self[f"words-{number}"])
            found.setdefault(entry, []).append(part)
        return [
            (
                entry,
                parts,
                place < OPEN_FIRST or any(part.answer.value() or part.words.value() for part in parts),
            )
            for place, (entry, parts) in enumerate(found.items())
        ]

    def clean(self):
        """Ask for the words of what is different, for an answer to each of them, and for one answer at least."""
        said = self.cleaned_data
        for number in range(len(self.asked)):
            answer, words = said.get(f"answer-{number}"), said.get(f"words-{number}")
            if answer == WRONG and words == "":
                self.add_error(f"words-{number}", _("Write what would be right."))
            if words and answer != WRONG:
                self.add_error(
                    f"answer-{number}", _("Choose “Something is different”, or leave the words out.")
                )
        if not self.errors and not any(said[f"answer-{number}"] for number in range(len(self.asked))):
            raise forms.ValidationError(_("Nothing was sent: answer one part at least."))
        return said

    def told(self):
        """What take_word() takes."""
        right, wrong = [], []
        for number, (entry, group) in enumerate(self.asked):
            answer = self.cleaned_data[f"answer-{number}"]
            if answer == RIGHT:
                right.append((entry, group.slug))
            elif answer == WRONG:
                wrong.append((entry, group.slug, self.cleaned_data[f"words-{number}"]))
        return right, wrong
