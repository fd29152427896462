"""Street addresses for comparing: number, name and unit, however they are written."""

import re
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from programs.imports.folding import folded_words
from programs.imports.name_words import NOT_TELLING
from programs.imports.street_words import (
    CARDINALS,
    DIRECTIONS,
    DROPPED,
    DROPPED_OF_NUMBERED,
    FLOORS,
    KINDS,
    LONG_KINDS,
    NUMBER_WORDS,
    NUMBERED,
    ORDINAL_WORDS,
    PREFIXED,
    SHORTENED,
    TELLING_OF_STREETS,
    TITLES,
    UNIT_WORDS,
    WRITTEN_APART,
)

WITHHELD = re.compile(r"[-–—\s]*")
BOX = re.compile(r"\b(?:p\.?\s*o\.?\s*|post\s+office\s+)box[\s#]*(\w+)", re.IGNORECASE)
NUMBER = re.compile(r"^(\d+)(?:-(\d+))?(?:-?([a-z]))?$", re.IGNORECASE)
DASHED = re.compile(r"(?<=\d)-(?=\d)")
PARENTHESIS = re.compile(r"\([^()]*\)")
# A second line that is no unit: Route 5, 148 State Route 2026.
GOES_ON = re.compile(
    r"(?:\d+\s+)?(?:(?:us|state|county)\s+)?(?:route|rte|rt|highway|hwy)\.?\s*\d+\w?(?:\s+[nsew]\w*)?",
    re.IGNORECASE,
)
# In English and Spanish: 1st, 1er.
ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th|er|do|ra|da)$")
NUMBERED_LINE = re.compile(r"\d+(?:-\d+)?[a-z]?\s+\S", re.IGNORECASE)
STREET_TYPO = 88
STREET_SLIPS = 82
LONG_STREET = 8
WIDEST_RANGE = 20

# Suite I and Suite 1 are taken for each other.
ROMAN = {"i": "1", "ii": "2", "iii": "3"}
NAME = 5  # letters of a word that names a house: then J in Philip J Elm Building is no suite
NO_NAMES = (
    frozenset(ORDINAL_WORDS)
    | frozenset(UNIT_WORDS)
    | FLOORS
    | {"lower", "ground", "basement", "upper", "front"}
)
UNIT_GLUED = re.compile(r"\b(suite|ste|unit|apt|room|rm|bldg)(\d)", re.IGNORECASE)
# Suites 15-16A are three units; Suite 2-9 may be one.
UNIT_RANGE = re.compile(r"(?<![\w-])(\d+)\s*[-–]\s*(\d+)([a-z]?)(?![\w-])", re.IGNORECASE)
UNIT_LETTERS = re.compile(r"(?<![\w-])([a-z])\s*[-–]\s*([a-z])(?![\w-])", re.IGNORECASE)
SEVERAL = re.compile(
    r"\b(?:suites|units|rooms|floors|buildings|apartments|offices|bldgs|fls|rms)\b", re.IGNORECASE
)
SURE = 3  # digits by which a range is one whatever the word before it: Suite 201-203
UNIT_PART = re.compile(r"(?<![\w-])(\d+)-?[a-z](?![\w-])|(?<![\w-])(\d+)-(\d+)(?![\w-])", re.IGNORECASE)
UNIT_LETTER = re.compile(r"\b(\d+)\s+([a-z])\b", re.IGNORECASE)
UNIT_START = re.compile(
    r"[,\s]+(?=(?:suites?|ste|units?|apt|apartment|rooms?|rm|bldg|building|floor)(?:\b\.?\s*#?\w|\d)|#\s*\w)",
    re.IGNORECASE,
)


def is_withheld(street: str) -> bool:
    """Whether a street is a register's mark for an address it does not give: --- or - - -."""
    return bool(street.strip()) and WITHHELD.fullmatch(street) is not None


