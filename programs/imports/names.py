"""Names of places: joined where a register split them, and compared."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from programs.imports.folding import folded_words

# A name that ends so goes on in the next column (SAMHSA's columns hold 38 signs).
DANGLING = re.compile(r"(?:\b(?:and|of|for|the|at|in|to|with|a|on|by|de|del|la|y)|[&/,-])$", re.IGNORECASE)
CONTINUES = re.compile(r"^(?:and|of|for|the|at|in|with|de|del|y)\b|^[a-z]")
ADDS = ("(", "/", "&")
TRADE_NAME = re.compile(r"^(?:d/?b/?a|doing business as)\b[:\s]*", re.IGNORECASE)

# House abbreviations of the registers; only for comparing, never shown.
ABBREVIATIONS = {
    "servs": "services", "serv": "services", "svcs": "services", "svc": "services", "srvs": "services",
    "service": "services", "prog": "program", "progs": "program", "programs": "program", "trt": "treatment",
    "tx": "treatment", "trtmt": "treatment", "behav": "behavioral", "behavior": "behavioral", "bhvrl": "behavioral",
    "behavioural": "behavioral", "bh": "behavioral health", "hlth": "health", "heath": "health",
    "ctr": "center", "ctrs": "center", "centers": "center", "centre": "center", "cntr": "center", "cnt": "center",
    "couns": "counseling", "counselling": "counseling", "counselors": "counseling", "outpt": "outpatient",
    "op": "outpatient", "inpt": "inpatient", "res": "residential", "resid": "residential", "hosp": "hospital",
    "comm": "community", "cmty": "community", "assoc": "associates", "association": "associates",
    "inst": "institute", "dept": "department", "co": "county", "cnty": "county", "mh": "mental health",
    "rehab": "rehabilitation", "educ": "education", "recov": "recovery", "addic": "addiction", "psych": "psychiatric",
    "st": "saint", "ft": "fort", "mt": "mount", "med": "medical", "intl": "international", "natl": "national",
    "adol": "adolescent", "fam": "family", "wellnes": "wellness", "clinics": "clinic", "systems": "system",
    "sud": "substance use disorder", "va": "veterans", "univ": "university", "reg": "regional", "ne": "northeast",
}  # fmt: skip
# Words that half of all names hold: they tell no two apart.
COMMON = frozenset(
    "a alcohol and associates at behavioral care center clinic community corp corporation counseling county dba "
    "department disorder division drug education family for foundation group health healthcare hospital inc "
    "incorporated inpatient institute integrated in llc ltd medical medicine mental network of office outpatient "
    "pa pc pllc program psychiatric recovery regional rehabilitation residential satellite services solutions "
    "substance support system the therapy treatment unit use wellness with abuse addiction adult adults llp pllc "
    "adolescent child children childrens women womens men mens intensive detox detoxification house site location "
    "comprehensive crisis psychological psychology behaviorial main campus north south east west".split()
)
TYPO = 85
ALIKE = 0.6
WHOLE = 90


def join_names(first: str, second: str) -> tuple[str, str]:
    """(name of the place, name of who runs it) from the two name columns of a register.

    A name split at the end of its column is put together again. A trade name (DBA) is the place's own. Otherwise the
    second column names a part of the first: "Operator: Part".
    """
    first, second = tidy(first), tidy(second)
    if not second or second.casefold() == first.casefold():
        return first, first
    if not first:
        return second, second
    if trade := TRADE_NAME.match(second):
        return second[trade.end() :] or first, first
    if DANGLING.search(first) or CONTINUES.match(second):
        whole = f"{first} {second}"
        return whole, whole
    if second.startswith(ADDS):
        return f"{first} {second}", first
    return f"{first}: {second}", first


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
    return frozenset(word for word in name_words(name) if word not in COMMON)


@lru_cache(maxsize=50_000)
def alike(one: str, other: str, city: str = "") -> bool:
    """Whether two names are likely to mean the same place, given that street and number agree.

    The name of their `city` tells no two places in it apart.
    """
    ours, theirs = (telling_words(name) - telling_words(city) for name in (one, other))
    if not ours and not theirs:
        return same_plain_name(one, other, city)
    if not ours or not theirs:
        return fuzz.token_sort_ratio(" ".join(name_words(one)), " ".join(name_words(other))) >= WHOLE
    fewer, more = sorted((ours, theirs), key=lambda each: (len(each), sorted(each)))
    shared = sum(any(same_word(word, each) for each in more) for word in fewer)
    return shared / len(fewer) >= ALIKE or initials_of(one, theirs) or initials_of(other, ours)


def same_plain_name(one, other, city):
    """Whether names without a telling word are one: Counseling Center, and Counseling Center at Freehold (a city)."""
    ours, theirs = (
        set(name_words(name)) - set(name_words(city)) - {"at", "of", "inc"} for name in (one, other)
    )
    return ours <= theirs or theirs <= ours


def same_word(one, other):
    if one == other:
        return True
    return min(len(one), len(other)) >= 5 and fuzz.ratio(one, other) >= TYPO


def initials_of(name, others):
    """Whether one of `others` is made of the first letters of `name`: CJR, of Connecticut Junior Republic."""
    initials = "".join(word[0] for word in name_words(name))
    return any(3 <= len(word) <= 6 and initials.startswith(word) for word in others)
