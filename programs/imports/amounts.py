"""Figures in a cell that a person filled: money, ranges, lengths of time, ages and doses.

Each reader gives (what the cell says, complaint): an empty first part is "not stated", the complaint says why.
"""

import re
from decimal import Decimal
from functools import lru_cache

from programs.imports.cell_words import ASK, TO_ASK
from programs.imports.dates import read_date
from programs.models.document import words
from programs.models.price import minor

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"


def money_named(end):
    """The pattern of one sum of money, its groups called `end` and `end`_k (thousands)."""
    return rf"(?:US)?\s*[$€£]?\s*(?P<{end}>{NUMBER})\s*(?P<{end}_k>k\b)?"


PRICE = re.compile(
    r"(?P<open>from|starting\s+(?:at|from)|starts\s+at|at\s+least|min(?:imum)?\.?)?\s*:?\s*"
    + money_named("low")
    + r"(?:\s*(?:-|–|—|to|up\s+to)\s*"
    + money_named("high")
    + r")?\s*(?P<plus>\+|and\s+up|or\s+more|onwards)?",
    re.IGNORECASE,
)
CURRENCY = re.compile(r"\b(USD|EUR|GBP|CAD|AUD|MXN|CHF|NZD)\b", re.IGNORECASE)
SIGNS = {"€": "EUR", "£": "GBP"}
# Words behind a price that the name of its column says already.
PLAIN_REST = frozenset(
    "dollar each per a the for session infusion treatment dose visit course total package program consultation all "
    "person only cash".split()
)
FREE = frozenset(("free", "no charge", "no cost", "$0", "0"))
RANGE = re.compile(
    rf"(?P<open>at least|min\.?|minimum|over|from)?\s*(?<![\w/:.,-])(?P<low>{NUMBER})"
    rf"(?:\s*(?:-|–|—|to)\s*(?P<high>{NUMBER}))?\s*(?P<plus>\+|and up|or more|and over|and older)?",
    re.IGNORECASE,
)
LIKE_A_DATE = re.compile(r"\w+[-/., ]+\w+[-/., ]+\d{2,4}")
# What may stand around a range: no other figure, and no sign of another language than people's.
AROUND = re.compile(r"[^\d<>={}$%@#|]*")
UNITS = (
    (re.compile(r"\b(?:hours?|hrs?|h)\b", re.IGNORECASE), "hour"),
    (re.compile(r"\b(?:minutes?|mins?)\b|\d\s*min", re.IGNORECASE), "minute"),
    (re.compile(r"\b(?:days?|d)\b", re.IGNORECASE), "day"),
    (re.compile(r"\b(?:weeks?|wks?)\b", re.IGNORECASE), "week"),
    (re.compile(r"\b(?:months?|mos?)\b", re.IGNORECASE), "month"),
)
DAYS = {"day": 1, "week": 7, "month": 30}
MINUTES = {"minute": 1, "hour": 60}
WEEKS = {"week": Decimal(1), "month": Decimal(52) / 12, "day": Decimal(1) / 7}
NO_WAIT = re.compile(
    r"(?:none|no wait(?:ing)?|no wait ?list|immediate(?:ly)?|same day|today|now|walk-?in)\W*", re.IGNORECASE
)
DOSE = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)(?:\s*(?:mg\s*/\s*kg|mg)?\s*(?:-|–|—|to)\s*(?P<high>\d+(?:\.\d+)?))?\s*(?P<unit>mg\s*/\s*kg|mg)\b",
    re.IGNORECASE,
)
HIGHEST = 1_000_000  # whole units of money; more is a slip
LONGEST = 100_000  # of any count
GLUED = re.compile(r"\w|[:.,/]\d")  # what is no part of a price right behind one
OLDEST = 130
A_DATE = "a date: a spreadsheet may have made it of a range such as 4-6; taken as not stated"
NO_FIGURE = "no figure that can be read: taken as not stated"
TURNED = "the first figure is above the second: taken as not stated"
TOO_HIGH = "higher than can be: taken as not stated"


@lru_cache(maxsize=20_000)
def read_price(text: str, currency: str = "USD") -> tuple[tuple | None, str]:
    """((low, high or None, currency, note), complaint) of a price; low and high in minor units.

    A `note` is the whole cell where it says more than a price.
    """
    text = " ".join(text.split())
    if text.casefold() in FREE:
        return (0, 0, currency, ""), ""
    currency = next((SIGNS[sign] for sign in text if sign in SIGNS), currency)
    if named := CURRENCY.search(text):
        currency = named[1].upper()
    plain = CURRENCY.sub(" ", text).strip()
    found = PRICE.match(plain)
    if not found:
        return None, TO_ASK if ASK.search(text) else NO_FIGURE
    rest = plain[len(found[0].rstrip()) :]
    if GLUED.match(rest):
        return None, NO_FIGURE
    if re.search(r"\d", rest) and re.search(r"[$€£]\s*\d|\bor\b", rest):
        return None, "more than one price: write each in a column of its own; taken as not stated"
    thousands = found["low_k"] or (found["high_k"] and float(found["low"].replace(",", "")) < 1000)
    low = money(found["low"], thousands, currency)
    high = None if found["open"] or found["plus"] else low
    if found["high"]:
        high = money(found["high"], found["high_k"], currency)
    if max(low, high or 0) > minor(HIGHEST, currency):
        return None, TOO_HIGH
    if high is not None and low > high:
        return None, TURNED
    return (low, high, currency, "" if PLAIN_REST.issuperset(words(rest)) else text[:300]), ""


