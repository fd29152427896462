"""Names of places: joined where a register split them, and compared."""

import re
from functools import lru_cache
from itertools import pairwise, takewhile

from rapidfuzz.distance import OSA

from programs.imports.folding import folded_words
from programs.imports.name_words import (
    ABBREVIATIONS,
    BUILDINGS,
    CORPORATE,
    FORMS,
    FREQUENT,
    HOUSES,
    LEGAL,
    NOT_TELLING,
    STATES,
    SYNONYMS,
)
from programs.imports.trade_names import trade_name

# A name that ends so goes on in the next column (SAMHSA's columns hold 38 signs).
DANGLING = re.compile(r"(?:\b(?:and|of|for|the|at|in|to|with|a|on|by|de|del|la|y)|[&/,-])$", re.IGNORECASE)
CONTINUES = re.compile(r"^(?:and|of|for|the|at|in|with|de|del|y)\b|^[a-z]")
ADDS = ("(", "/", "&")

ALIKE = 0.6
AKIN = 0.5
LONG_WORD = 5
PLAIN_WORDS = 2
GOES_ON = 3
COLUMN = 36  # signs of a name that a column of 38 may have cut
PART_WORDS = 3  # a plain name of so many words that is a part's is that part


def join_names(first: str, second: str = "") -> tuple[str, str]:
    """(name of the place, name of who runs it) from the two name columns of a register.

    A name split at the end of its column is put together again. A trade name (DBA) is the place's own, wherever it
    stands. A company behind the name of a house runs it: "Mesa Treatment Center | Ocotillo Health LLC". Otherwise the
    second column names a part of the first: "Operator: Part", or what kind of house it is.
    """
    name, operator = in_one(tidy(first), tidy(second))
    place, owner = trade_name(name)
    return (name, operator) if place == name else (place, owner.partition(": ")[0])


def in_one(first, second):
    """The same for names in which nothing does business as another."""
    if not first or not second or second.casefold() == first.casefold():
        return first or second, first or second
    nameless = not name_words(first) or LEGAL.issuperset(name_words(second))
    if nameless or DANGLING.search(first) or CONTINUES.match(second):
        whole = f"{first} {second}"
        return whole, whole
    if second.startswith(ADDS):
        return f"{first} {second}", first
    if is_incorporated(second) and not is_incorporated(first):
        if name_words(first)[-1] in HOUSES and is_operator(second):
            return first, second
        if goes_on_as_kind(second):
            whole = f"{first} {second}"
            return whole, whole
    return with_part(first, second), first


def is_incorporated(name):
    """Whether a name holds the legal form of a company: Ocotillo Health Inc."""
    return not CORPORATE.isdisjoint(name_words(name))


def goes_on_as_kind(second):
    """Whether a second column says the kind of house and the legal form of the first: Services Inc (OBH)."""
    kind = list(takewhile(lambda word: word not in CORPORATE, name_words(second)))
    return NOT_TELLING.issuperset(kind) and bool(kind)


def is_operator(second):
    """Whether an incorporated second column is a company's whole name, no city (Calhoun PC)."""
    words = [word for word in second.split() if word.strip(",.").casefold() not in LEGAL]
    return name_words(second)[-1] in CORPORATE and (len(words) > 1 or "".join(words).isupper())


def with_part(operator, part):
    """The name of an operator's part. What only says the kind of house needs no colon: Ocotillo Outpatient Clinic.

    It has one where the operator's name ends as such: Ocotillo Health Inc: Outpatient Clinic.
    """
    ours, kind = name_words(operator), name_words(part)
    if not NOT_TELLING.issuperset(kind):
        return f"{operator}: {part}"
    if ours[-len(kind) :] == kind:
        return operator
    ends = ours[-1] in NOT_TELLING and not FORMS.issuperset(kind)
    return f"{operator}: {part}" if ends else f"{operator} {part}"


def part_of(name: str, operator: str) -> str:
    """The part that a name of with_part() names beside its operator, or the empty text."""
    if not operator or not name.startswith(operator):
        return ""
    rest = name[len(operator) :]
    if rest.startswith(": "):
        return rest[2:]
    return rest[1:] if rest.startswith(" ") and NOT_TELLING.issuperset(name_words(rest)) else ""


def tidy(text: str) -> str:
    """One blank between words, none around them."""
    return " ".join(text.split())