@lru_cache(maxsize=50_000)
def parse_street(street: str, unit: str = "") -> tuple[str, tuple, tuple]:
    """(house number or "", (directions, name, kind of street), units) of an address.

    Units are (kind, value) pairs: ("", "200") for a suite, ("floor", "2"), ("building", "r"), and ("end", "103") for
    what a unit such as 103-B begins with.
    """
    street, unit = own_unit(street, unit)
    street, within = split_unit(PARENTHESIS.sub(" ", street) if "(" in street else street)
    if box := BOX.search(street):
        if not street[: box.start()].strip(" ,;"):
            return box[1].casefold(), (frozenset(), ("po", "box"), ""), ()
        street = street[: box.start()]
    marks = folded_words(DASHED.sub("_", street) if "-" in street else street)
    number, letter = "", ""
    if marks and (found := NUMBER.match(marks[0].replace("_", "-"))):
        number, letter = found[1] + ((found[2] and f"-{found[2]}") or ""), found[3] or ""
        marks = marks[1:]
        if len(marks) > 1 and len(marks[0]) == 1 and not letter and street[len(number) :][:1] == "-":
            letter, marks = marks[0], marks[1:]
    elif len(marks) > 2 and marks[0] in CARDINALS and marks[1] != "mile":
        number, marks = CARDINALS[marks[0]], marks[1:]
    units = {*parse_unit(within), *parse_unit(unit)} | ({("", letter.casefold())} if letter else set())
    return number, street_core(marks), tuple(sorted(units))


def own_unit(street, unit):
    """(street, unit), swapped lines put in order, and a second line that goes on with the street put behind it."""
    street, unit, _house = lines_in_order(street, unit)
    return (f"{street} {unit}", "") if unit and GOES_ON.fullmatch(unit.strip()) else (street, unit)


def in_order(street: str, unit: str) -> tuple[str, str]:
    """(street, further line) of an address whose lines may be swapped: the name of a house, and below it its street."""
    street, unit, house = lines_in_order(street, unit)
    return street, ", ".join(part for part in (unit, house) if part)


def lines_in_order(street, unit):
    """(street, unit, name of the house where that stood in place of the street)."""
    words = folded_words(street)
    if not NUMBERED_LINE.match(unit) or any(word[0].isdigit() or word in CARDINALS for word in words[:1]):
        return street, unit, ""
    plain, within = split_unit(unit)
    plain, _comma, more = plain.partition(",")
    _directions, name, kind = street_core(folded_words(plain)[1:])
    if any(sign.isdigit() for sign in street) or not name or not (kind or "broadway" in name):
        return street, unit, ""
    return plain.strip(), ", ".join(filter(None, (more.strip(" ,"), within.strip(" ,")))), street


@lru_cache(maxsize=20_000)
def numbers_of(number: str) -> frozenset[str]:
    """The house numbers that one of parse_street() may stand for.

    921-925 is 921, 923 and 925; it, like 38-11 in Queens, may also be written without the dash.
    """
    first, dash, last = number.partition("-")
    if not dash:
        return frozenset({number} - {""})
    between = range(int(first), int(last), 2) if int(last) - int(first) <= WIDEST_RANGE else ()
    ends = {first, last} if int(first) < int(last) else set()
    return frozenset({first + last, *ends, *map(str, between)})


def split_unit(street):
    """The street, and the unit that stands behind it in the same cell."""
    found = UNIT_START.search(street)
    return (street[: found.start()], street[found.end() :]) if found and found.start() else (street, "")


def street_core(marks):
    """(directions, name, kind of street) of the words behind a house number."""
    marks = compass(marks) if len(marks) > 2 else marks
    several = len(marks) > 1
    directions = frozenset(DIRECTIONS[mark] for mark in marks if several and mark in DIRECTIONS)
    rest = [plain_mark(mark) for mark in marks if not (several and mark in DIRECTIONS)]
    kind, at = kind_of(rest)
    name = [mark for place, mark in enumerate(rest) if place != at]
    if len(name) > 1 and name[0] == "st":
        name[0] = "saint"
    if len(name) > 1 and name[0] in TITLES:
        del name[0]
    words = [part for mark in name for part in SHORTENED.get(mark, KINDS.get(mark, mark)).split()]
    dropped = DROPPED | DROPPED_OF_NUMBERED if kind == "hwy" else DROPPED
    kept = [word for word in words if word not in dropped]
    return directions, tuple(kept or words), kind


def compass(marks):
    """The words of a street, South West made southwest, U.S. made us."""
    joined = []
    for mark in marks:
        if joined and (joined[-1], mark) in WRITTEN_APART:
            joined[-1] += mark
        else:
            joined.append(mark)
    return joined


