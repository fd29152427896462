"""Labels in a cell that a person filled: terms and program types by slug, label, everyday word or register's code."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from programs.imports.registers import stated
from programs.imports.wordings import read_file
from programs.models import ProgramType, Term, TermCode
from programs.models.answers import NO, YES
from programs.models.document import term_words, type_words, words

TYPE, MEDICINE = "type", "medicine"
BETWEEN = re.compile(r"\s*[;,/|\n\r\t•·]+\s*|\s+(?:and|or|y)\s+|\s*[&+]\s*", re.IGNORECASE)
WEAK = re.compile(r"\s+(?:and|or|y)\s+|\s*[&+/]\s*", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\(([^()]*)\)")
REFUSED = re.compile(
    r"^(?:no|not|non|without|excluding|except|excl\.?|(?:doesn'?t|does not) (?:take|accept|treat))\s+",
    re.IGNORECASE,
)
DENIED = re.compile(r"\s*(?:=\s*no|:\s*no|\(no\))$", re.IGNORECASE)
MOST_ATOMS = 8  # parts of a cell that one label may span: "Art, music and activity therapy"
NEAR, NEAR_SHORT = 65, 80  # of 100, by which a label is near enough to be named; the second for short words
SHORT = 6  # letters


@dataclass
class Labels:
    """What a cell's labels stand for: `terms` are Stated rows, `types` and `medicines` slugs, `unknown` texts."""

    terms: list = field(default_factory=list)
    types: list = field(default_factory=list)
    medicines: list = field(default_factory=list)
    unknown: list = field(default_factory=list)

    def add(self, other):
        """Take over what `other` holds, but for what is unknown."""
        self.terms += other.terms
        self.types += other.types
        self.medicines += other.medicines


class Dictionary:
    """Every word for every term and type, read once: four queries."""

    def __init__(self):
        self.terms = {(term.vocabulary, term.slug): term for term in Term.objects.prefetch_related("texts")}
        self.types = {kind.slug: kind.order for kind in ProgramType.objects.all()}
        self.known = defaultdict(dict)
        self.labels = {}
        self.add_types()
        self.add_terms()
        self.add_codes()
        self.look_up = lru_cache(maxsize=20_000)(self.find)
        self.read = lru_cache(maxsize=20_000)(self.read_cell)
        self.nearest = lru_cache(maxsize=20_000)(self.find_nearest)

    def add(self, vocabulary, slug, text):
        if key := folded(text):
            self.known[vocabulary].setdefault(key, slug)

    def add_types(self):
        for kind in ProgramType.objects.prefetch_related("texts"):
            for text in (kind.slug, *type_words(kind), *read_file()["values"]["type"].get(kind.slug, ())):
                self.add(TYPE, kind.slug, text)
            self.labels[TYPE, kind.slug] = str(kind)

    def add_terms(self):
        """Slugs and labels of all before the everyday words of any: those may stand at two terms."""
        for (vocabulary, slug), term in self.terms.items():
            self.labels[vocabulary, slug] = str(term)
            for text in (slug, *(each.label for each in term.texts.all())):
                self.add(vocabulary, slug, text)
        for (vocabulary, slug), term in self.terms.items():
            for text in term_words(term):
                self.add(vocabulary, slug, text)
                for inside in IN_BRACKETS.findall(text):
                    self.add(vocabulary, slug, inside)
                self.add(vocabulary, slug, IN_BRACKETS.sub(" ", text))

    def add_codes(self):
        """Codes that mean one term of their vocabulary, whatever the list."""
        meant = defaultdict(set)
        for code in TermCode.objects.filter(answer=YES).select_related("term"):
            meant[code.term.vocabulary, code.code].add(code.term.slug)
        for (vocabulary, code), slugs in meant.items():
            if len(slugs) == 1:
                self.add(vocabulary, slugs.pop(), code)

    def find(self, text, vocabularies):
        """(vocabulary, slug, answer) of one label, or None."""
        for said in (text, IN_BRACKETS.sub(" ", text), *IN_BRACKETS.findall(text)):
            key = folded(said)
            for vocabulary in vocabularies:
                if slug := self.known[vocabulary].get(key):
                    return vocabulary, slug, YES
        plain = DENIED.sub("", REFUSED.sub("", text.strip()))
        found = self.look_up(plain, vocabularies) if plain != text.strip() else None
        return (*found[:2], NO) if found else None

    def read_cell(self, cell, vocabularies):
        """The Labels of a cell: a label may hold the signs that separate labels, the longest known one counts."""
        found = Labels()
        for piece in re.split(r"[;|\n\r\t•·]+", cell):
            self.read_piece(piece, vocabularies, found)
        return found

    def read_piece(self, piece, vocabularies, found):
        atoms = atoms_of(piece)
        place, odd = 0, []
        while place < len(atoms):
            for end in range(min(len(atoms), place + MOST_ATOMS), place, -1):
                hit = self.look_up(piece[atoms[place][0] : atoms[end - 1][1]], vocabularies)
                if hit:
                    self.keep(found, *hit)
                    place = end
                    break
            else:
                odd.append(atoms[place])
                place += 1
        found.unknown += together(piece, odd)

    def keep(self, found, vocabulary, slug, answer):
        if vocabulary == TYPE:
            found.types += [slug] if answer == YES else []
        elif vocabulary == MEDICINE:
            found.medicines += [slug] if answer == YES else []
        else:
            found.terms.append(stated(self.terms[vocabulary, slug], answer))

    def find_nearest(self, text, vocabularies):
        """The label of the term nearest to `text`; the empty text when none is near."""
        keys = {
            key: (vocabulary, slug)
            for vocabulary in vocabularies
            for key, slug in self.known[vocabulary].items()
        }
        key = folded(text)
        cutoff = NEAR_SHORT if len(key) < SHORT else NEAR
        best = process.extractOne(key, keys.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=cutoff)
        return self.labels[keys[best[0]]] if best else ""


def folded(text):
    return " ".join(words(text.replace("_", " ")))


def atoms_of(piece):
    """(start, end) of the parts of `piece` between signs and words that may separate labels."""
    found, start = [], 0
    for cut in BETWEEN.finditer(piece):
        found.append((start, cut.start()))
        start = cut.end()
    return [(first, last) for first, last in [*found, (start, len(piece))] if piece[first:last].strip()]


def together(piece, odd):
    """The texts of unknown parts, those with nothing but "and" between them as one."""
    merged = []
    for first, last in odd:
        if merged and WEAK.fullmatch(piece[merged[-1][1] : first]):
            merged[-1] = merged[-1][0], last
        else:
            merged.append((first, last))
    return [piece[first:last].strip() for first, last in merged]