@lru_cache(maxsize=50_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name for comparing: folded, abbreviations written out."""
    return tuple(part for word in folded_words(name) for part in ABBREVIATIONS.get(word, word).split())


@lru_cache(maxsize=50_000)
def telling_words(name: str) -> frozenset:
    """Those of name_words() that tell places apart."""
    return frozenset(word for word in name_words(name) if word not in NOT_TELLING)


@lru_cache(maxsize=50_000)
def alike(one: str, other: str, city: str = "", street: str = "") -> bool:
    """Whether two names are likely to mean the same clinic, given that street number and name agree.

    The names of their `city` and `street` tell no two clinics there apart.
    """
    place = f"{city} {street}"
    ours, theirs = (telling_words(name) - telling_words(place) for name in (one, other))
    if not ours and not theirs and same_plain_name(one, other, place):
        return True
    return (
        bool(ours and theirs and share_words(ours, theirs))
        or (not ours and named_by(street, one, other))
        or (not theirs and named_by(street, other, one))
        or initials_of(one, theirs)
        or initials_of(other, ours)
        or written_as_one(one, other, place)
        or begins_with(one, other)
        or begins_with(other, one)
    )


def named_by(street, name, other):
    """Whether a clinic named by its street is in the other's name: Hill House in RYC Hill House, on Hill Road."""
    words = set(name_words(name)) - LEGAL - FORMS
    return not words.isdisjoint(name_words(street)) and words.issubset(name_words(other))


def share_words(ours, theirs):
    """Whether most words of the shorter name are in the longer."""
    fewer, more = sorted((ours, theirs), key=lambda each: (len(each), sorted(each)))
    shared = sum(word in more or any(same_word(word, each) for each in more) for word in fewer)
    return shared / len(fewer) >= ALIKE


def same_plain_name(one, other, place):
    """Whether names without a telling word are one: Counseling Center, and Counseling Center at Freehold (a city).

    Where both say the city or street, the kind of house counts no more, and one may say more than the other: Tucson
    Behavioral Health Center, Tucson Behavioral Health and Recovery Services.
    """
    here = STATES.union(name_words(place))
    ours, theirs = (set(name_words(name)) - LEGAL for name in (one, other))
    if ours - here == theirs - here:
        return bool(ours and theirs)
    if not (ours & here and theirs & here):
        return False
    ours, theirs = ({SYNONYMS.get(w, w) for w in words - here - FORMS} for words in (ours, theirs))
    shared = ours & theirs
    return ours == theirs != set() or (len(shared) >= PLAIN_WORDS and shared in (ours, theirs))


def begins_with(long, name):
    """Whether a long name goes on where the other ends or was cut: Human Service Center, … of Forest County."""
    whole, first = name_words(long), name_words(name)
    size = len(first)
    if (
        len(set(first) - LEGAL) >= GOES_ON
        and whole[:size] == first
        and whole[size : size + 1] in ((), ("of",))
    ):
        return True
    return len(name) >= COLUMN and " ".join(folded_words(long)).startswith(" ".join(folded_words(name)))


def goes_on_alike(one, other, city):
    """Whether one name goes on where the other ends, whatever kinds of houses they say.

    Child and Family, and Child and Family Services of Newport; Barstow Counseling Center, and Barstow
    Counseling/Behavioral Health in Barstow.
    """
    ours, theirs = ([word for word in name_words(name) if word not in FORMS] for name in (one, other))
    fewer, more = sorted((ours, theirs), key=lambda words: (len(words), words))
    said = set(fewer).difference(LEGAL, name_words(city), ("county",))
    if not said or more[: len(fewer)] != fewer:
        return False
    goes_on = more[len(fewer) :]
    return (len(said) >= PLAIN_WORDS and goes_on[:1] == ["of"]) or fewer[0] in name_words(city)


def same_word(one, other):
    """Whether two words are one but for a slip or a plural."""
    if abs(len(one) - len(other)) > 2 or min(len(one), len(other)) < 4:
        return False
    if one.rstrip("s") == other.rstrip("s"):
        return True
    longest = max(len(one), len(other))
    if longest < 6 and (longest < 5 or one[0] != other[0]):
        return False
    slips = 1 if longest < 10 else 2
    return OSA.distance(one, other, score_cutoff=slips) <= slips


def initials_of(name, others):
    """Whether one of `others` is made of the first letters of `name`: CJR, of Connecticut Junior Republic."""
    words = name_words(name)
    whole = "".join(word[0] for word in words)
    short = "".join(word[0] for word in words if word not in LEGAL)
    return any(
        3 <= len(word) <= 6
        and (whole.startswith(word) or short.startswith(word) or (word in short[1:] and len(word) > 3))
        for word in others
    )


def written_as_one(one, other, place):
    """Whether names are alike once words that one writes as one are one in both: Kids TLC and KidsTLC."""
    joined = (word_pairs(one) & set(folded_words(other))) | (word_pairs(other) & set(folded_words(one)))
    if not joined:
        return False
    ours, theirs = (telling_words(write_as_one(name, joined)) - telling_words(place) for name in (one, other))
    return bool(ours and theirs) and share_words(ours, theirs)


@lru_cache(maxsize=50_000)
def word_pairs(name: str) -> frozenset:
    """Each two words of a name that follow each other, written as one."""
    words = folded_words(name)
    return frozenset(map("".join, pairwise(words)))


def write_as_one(name, joined):
    """A name with those of its words that `joined` holds as one written as one."""
    words = folded_words(name)
    for place in range(len(words) - 2, -1, -1):
        if (pair := "".join(words[place : place + 2])) in joined:
            words[place : place + 2] = [pair]
    return " ".join(words)


@lru_cache(maxsize=50_000)
def akin(one: str, other: str, city: str = "", street: str = "") -> bool:
    """Whether two names that are not alike() may yet mean one clinic: half of the telling words of one are the other's.

    Of plain names one must hold all words of the other.
    """
    place = f"{city} {street}"
    ours, theirs = (telling_words(name) - telling_words(place) for name in (one, other))
    if ours and theirs:
        shared = [word for word in ours & theirs if len(word) >= LONG_WORD and word not in FREQUENT]
        return bool(shared) and len(shared) / min(len(ours), len(theirs)) >= AKIN
    if ours or theirs:
        return False
    ours, theirs = ({SYNONYMS.get(w, w) for w in name_words(name)} - LEGAL - FORMS for name in (one, other))
    return len(shared := ours & theirs) >= GOES_ON and shared in (ours, theirs)


@lru_cache(maxsize=50_000)
def tells(name: str, city: str = "", street: str = "") -> bool:
    """Whether the name of a part tells which clinic it is: Windsong Center does, Outpatient Clinic does not."""
    words = telling_words(name) - telling_words(f"{city} {street}")
    return BUILDINGS.isdisjoint(name_words(name)) and any(
        len(word) > 2 and not word.isdigit() for word in words
    )
