"""Street addresses for comparing: number, name and unit, however they are written."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from programs.imports.folding import folded_words

WITHHELD = re.compile(r"[-–—\s]*")
BOX = re.compile(r"\bp\.?\s*o\.?\s*box\s*(\w+)", re.IGNORECASE)
NUMBER = re.compile(r"^(\d+)(?:-(\d+))?(?:-?([a-z]))?$", re.IGNORECASE)
ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
ORDINAL_WORDS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "1er": "1", "2do": "2", "3er": "3",
}  # fmt: skip
DIRECTIONS = {
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "n": "n", "s": "s", "e": "e", "w": "w", "ne": "ne", "nw": "nw", "se": "se", "sw": "sw",
}  # fmt: skip
KINDS = {
    "street": "st", "str": "st", "st": "st", "avenue": "ave", "av": "ave", "ave": "ave", "avenida": "ave",
    "boulevard": "blvd", "blvd": "blvd", "road": "rd", "rd": "rd", "drive": "dr", "dr": "dr", "lane": "ln", "ln": "ln",
    "court": "ct", "ct": "ct", "place": "pl", "pl": "pl", "parkway": "pkwy", "pkwy": "pkwy", "circle": "cir",
    "cir": "cir", "terrace": "ter", "ter": "ter", "trail": "trl", "trl": "trl", "square": "sq", "sq": "sq",
    "way": "way", "plaza": "plz", "plz": "plz", "turnpike": "tpke", "tpke": "tpke", "pike": "pike", "loop": "loop",
    "highway": "hwy", "hwy": "hwy", "route": "hwy", "rte": "hwy", "rt": "hwy", "expressway": "expy", "expy": "expy",
    "carretera": "hwy", "carr": "hwy", "alley": "aly", "crossing": "xing", "freeway": "fwy", "center": "ctr",
}  # fmt: skip
DROPPED = frozenset({"us", "u", "the", "state"})
STREET_TYPO = 88

FLOORS = {"floor", "fl", "flr", "piso", "level"}
UNIT_WORDS = {
    "suite": "", "suites": "", "ste": "", "unit": "", "units": "", "apt": "", "apartment": "", "room": "", "rooms": "",
    "rm": "", "office": "", "ofic": "", "number": "", "no": "", "building": "building", "buildings": "building",
    "bldg": "building", "edificio": "building", "floor": "floor", "floors": "floor", "fl": "floor", "flr": "floor",
    "piso": "floor", "level": "floor", "lot": "lot", "lote": "lot",
}  # fmt: skip
UNIT_START = re.compile(
    r"[,\s]+(?=(?:suites?|ste|units?|apt|apartment|rooms?|rm|bldg|building|floor)\b\.?\s*#?\w|#\s*\w)",
    re.IGNORECASE,
)


def is_withheld(street: str) -> bool:
    """Whether a street is a register's mark for an address it does not give: --- or - - -."""
    return bool(street.strip()) and WITHHELD.fullmatch(street) is not None


@lru_cache(maxsize=50_000)
def parse_street(street: str, unit: str = "") -> tuple[str, tuple, tuple]:
    """(house number or "", (directions, name, kind of street), units) of an address.

    Units are (kind, value) pairs: ("", "200") for a suite, ("floor", "2"), ("building", "r").
    """
    street, within = split_unit(street)
    if box := BOX.search(street):
        return box[1].casefold(), (frozenset(), ("po", "box"), ""), ()
    marks = folded_words(re.sub(r"(\d)-(\d)", r"\1~\2", street).replace("~", "_"))
    number, letter = "", ""
    if marks and (found := NUMBER.match(marks[0].replace("_", "-"))):
        number, letter = found[1] + ((found[2] and f"-{found[2]}") or ""), found[3] or ""
        marks = marks[1:]
        if len(marks) > 1 and len(marks[0]) == 1 and not letter and street[len(number) :][:1] == "-":
            letter, marks = marks[0], marks[1:]
    units = {*parse_unit(within), *parse_unit(unit)} | ({("", letter.casefold())} if letter else set())
    return number, street_core(marks), tuple(sorted(units))


def split_unit(street):
    """The street, and the unit that stands behind it in the same cell."""
    found = UNIT_START.search(street)
    return (street[: found.start()], street[found.end() :]) if found and found.start() else (street, "")


def street_core(marks):
    directions, name, kind = set(), [], ""
    for place, mark in enumerate(marks):
        mark = ORDINAL_WORDS.get(mark, mark)
        if found := ORDINAL.match(mark):
            mark = found[1]
        if mark == "st" and place == 0:
            name.append("saint")
        elif mark in DIRECTIONS and len(marks) > 1:
            directions.add(DIRECTIONS[mark])
        elif mark in KINDS and (place > 0 or KINDS[mark] == "hwy"):
            kind = KINDS[mark]
        elif mark not in DROPPED:
            name.append(mark)
    if kind == "rd" and {"state", "county"} & set(marks) and all(part.isdigit() for part in name):
        kind = "hwy"
    return frozenset(directions), tuple(name), kind


@lru_cache(maxsize=20_000)
def parse_unit(unit: str) -> tuple:
    """The (kind, value) pairs of a unit; a post box is none."""
    marks = folded_words(BOX.sub(" ", unit).replace("#", " ").replace("-", ""))
    found, kind, seen = set(), "other", False
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
            value = ordinal[1] if ordinal else mark
            short = len(value) <= 4 or any(sign.isdigit() for sign in value)
            found.add((kind if seen and short else "" if short and not seen else "other", value))
    return tuple(sorted(found))


def same_street(one: tuple, other: tuple) -> bool:
    """Whether two streets of parse_street() are one: a direction or kind that one leaves out agrees with any."""
    return not (one[2] and other[2] and one[2] != other[2]) and same_street_name(one, other)


@lru_cache(maxsize=20_000)
def same_street_name(one: tuple, other: tuple) -> bool:
    """The same, whatever kind of street each says: Kansas Avenue and Kansas Street."""
    (ways, name, _kind), (other_ways, other_name, _other_kind) = one, other
    if ways and other_ways and not (ways <= other_ways or other_ways <= ways):
        return False
    ours, theirs = " ".join(name), " ".join(other_name)
    if ours == theirs or ours.replace(" ", "") == theirs.replace(" ", ""):
        return True
    if any(sign.isdigit() for sign in ours + theirs):
        return False
    return min(len(ours), len(theirs)) >= 5 and fuzz.ratio(ours, theirs) >= STREET_TYPO


@lru_cache(maxsize=20_000)
def same_unit(one: tuple, other: tuple) -> bool:
    """Whether two addresses' units agree: kind by kind, one value in common; one missing agrees with any."""
    for kind in {kind for kind, _value in one} & {kind for kind, _value in other} - {"other"}:
        ours = {value for each, value in one if each == kind}
        if not ours & {value for each, value in other if each == kind}:
            return False
    return True
