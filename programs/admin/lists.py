"""A list of facts on an entry's page: each term of its vocabulary answered yes, no or not stated."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from programs.models.answers import LISTED_ANSWERS, NO, YES
from programs.models.facts import terms_line
from programs.models.term import StatedTerm

Role = StatedTerm.Role
ROLES = {
    "substance": [Role.PRIMARY, Role.ALSO],
    "payment": [Role.WHOLE, Role.MEDICINE, Role.VISITS, Role.THERAPY],
}
NOTE_LENGTH = 300


@dataclass
class Line:
    """One term with what is said of it: `answer` is yes, no or empty for not stated."""

    term: Any
    key: str
    answer: str = ""
    role: str = ""
    note: str = ""


class ListFact:
    """All terms of one fact. `stated` are the entry's rows of it, `data` what was posted."""

    def __init__(self, fact, terms, stated, data=None):
        self.fact = fact
        self.roles = [(role.value, role.label) for role in ROLES.get(fact.vocabulary, [])]
        here = {row.term_id: row for row in stated}
        self.lines = [self.line(term, here.get(term.pk)) for term in terms]
        self.before = self.text()
        self.errors = []
        if data is not None:
            for line in self.lines:
                self.read(line, data)

    def line(self, term, row):
        line = Line(term, f"{self.fact.name}-{term.slug}")
        if row:
            line.answer, line.role, line.note = row.answer, row.role, row.note
        return line

    def read(self, line, data):
        """Take what was posted for one term; what is missing from the post stays as it is."""
        line.answer = data.get(line.key, line.answer)
        line.role = data.get(f"{line.key}-role", line.role)
        line.note = data.get(f"{line.key}-note", line.note).replace("\0", "").strip()
        if line.answer and line.answer not in dict(LISTED_ANSWERS):
            self.refuse(line, _("choose yes, no or not stated"))
        if line.role and line.role not in Role.values:
            self.refuse(line, _("choose one of the parts offered"))
        if len(line.note) > NOTE_LENGTH:
            self.refuse(line, _("at most %(length)d characters") % {"length": NOTE_LENGTH})

    def refuse(self, line, says):
        self.errors.append(f"{line.term}: {says}.")

    def is_valid(self):
        return not self.errors

    def answered(self):
        return [line for line in self.lines if line.answer]

    def rows(self):
        """(slug, role, answer, note) of each answered term, as set_terms() takes them."""
        return [(line.term.slug, line.role, line.answer, line.note) for line in self.answered()]

    def text(self):
        """The canonical text of the fact, as history keeps it."""
        return terms_line(self.answered())

    @property
    def changed(self):
        return self.text() != self.before

    def summary(self):
        """What is said, in a line: "Alcohol (Main), Opioids; no: Cannabis"; empty when nothing is."""
        labels = dict(self.roles)
        yes = [
            f"{line.term} ({labels[line.role]})" if line.role in labels else str(line.term)
            for line in self.said(YES)
        ]
        no = ", ".join(str(line.term) for line in self.said(NO))
        return "; ".join(
            part for part in (", ".join(yes), _("no: %(terms)s") % {"terms": no} if no else "") if part
        )

    def said(self, answer):
        return [line for line in self.lines if line.answer == answer]

    def data(self):
        """What its inputs post."""
        found = {}
        for line in self.lines:
            found |= {line.key: line.answer, f"{line.key}-role": line.role, f"{line.key}-note": line.note}
        return {name: [value] for name, value in found.items()}
