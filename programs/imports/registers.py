"""What the codes of a register mean here: terms, licences, answers, ownership, scope, or nothing we keep."""

from dataclasses import dataclass, field

from programs.models import TermCode
from programs.models.answers import NO, YES
from programs.models.facts import terms_line
from programs.models.groups import FACTS
from programs.vocabulary import read_register_codes

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
            self.meaning(row.code).terms.append(stated(row.term, row.answer))

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


def stated(term, answer):
    owner, fact = FACT_OF[term.vocabulary]
    row = LineRow(term, answer)
    return Stated(owner, fact, term.order, term.slug, answer, terms_line([row]))


@dataclass(frozen=True, slots=True)
class LineRow:
    """A term as terms_line() reads it."""

    term: object
    answer: str = YES
    role: str = ""
    note: str = ""


def lists(rows):
    """{owner: {fact: line}} of Stated rows. Where one code says yes and another no, somebody there does: yes."""
    best = {}
    for row in rows:
        held = best.get((row.owner, row.fact, row.slug))
        if held is None or held.answer == NO:
            best[row.owner, row.fact, row.slug] = row
    found = {"clinic": {}, "program": {}}
    for row in sorted(best.values(), key=lambda row: (row.order, row.slug)):
        found[row.owner].setdefault(row.fact, []).append(row.text)
    return {
        owner: {fact: "; ".join(texts) for fact, texts in facts.items()} for owner, facts in found.items()
    }
