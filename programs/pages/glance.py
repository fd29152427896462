"""Seven facts at a glance, of all programs of a clinic that give a medicine (of all of them where none does).

Where the programs differ, each answer names the programs that it is of: no fact of one is read as another's.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from programs.models.answers import NO, NOT_STATED, YES
from programs.pages import wording
from programs.pages.costs import course_from, session_range
from programs.pages.fact_lines import SAID
from programs.pages.gists import FEW, no_to, not_stated, yes_to
from programs.pages.panels import is_paused
from programs.pages.program_section import is_other_care

WATCHING = ("blood_pressure_monitoring", "oximetry_monitoring")


@dataclass(frozen=True)
class Glance:
    """One fact at a glance: a label, an answer or SAID, and words that may stand in the answer's place.

    `link` is the id of what says all of it, where the words alone do not.
    """

    label: str
    value: str
    text: str = ""
    parts: list = field(default_factory=list)
    link: str = ""


@dataclass(frozen=True)
class Part:
    """What some programs of the clinic answer: their names, each with its language where that is not the page's."""

    names: list
    value: str
    text: str
    link: str = ""


def glance(programs, sections, today):
    """The Glances of a clinic from its public programs and their sections, in the same order."""
    pairs = [(one, part) for one, part in zip(programs, sections, strict=True) if not is_other_care(one)]
    pairs = pairs or list(zip(programs, sections, strict=True))
    every = [
        (_("Takes new people"), accepting),
        (
            _("Treats"),
            lambda program, _part: terms(program, "substance", lambda row: wording.label_of(row.term)),
        ),
        (_("One dosing session"), lambda program, _part: session_range([program], today)),
        (_("Whole course"), lambda program, _part: course_from([program], today)),
        (_("Who pays"), lambda program, _part: terms(program, "payment", wording.term_words)),
    ]
    facts = [fact(label, read, pairs) for label, read in every]
    offers = wording.run(dict.fromkeys(label for _program, part in pairs for label in part.types))
    offered = Glance(_("Offers"), SAID if offers else NOT_STATED, offers)
    return [facts[0], offered, facts[1], *safety(pairs), *facts[2:]]


def fact(label, read, pairs, link=lambda part: ""):
    """The Glance of what `read` says of each program; one answer where all of them agree."""
    answers = {}
    for program, part in pairs:
        answers.setdefault(answer(read(program, part)), []).append(part)
    if len(answers) == 1:
        ((said, parts),) = answers.items()
        return Glance(label, *said, link=link(parts[0]))
    named = [
        (said, [(one.name, one.name_language) for one in parts], parts[0]) for said, parts in answers.items()
    ]
    return Glance(label, SAID, parts=[Part(names, *said, link=link(one)) for said, names, one in named])


def safety(pairs):
    """What is said of the safeguards, in a list of one; empty of care without a medicine that states none."""
    pairs = [(program, part) for program, part in pairs if part.safeguards.lines]
    if not pairs:
        return []
    return [
        fact(_("What protects you"), lambda _program, part: protected(part.safeguards), pairs, safeguards_id)
    ]


def protected(panel):
    """(an answer or SAID, words): to how many safeguards a source says yes, to which no, and what is not stated."""
    if not panel.known:
        return NOT_STATED, _("Not stated: ask before you book")
    silent = {line.name for line in panel.unknown}
    unwatched = len(silent) > FEW and silent.issuperset(WATCHING)
    watching = _("Monitoring during a dose: not stated") if unwatched else ""
    return SAID, wording.run([yes_to(panel), no_to(panel), not_stated(panel), watching])


def safeguards_id(part):
    return f"{part.slug}-safeguards"


def answer(read):
    """(an answer or SAID, words) of what was read: words, or both already."""
    return read if isinstance(read, tuple) else (SAID if read else NOT_STATED, read)


def terms(program, vocabulary, words):
    """What `program` answers yes of a list, each in its `words`, main ones first."""
    rows = [row for row in program.terms.all() if row.term.vocabulary == vocabulary and row.answer == YES]
    rows.sort(key=lambda row: (row.role != "primary", row.term.order))
    return wording.run(words(row) for row in rows)


def accepting(program, part):
    """Whether `program` takes new people, with the wait; from a live check alone."""
    if is_paused(program.clinic):
        return NO, _("Not now: temporarily closed")
    line = part.panels["availability"].line
    value = line("accepting").value
    if value == YES and line("wait_days").stated:
        return YES, _("Yes, %(wait)s") % {"wait": wording.wait_said(program.wait_days)}
    return value, ""
