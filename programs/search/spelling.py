"""Misspelt words: what somebody most likely meant, by the words that documents hold."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from programs.databases import reading

SHORT = 6  # letters; below it one slip is forgiven, from it on two
CANDIDATES = 4  # known words that a misspelt one may stand for
UNSURE = 4  # words of one search that may be misspelt
TRIES = 16
KNOWN_SQL = {
    "sqlite": "SELECT term, doc FROM programs_words_known",
    "postgresql": "SELECT word, ndoc FROM ts_stat('SELECT text_words FROM programs_searchdocument')",
}


@dataclass
class Vocabulary:
    """Every word of the documents with the number of those that hold it, in order of the alphabet."""

    frequency: dict[str, int]
    ordered: list[str]

    def knows(self, word, as_beginning=False):
        """Whether a document holds `word`, or a word that begins so."""
        if word in self.frequency or not as_beginning:
            return word in self.frequency
        place = bisect_left(self.ordered, word)
        return place < len(self.ordered) and self.ordered[place].startswith(word)


def read_vocabulary():
    """The words of all documents: one query, of some tens of milliseconds at 25,000 clinics."""
    with reading().cursor() as cursor:
        cursor.execute(KNOWN_SQL[reading().vendor])
        frequency = dict(cursor.fetchall())
    return Vocabulary(frequency, sorted(frequency))


def corrected(typed, vocabulary, everyday, found):
    """`typed` with unknown words replaced so that a document holds all: the fewest slips, then the most frequent words.

    `found(words)` says whether one does. A last word that some word begins with may be a slip as well, a word of
    `everyday` language never is one, even where no document has it. Without any such sentence it is `typed` itself. At
    most TRIES questions to `found`.
    """
    last = len(typed) - 1
    ways = [
        [(0, 0, word)] if word in everyday else candidates(word, vocabulary, number == last)
        for number, word in enumerate(typed)
    ]
    if not all(ways) or sum(len(some) > 1 for some in ways) > UNSURE:
        return typed
    sentences = sorted(
        product(*ways), key=lambda some: (sum(s for s, _f, _w in some), [f for _s, f, _w in some])
    )
    for sentence in sentences[:TRIES]:
        words = [word for _slips, _frequency, word in sentence]
        if words != typed and found(words):
            return words
    return typed


def candidates(word, vocabulary, as_beginning):
    """[(slips, minus frequency, word)]: the known words that `word` may stand for, itself alone if it is one."""
    if word in vocabulary.frequency:
        return [(0, 0, word)]
    itself = [(0, 0, word)] if vocabulary.knows(word, as_beginning) else []
    return itself + nearest(word, vocabulary)


def nearest(word, vocabulary):
    """[(slips, minus frequency, known word)], the fewest slips first. Digits are never guessed at."""
    if any(sign.isdigit() for sign in word) or len(word) < 3:
        return []
    most = 1 if len(word) < SHORT else 2
    near = process.extract(word, vocabulary.ordered, scorer=OSA.distance, score_cutoff=most, limit=20)
    return sorted((slips, -vocabulary.frequency[known], known) for known, slips, _place in near)[:CANDIDATES]
