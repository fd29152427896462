"""Seven facts at a glance, of all programs of a clinic that give a medicine (of all of them where none does).

What all of these programs answer alike stands once; what they answer differently stands with the names of the programs
that it is of: no fact of one is read as another's.
"""

from dataclasses import dataclass

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

    `link` is the id of what says all of it, where the words alone do not; a `short` one may share its line.
    """

    label: str
    value: str
    text: str = ""
    link: str = ""
    short: bool = False

    @property
    def said(self):
        return self.label, self.value, self.text


@dataclass(frozen=True)
class Apart:
    """Programs that answer otherwise than the rest: their (name, language where not the page's), and their Glances."""

    names: list
    facts: list


@dataclass(frozen=True)
class AtAGlance:
    """What all programs say alike, and what some of them say for themselves."""

    shared: list
    apart: list


def glance(programs, sections, today):
    """The AtAGlance of a clinic from its public programs and their sections, in the same order."""
    pairs = [(one, part) for one, part in zip(programs, sections, strict=True) if not is_other_care(one)]
    pairs = pairs or list(zip(programs, sections, strict=True))
    guarded = any(part.safeguards.lines for _program, part in pairs)
    offers = wording.run(dict.fromkeys(label for _program, part in pairs for label in part.types))
    offered = Glance(_("Offers"), SAID if offers else NOT_STATED, offers)
    columns = [facts_of(program, part, today, offered, guarded) for program, part in pairs]
    alike = [len({fact.said for fact in row}) == 1 for row in zip(*columns, strict=True)]
    return AtAGlance(
        [fact for fact, same in zip(columns[0], alike, strict=True) if same],
        apart([part for _program, part in pairs], columns, alike),
    )


def apart(parts, columns, alike):
    """Those that answer alike together, with the facts that they do not share with all; [] where none differs."""
    groups = {}
    for part, column in zip(parts, columns, strict=True):
        own = [fact for fact, same in zip(column, alike, strict=True) if not same]
        groups.setdefault(tuple(fact.said for fact in own), []).append((part, own))
    if len(groups) < 2:
        return []
    return [
        Apart([(part.name, part.name_language) for part, _own in group], group[0][1])
        for group in groups.values()
    ]


def facts_of(program, part, today, offered, guarded):
    """The Glances of one program, in the order of the questions; `offered` is what the clinic offers."""
    substances = terms(program, "substance", lambda row: wording.label_of(row.term))
    return [
        Glance(_("Takes new people"), *accepting(program, part)),
        offered,
        Glance(_("Treats"), *answer(substances)),
        *([protected(part)] if guarded else []),
        Glance(_("One dosing session"), *answer(session_range([program], today)), short=True),
        Glance(_("Whole course"), *answer(course_from([program], today)), short=True),
        Glance(_("Who pays"), *answer(terms(program, "payment", wording.term_words))),
    ]


def protected(part):
    """To how many safeguards a source says yes, to which no, and what is not stated."""
    label, panel = _("What protects you"), part.safeguards
    link = f"{part.slug}-safeguards" if panel.lines else ""
    if not panel.known:
        return Glance(label, NOT_STATED, _("Not stated: ask before you book"), link)
    silent = {line.name for line in panel.unknown}
    unwatched = len(silent) > FEW and silent.issuperset(WATCHING)
    watching = _("Monitoring during a dose: not stated") if unwatched else ""
    return Glance(label, SAID, wording.run([yes_to(panel), no_to(panel), not_stated(panel), watching]), link)


def answer(read):
    """(an answer or SAID, words) of the words that were read."""
    return SAID if read else NOT_STATED, read


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
