"""Cells that hold one word: a single answer, a fact with words of its own, or nothing at all."""

import re
from functools import cache, lru_cache

from programs.imports.wordings import read_file
from programs.models.document import words

# Cells that say nothing, and need no remark.
NOTHING = frozenset(
    """- -- --- — – n/a n.a. n.a na unknown unk ? ?? tbd tba nil null none_given #n/a . … not_stated not_known
    not_listed no_data no_info no_information""".split()
)
ERRORS = frozenset("#ref! #value! #name? #div/0! #null! #num! #spill! #error!".split())
ASK = re.compile(
    r"\b(?:call|ask|contact|inquire|enquire|varies|vary|variable|depends|see website|upon request|on request)\b",
    re.IGNORECASE,
)
ERROR = "the error of a formula: taken as not stated"
TO_ASK = "no figure, but where to ask: taken as not stated"
REST = re.compile(r"[\s,;:.(–—-]+")


def is_nothing(text: str) -> bool:
    """Whether a cell says nothing: blank, a dash, n/a, unknown."""
    plain = text.strip().casefold()
    return not plain or plain in NOTHING or plain.replace(" ", "_") in NOTHING


def is_error(text: str) -> bool:
    """Whether a cell holds what a spreadsheet shows for a formula that failed."""
    return text.strip().casefold() in ERRORS


@cache
def known_words(name):
    """{word as written: word of ours} of a fact of wordings.toml."""
    found = {}
    for word, texts in read_file()["values"][name].items():
        found |= {plain(text): word for text in (word, *texts)}
    return found


def plain(text):
    """Words without case and signs; a sign alone stays."""
    return " ".join(words(text.replace("_", " "))) or text.strip()


@lru_cache(maxsize=20_000)
def read_answer(text: str) -> tuple[str, str]:
    """(yes, no, does_not_apply or "", complaint). What stands behind a yes or no is not kept, and said."""
    known = known_words("answer")
    text = text.strip().removesuffix(".0")
    if word := known.get(plain(text)):
        return word, ""
    first, *more = REST.split(text, maxsplit=1)
    if more and (word := known.get(plain(first))) and len(first) > 1 | first.isalpha():
        return word, f"taken as {word}: the rest of the cell was left out"
    return "", "neither yes nor no: taken as not stated"


def read_word(name: str, text: str) -> tuple[str, str]:
    """(our word for the fact `name` or "", complaint)."""
    known = known_words(name)
    if word := known.get(plain(text)):
        return word, ""
    ours = ", ".join(dict.fromkeys(known.values()))
    return "", f"not one of {ours}: taken as not stated"
