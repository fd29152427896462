"""What typed words stand for: terms by their everyday words, and calls for help *with* ketamine."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from programs.models.document import words
from programs.search.text import counted

LONGEST_PHRASE = 6
BRACKETS = re.compile(r"\(([^)]*)\)")
KETAMINE = {"ketamine", "ketamina", "k", "ket"}
PROBLEM = frozenset(
    """abuse abuser abuso addict addicted addiction adiccion adicta adicto bladder dejar dependence dependencia
    dependency detox disorder habit hooked misuse overdose problem problema quit quitting rehab snort snorting stop
    stopping withdrawal""".split()
)
FAMILY = frozenset(
    """brother sister son daughter husband wife mother father mom dad child kid friend partner boyfriend girlfriend
    hijo hija hermano hermana esposo esposa""".split()
)
USE = {"use", "using", "take", "taking", "usa"}
AIMS = {"for", "against", "para", "contra"}


@lru_cache(maxsize=10_000)
def phrases(text):
    """The words of `text`, and, of "one (two)", those of both parts as well."""
    parts = [text, BRACKETS.sub(" ", text), *BRACKETS.findall(text)]
    return {tuple(found) for part in parts if (found := words(part))}


def read_meanings(said):
    """{phrase: {(parameter, value)}} of `said`, [(parameter, value, texts that name it)].

    A phrase of which two words or more count stands without its stop words as well, where nothing else is called so.
    """
    meanings: dict[tuple, set] = {}
    shorter: dict[tuple, set] = {}
    for name, value, texts in said:
        for phrase in {phrase for text in texts for phrase in phrases(text)}:
            meanings.setdefault(phrase, set()).add((name, value))
            if len(rest := tuple(counted(list(phrase)))) > 1:
                shorter.setdefault(rest, set()).add((name, value))
    return shorter | meanings


def meant(typed, meanings):
    """What `typed` (a list of words) names: of each phrase, the longest first, the set of its (parameter, value)."""
    return [values for _phrase, values in heard(typed, meanings) if values]


def heard(typed, meanings):
    """[(words, {(parameter, value)})] of the phrases of `typed`, the longest first; none where one names nothing."""
    found, start = [], 0
    while start < len(typed):
        ends = range(min(len(typed), start + LONGEST_PHRASE), start, -1)
        end = next((end for end in ends if tuple(typed[start:end]) in meanings), start + 1)
        phrase = tuple(typed[start:end])
        found.append((phrase, meanings.get(phrase, set())))
        start = end
    return found


def means_ketamine_problem(text, meanings):
    """Whether `text` names ketamine as the problem: "ketamine addiction", "hooked on k", "my son uses ketamine".

    "Ketamine for addiction" does not, nor do words that name another substance or a condition as well.
    """
    typed = words(text)
    if meanings.get(tuple(counted(typed))) == {("substance", "ketamine")}:
        return True
    said, named = set(typed), [place for place, word in enumerate(typed) if is_ketamine(word)]
    if not named or not (said & PROBLEM or (said & FAMILY and said & USE)):
        return False
    return not aims(typed, named[0]) and not names_another(counted(typed), meanings)


def is_ketamine(word):
    """Whether a word is ketamine, give or take one slip; esketamine is two away."""
    return word in KETAMINE or OSA.distance(word, "ketamine") <= 1


def aims(typed, place):
    """Whether the word at `place` is meant as the cure: "ketamine … for … addiction"."""
    later = typed[place + 1 :]
    return any(word in AIMS and set(later[at:]) & PROBLEM for at, word in enumerate(later))


def names_another(typed, meanings):
    """Whether another substance, or a condition, is named beside ketamine."""
    rest = [word for word in typed if not is_ketamine(word)]
    return any(
        name == "condition" or (name == "substance" and value != "ketamine")
        for values in meant(rest, meanings)
        for name, value in values
    )