def plain_mark(mark):
    """A word of a street with numbers as digits: 1st and First are 1, Fifteen is 15."""
    if not mark[0].isdigit():
        return NUMBER_WORDS.get(mark, mark)
    found = ORDINAL.match(mark)
    return found[1] if found else mark


def kind_of(words):
    """(kind of street, its place in `words`): the last word that is one; ("", None) where the kind is not said."""
    for place, (word, after) in enumerate(pairwise(words)):
        if after[0].isdigit() and (NUMBERED.get(word) or KINDS.get(word)) in ("hwy", "rd"):
            return "hwy", place
    for place in range(len(words) - 1, 0, -1):
        if kind := KINDS.get(words[place]) or (misspelled(words[place]) if place == len(words) - 1 else ""):
            return kind, place
    if len(words) > 1 and words[0] in PREFIXED:
        return KINDS[words[0]], 0
    return ("hwy", 0) if words and KINDS.get(words[0]) == "hwy" else ("", None)


@lru_cache(maxsize=10_000)
def misspelled(word):
    """The kind of street that a word is with one slip of the pen: Avneue; or the empty text."""
    if len(word) < 5 or not word.isalpha():
        return ""
    return next((KINDS[kind] for kind in LONG_KINDS if OSA.distance(word, kind, score_cutoff=1) <= 1), "")


@lru_cache(maxsize=20_000)
def parse_unit(unit: str) -> tuple:
    """The (kind, value) pairs of a unit; a post box is none."""
    if not unit:
        return ()
    text = UNIT_GLUED.sub(r"\1 \2", BOX.sub(" ", unit).replace("#", " "))
    text = spelled_out(text)
    ends = {("end", end.lstrip("0")) for found in UNIT_PART.finditer(text) for end in found.groups() if end}
    marks = folded_words(UNIT_LETTER.sub(r"\1\2", text.replace("-", "")))
    return tuple(sorted(units_in(marks) | ends))


def spelled_out(text):
    """A unit with each of a range: Suites 15-16A is 15, 16 and 16A; one that may be a single unit stays as it is."""
    several = bool(SEVERAL.search(text))

    def each(found):
        first, last, letter = found.groups()
        low, high = int(first), int(last)
        sure = several or (len(first) == len(last) >= SURE)
        if not sure or not low < high <= low + WIDEST_RANGE:
            return found[0]
        return " ".join([*map(str, range(low, high + 1)), last + letter])

    def letters(found):
        low, high = (ord(letter.lower()) for letter in found.groups())
        return " ".join(map(chr, range(low, high + 1))) if several and low < high else found[0]

    return UNIT_LETTERS.sub(letters, UNIT_RANGE.sub(each, text))


def units_in(marks):
    """The (kind, value) pairs that the words of a unit stand for."""
    found, kind, seen = set(), "other", False
    named = any(mark.isalpha() and len(mark) >= NAME and mark not in NO_NAMES for mark in marks)
    for place, mark in enumerate(marks):
        mark = ORDINAL_WORDS.get(mark, mark)
        after = marks[place + 1] if place + 1 < len(marks) else ""
        ordinal = ORDINAL.match(mark)
        if (ordinal or mark.isdigit()) and (after in FLOORS or (ordinal and after in ("and", "floors"))):
            found.add(("floor", ordinal[1] if ordinal else mark))
        elif mark in ("lower", "ground", "basement", "upper", "main") and after in {*FLOORS, ""}:
            found.add(("floor", mark))
        elif mark in UNIT_WORDS:
            kind, seen = UNIT_WORDS[mark], True
        elif mark not in ("and", "rear", "front", "of", "the", "through"):
            value = ordinal[1] if ordinal else ROMAN.get(mark, mark)
            short = len(value) <= 4 or any(sign.isdigit() for sign in value)
            plain = short and not (named and mark.isalpha())
            found.add((kind if seen and short else "" if plain and not seen else "other", value))
    return found


def same_street(one: tuple, other: tuple) -> bool:
    """Whether two streets of parse_street() are one: a direction or kind that one leaves out agrees with any."""
    if one[2] and other[2] and one[2] != other[2]:
        return same_ways(one[0], other[0]) and (left_out(one, other) or left_out(other, one))
    return same_street_name(one, other)


