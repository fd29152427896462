"""What the codes of a register mean here: terms, licences, answers, ownership, scope, or nothing we keep."""

from collections import defaultdict
from dataclasses import dataclass, field

from programs.models import TermCode
from programs.models.answers import NO, YES
from programs.models.facts import terms_line
from programs.models.groups import FACTS
from programs.vocabulary import read_register_codes

# Who gives medication for a substance treats it, whatever another code says.
TREATED_WITH = {
    ("program", "substances", "alcohol"): [("program", "therapies", "medication-for-alcohol")],
    ("program", "substances", "opioids"): [("program", "therapies", "medication-for-opioids")],
}
NOTHING = {YES: []}
FACT_OF = {fact.vocabulary: (owner, fact.name) for (owner, _n), fact in FACTS.items() if fact.kind == "terms"}


@dataclass(slots=True)
class Meaning:
    """What one code says: `terms` are Stated rows, `answers` (field, word), `licences` (kind, issuer), `ownership`
    (rank, word). One without any of them says nothing that the directory keeps.
    """

    terms: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    licences: list = field(default_factory=list)
    ownership: tuple = ()
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """A term that a code states: of which entry's which list, its place in the list, and its text there."""

    owner: str
    fact: str
    order: int
    slug: str
    answer: str
    text: str
    code: str = field(default="", compare=False)


class Register:
    """The codes of one list (such as samhsa-mental) in one edition, or in the newest before it that is known."""

    def __init__(self, name, edition):
        self.name = name
        self.meanings = {}
        self.read_terms(edition)
        self.read_rest(edition)

    def read_terms(self, edition):
        codes = TermCode.objects.filter(list=self.name).select_related("term")
        held = newest(set(codes.values_list("edition", flat=True)), edition)
        for row in codes.filter(edition=held):
            self.meaning(row.code).terms.append(stated(row.term, row.answer, row.code))

    def read_rest(self, edition):
        facts = read_register_codes()
        held = newest({year for name, year, _code in facts if name == self.name}, edition)
        for (name, year, code), fact in facts.items():
            if (name, year) == (self.name, held):
                self.add(self.meaning(code), fact)

    def add(self, meaning, fact):
        """Note what a code says beside terms; a table that we do not know says nothing."""
        if fact.table == "licence":
            meaning.licences.append((fact.kind, fact.issuer))
        elif fact.table == "answer":
            meaning.answers.append((fact.field, fact.word))
        elif fact.table == "ownership":
            meaning.ownership = (fact.order, fact.word)
        elif fact.table == "scope":
            meaning.scope = fact.word

    def meaning(self, code):
        return self.meanings.setdefault(code, Meaning())


def newest(editions, edition):
    """The newest of `editions` that is not newer than `edition`; the oldest when all are."""
    return max([each for each in editions if each <= edition], default=min(editions, default=""))


def stated(term, answer, code=""):
    owner, fact = FACT_OF[term.vocabulary]
    row = LineRow(term, answer)
    return Stated(owner, fact, term.order, term.slug, answer, terms_line([row]), code)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A term as terms_line() reads it."""

    term: object
    answer: str = YES
    role: str = ""
    note: str = ""


def lists(rows):
    """{owner: {fact: line}} of Stated rows; a term to which one row says yes and another no is left out."""
    rows = list(rows)
    denied = {key for key, _no, _yes in contradictions(rows)}
    best = {key: row for row in rows if (key := key_of(row)) not in denied}
    found = {"clinic": {}, "program": {}}
    for row in sorted(best.values(), key=lambda row: (row.order, row.slug)):
        found[row.owner].setdefault(row.fact, []).append(row.text)
    return {
        owner: {fact: "; ".join(texts) for fact, texts in facts.items()} for owner, facts in found.items()
    }


def contradictions(rows):
    """[((owner, fact, slug), rows that say no, rows that say yes)] of terms to which Stated rows say both."""
    said = defaultdict(lambda: {NO: [], YES: []})
    for row in rows:
        said[key_of(row)][row.answer].append(row)
    found = []
    for key, answers in said.items():
        yes = [
            *answers[YES],
            *(row for each in TREATED_WITH.get(key, ()) for row in said.get(each, NOTHING)[YES]),
        ]
        if answers[NO] and yes:
            found.append((key, answers[NO], yes))
    return found


def key_of(row):
    return row.owner, row.fact, row.slug
