"""Lists to pick from, as skewed as in real directories: a few terms stand everywhere, most nearly nowhere."""

from functools import lru_cache
from itertools import accumulate

from programs.models import ProgramType, Term
from programs.models.document import KEEPS_OUT, term_words, type_words, words
from programs.models.program import PROGRAM_ANSWERS

POOL = 400  # different lists of terms a vocabulary, and different sets of answers
# How many terms a list holds at most, and how many lists of ten are empty.
PROGRAM_LISTS = {
    "substance": (4, 1),
    "condition": (3, 3),
    "therapy": (3, 2),
    "setting": (2, 1),
    "payment": (4, 3),
    "group": (3, 5),
    "supervisor": (2, 7),
    "plan-factor": (2, 7),
    "aftercare": (2, 8),
    "exclusion": (3, 8),
}
CLINIC_LISTS = {"language": (3, 4), "access": (3, 5)}


class Lists:
    """Terms and types by slug, the words by which they are found, and pools of lists and answers."""

    def __init__(self, dice):
        self.dice = dice
        terms = list(Term.objects.prefetch_related("texts"))
        kinds = list(ProgramType.objects.prefetch_related("texts"))
        self.terms = {(term.vocabulary, term.slug): term.pk for term in terms}
        self.types = {kind.slug: kind.pk for kind in kinds}
        self.term_words = {
            term.pk: [] if term.vocabulary in KEEPS_OUT else folded(term_words(term)) for term in terms
        }
        self.type_words = {kind.slug: folded(type_words(kind)) for kind in kinds}
        self.pools = {
            name: self.pool(terms, name, *size) for name, size in (PROGRAM_LISTS | CLINIC_LISTS).items()
        }
        self.routes = self.pool(terms, "route", 1, 0)
        self.answers = [self.some_answers() for _number in range(POOL)]

    def pool(self, terms, vocabulary, most, empty):
        values = [term.pk for term in terms if term.vocabulary == vocabulary]
        weights = list(accumulate(1 / place for place in range(1, len(values) + 1)))
        return [self.some(values, weights, most, empty) for _number in range(POOL)]

    def some(self, values, weights, most, empty):
        if self.dice.random() * 10 < empty:
            return []
        return list(
            dict.fromkeys(self.dice.choices(values, cum_weights=weights, k=self.dice.randint(1, most)))
        )

    def some_answers(self):
        picked = self.dice.choices(["not_stated", "yes", "no"], [55, 35, 10], k=len(PROGRAM_ANSWERS))
        return dict(zip(PROGRAM_ANSWERS, picked, strict=True))


def folded(texts):
    return [word for text in texts for word in words(text)]


@lru_cache(maxsize=5_000)
def words_of(text):
    """words(), as names and sentences come again and again."""
    return words(text)