def money(text, thousand, currency):
    """A sum of money in minor units."""
    amount = Decimal(text.replace(",", "")) * (1000 if thousand else 1)
    return int(amount * minor(1, currency))


@lru_cache(maxsize=20_000)
def read_range(text: str) -> tuple[tuple | None, str]:
    """((fewest, most or None), complaint): "6", "4-6", "at least 6"; whole or not. No other figure may stand beside."""
    if LIKE_A_DATE.search(text) and read_date(text)[0]:
        return None, A_DATE
    found = RANGE.search(text)
    if not found:
        return None, TO_ASK if ASK.search(text) else NO_FIGURE
    if not AROUND.fullmatch(text[: found.start()] + " " + text[found.end() :]):
        return None, NO_FIGURE
    low, high = (Decimal(found[end].replace(",", "")) if found[end] else None for end in ("low", "high"))
    if high is None and not (found["open"] or found["plus"]):
        high = low
    if max(low or 0, high or 0) > LONGEST:
        return None, TOO_HIGH
    if high is not None and low is not None and low > high:
        return None, TURNED
    return (low, high), ""


def read_counts(text: str) -> tuple[tuple, str]:
    """((fewest, most) as texts, complaint) of a number of sessions."""
    found, complaint = read_range(text)
    if found and any(end is not None and end != int(end) for end in found):
        found, complaint = None, "no whole number: taken as not stated"
    return ends(found), complaint


def ends(found):
    return tuple("" if each is None else str(int(each)) for each in found or (None, None))


def unit_of(text, units, default):
    return next((unit for pattern, unit in UNITS if unit in units and pattern.search(text)), default)


def read_length(text: str, units: dict, default: str) -> tuple[tuple, str]:
    """((fewest, most) as texts in the unit of which `units` holds 1, complaint); `default` is the unit unsaid."""
    found, complaint = read_range(text)
    if not found:
        return ("", ""), complaint
    size = units[unit_of(text, units, default)]
    return ends(tuple(None if each is None else round(each * size) for each in found)), ""


def read_wait(text: str, default: str = "day") -> tuple[str, str]:
    """(days as text, complaint) of a waiting time; of a range the longer end counts, and is said."""
    if NO_WAIT.fullmatch(text.strip()):
        return "0", ""
    (fewest, most), complaint = read_length(text, DAYS, default)
    if complaint:
        return "", complaint
    if not most:
        return "", "no longest time: taken as not stated"
    return most, "" if fewest == most else f"a range: taken as {most} days, its longer end"


def read_one(text: str, units: dict, default: str) -> tuple[str, str]:
    """(a single length as text, complaint)."""
    (fewest, most), complaint = read_length(text, units, default)
    if complaint or fewest == most:
        return fewest, complaint
    return fewest, f"a range: taken as {fewest}, its lower end"


def read_number(text: str) -> tuple[str, str]:
    """(a whole number as text, complaint)."""
    if re.fullmatch(r"\d{1,6}(?:\.0+)?", text.strip()):
        return str(int(Decimal(text.strip()))), ""
    return "", "no whole number: taken as not stated"


def read_ages(text: str) -> tuple[tuple, str]:
    """((youngest, oldest) as texts, complaint); ("", "") without a complaint when the cell names no age."""
    if re.search(r"\ball ages\b|\bany age\b", text, re.IGNORECASE):
        return ("0", ""), ""
    if upper := re.fullmatch(
        r"\D*(?:under|up to|below|younger than)\s*(\d+)\D*", text.strip(), re.IGNORECASE
    ):
        is_under = re.search(r"under|below|younger", text, re.IGNORECASE)
        return ("", str(int(upper[1]) - bool(is_under))), ""
    found, _complaint = read_range(text)
    if not found:
        return ("", ""), ""
    if (found[1] or found[0]) > OLDEST:
        return ("", ""), TOO_HIGH
    if re.search(r"\b(?:over|older|up|above)\b|\+", text, re.IGNORECASE) or found[0] == found[1] == 18:
        found = found[0], None
    return ends(found), ""


def read_dose(text: str) -> tuple[tuple, str]:
    """((low, high, unit) as texts, complaint) of one session's dose."""
    found = DOSE.search(text)
    if not found:
        return ("", "", ""), "no dose such as 0.5 mg/kg: taken as not stated"
    low, high = Decimal(found["low"]), Decimal(found["high"] or found["low"])
    if low > high:
        return ("", "", ""), TURNED
    if high >= LONGEST:
        return ("", "", ""), TOO_HIGH
    unit = "mg/kg" if "kg" in found["unit"].casefold() else "mg"
    return (*(f"{each.normalize():f}" for each in (low, high)), unit), ""
