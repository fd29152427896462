"""Words typed into the search: what must stand in a program's document."""

from django.db.models import Q

from programs.models.document import words

MOST_WORDS = 8
# Words that say nothing of what somebody looks for.
STOP_WORDS = frozenset(
    "a an and the of for in on at to with near me my i is are el la los las de en para con y".split()
)


def query_words(text):
    """The words of `text` that count, at most eight; stop words alone are kept as typed."""
    typed = words(text)
    return ([word for word in typed if word not in STOP_WORDS] or typed)[:MOST_WORDS]


def document_has(typed):
    """All of `typed` stand in the document, the last one as the beginning of a word."""
    condition = Q()
    for word in typed[:-1]:
        condition &= Q(document__text__contains=f" {word} ")
    return condition & Q(document__text__contains=f" {typed[-1]}") if typed else Q(pk__in=())


def name_score(typed, *names):
    """How many of `typed` begin a word of the names: best matches are those that are called so."""
    named = words(" ".join(names))
    return sum(any(word.startswith(part) for word in named) for part in typed)
