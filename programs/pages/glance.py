"""Six facts at a glance, over all programs of a clinic that give a medicine (over all of them where none does)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs.models.answers import NO, NOT_STATED, YES
from programs.pages import wording
from programs.pages.costs import course_from, session_range
from programs.pages.fact_lines import SAID
from programs.pages.panels import is_paused
from programs.pages.program_section import is_other_care


@dataclass(frozen=True)
class Glance:
    """One fact at a glance: a label, an answer or SAID, and words that may stand in the answer's place."""

    label: str
    value: str
    text: str = ""


def glance(programs, sections, today):
    """The six Glances of a clinic from its public programs and their sections, in the same order."""
    pairs = [(one, part) for one, part in zip(programs, sections, strict=True) if not is_other_care(one)]
    pairs = pairs or list(zip(programs, sections, strict=True))
    chosen, parts = [one for one, _part in pairs], [part for _one, part in pairs]
    return [
        accepting(chosen, parts),
        said(_("Offers"), wording.run(dict.fromkeys(label for part in parts for label in part.types))),
        said(_("Treats"), terms(chosen, "substance")),
        said(_("One dosing session"), session_range(chosen, today)),
        said(_("Whole course"), course_from(chosen, today)),
        said(_("Who pays"), terms(chosen, "payment")),
    ]


def said(label, words):
    return Glance(label, SAID if words else NOT_STATED, words)


def terms(programs, vocabulary):
    """Labels that any of `programs` answers yes, main ones first."""
    rows = [
        row
        for program in programs
        for row in program.terms.all()
        if row.term.vocabulary == vocabulary and row.answer == YES
    ]
    rows.sort(key=lambda row: (row.role != "primary", row.term.order))
    return wording.run(dict.fromkeys(wording.label_of(row.term) for row in rows))


def accepting(programs, sections):
    """Whether any of `programs` takes new people, with the wait where one does; from live checks alone."""
    if is_paused(programs[0].clinic):
        return Glance(_("Takes new people"), NO, _("Not now: temporarily closed"))
    now = [part.panels["availability"] for part in sections]
    taking = [pair for pair in zip(programs, now, strict=True) if pair[1].line("accepting").value == YES]
    closed = all(panel.line("accepting").value == NO for panel in now)
    waits = [program.wait_days for program, panel in taking if panel.line("wait_days").stated]
    text = _("Yes, %(wait)s") % {"wait": wording.wait_said(waits[0])} if len(waits) == 1 else ""
    return Glance(_("Takes new people"), YES if taking else NO if closed else NOT_STATED, text)