def left_out(one, other):
    """Whether the kind of one street belongs to its name, and the other says its kind too: Bull Run, Bull Run Road."""
    return (*one[1], one[2]) == other[1]


def same_ways(one, other):
    """Whether directions agree: none agrees with any."""
    return not one or not other or one <= other or other <= one


@lru_cache(maxsize=20_000)
def same_street_name(one: tuple, other: tuple) -> bool:
    """The same, whatever kind of street each says: Kansas Avenue and Kansas Street."""
    (ways, name, _kind), (other_ways, other_name, _other_kind) = one, other
    if not same_ways(ways, other_ways):
        return False
    if name == other_name:
        return True
    ours, theirs = "".join(name), "".join(other_name)
    if ours == theirs or ours.rstrip("s") == theirs.rstrip("s") != "":
        return True
    if any(sign.isdigit() for sign in ours + theirs):
        return False
    return slip(ours, theirs) or initials_in(name, other_name) or initials_in(other_name, name)


def slip(one, other):
    """Whether two names of streets differ by a slip of the pen."""
    if min(len(one), len(other)) < 5:
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1 or fuzz.ratio(one, other) >= STREET_TYPO


@lru_cache(maxsize=20_000)
def mistaken_street(one: tuple, other: tuple) -> bool:
    """Whether two streets that are not one may be where one operator's houses have one number.

    One says a word more (Shumway Hill Road, Shumway Road; not Old Mill Road and Mill Road, which are two), or they
    look alike (Hillside, Hillsdale).
    """
    if not same_ways(one[0], other[0]) or (one[2] and other[2] and one[2] != other[2]):
        return False
    ours, theirs = set(one[1]), set(other[1])
    apart = ours ^ theirs
    if any(sign.isdigit() for sign in "".join(ours | theirs)) or not ours or not theirs:
        return False
    if (ours < theirs or theirs < ours) and len(apart) == 1:
        return apart.isdisjoint(TELLING_OF_STREETS)
    ours, theirs = "".join(one[1]), "".join(other[1])
    return (
        ours[:3] == theirs[:3]
        and min(len(ours), len(theirs)) >= LONG_STREET
        and fuzz.ratio(ours, theirs) >= STREET_SLIPS
    )


def road_in_unit(one: tuple, other: tuple, units: tuple) -> bool:
    """Whether the number of one road is in the `units` of the other: County Road 304, and County Road, Suite 304."""
    (ways, name, kind), (other_ways, other_name, _kind) = one, other
    return (
        kind == "hwy"
        and len(name) == 1
        and ("", name[0]) in units
        and DROPPED_OF_NUMBERED.issuperset(other_name)
        and same_ways(ways, other_ways)
    )


def initials_in(name, others):
    """Whether a street's name is the other with its first words as their initials: GW Memorial, George Washington."""
    first = name[0] if name else ""
    size = len(first)
    return 1 < size < min(4, len(others) + 1) and (
        first == "".join(word[0] for word in others[:size]) and name[1:] == others[size:]
    )


@lru_cache(maxsize=20_000)
def same_unit(one: tuple, other: tuple) -> bool:
    """Whether two addresses' units agree: kind by kind, one value in common; one missing agrees with any."""
    for kind in {kind for kind, _value in one} & {kind for kind, _value in other} - {"other", "end"}:
        ours = {value for each, value in one if each == kind}
        if not ours & {value for each, value in other if each == kind}:
            return False
    return True


def near_unit(one: tuple, other: tuple) -> bool:
    """Whether units that do not agree may yet be one: 103 and 103-B, 9 and 2-9; not 103-A and 103-B."""
    ours, theirs = ({value for kind, value in units if kind != "end"} for units in (one, other))
    ends, others = ({value for kind, value in units if kind == "end"} for units in (one, other))
    return not ends.isdisjoint(theirs) or not others.isdisjoint(ours)


def other_house(one: tuple, other: tuple) -> bool:
    """Whether units that agree name two houses, and nothing else that they share: Starlight House, Myrtle House."""
    ours, theirs = ({each for each in units if each[1] not in NOT_TELLING} for units in (one, other))
    named = all(any(kind == "other" for kind, _value in units) for units in (ours, theirs))
    return named and ours.isdisjoint(theirs)
