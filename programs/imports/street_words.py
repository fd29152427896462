"""The words that street addresses are made of, for comparing addresses."""

ORDINAL_WORDS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12", "thirteenth": "13",
    "fourteenth": "14", "fifteenth": "15", "sixteenth": "16", "seventeenth": "17", "eighteenth": "18",
    "nineteenth": "19", "twentieth": "20",
}  # fmt: skip
CARDINALS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20",
}  # fmt: skip
NUMBER_WORDS = CARDINALS | ORDINAL_WORDS
DIRECTIONS = {
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "n": "n", "s": "s", "e": "e", "w": "w", "ne": "ne", "nw": "nw", "se": "se", "sw": "sw",
}  # fmt: skip
KINDS = {
    "street": "st", "str": "st", "st": "st", "calle": "st", "avenue": "ave", "av": "ave", "ave": "ave", "aven": "ave",
    "avenida": "ave", "boulevard": "blvd", "blvd": "blvd", "boul": "blvd", "bulevar": "blvd", "road": "rd", "rd": "rd",
    "drive": "dr", "dr": "dr", "drv": "dr", "lane": "ln", "ln": "ln", "court": "ct", "ct": "ct", "crt": "ct",
    "place": "pl", "pl": "pl", "parkway": "pkwy", "pkwy": "pkwy", "pky": "pkwy", "circle": "cir", "cir": "cir",
    "terrace": "ter", "ter": "ter", "trail": "trl", "trl": "trl", "square": "sq", "sq": "sq", "way": "way",
    "plaza": "plz", "plz": "plz", "turnpike": "tpke", "tpke": "tpke", "tpk": "tpke", "pike": "pike", "loop": "loop",
    "highway": "hwy", "hwy": "hwy", "hiway": "hwy", "route": "hwy", "rte": "hwy", "rt": "hwy", "interstate": "hwy",
    "carretera": "hwy", "carr": "hwy", "expressway": "expy", "expy": "expy", "freeway": "fwy", "fwy": "fwy",
    "alley": "aly", "crossing": "xing", "xing": "xing", "center": "ctr", "centre": "ctr", "ctr": "ctr",
    "village": "vlg", "vlg": "vlg", "row": "row", "run": "run", "path": "path", "commons": "cmns", "bypass": "byp",
}  # fmt: skip
LONG_KINDS = tuple(kind for kind in KINDS if len(kind) >= 6)
# Roads that bear a number: County Road 12, FM 1960, I-35.
NUMBERED = {"fm": "hwy", "cr": "hwy", "sr": "hwy", "ih": "hwy", "i": "hwy", "us": "hwy", "fr": "hwy"}
PREFIXED = {"avenida", "ave", "avenue", "av", "calle"}
DROPPED = frozenset({"us", "the", "ext", "extension", "jr"})
# Of a road that bears a number: State Route 57, Farm to Market Road 1960.
DROPPED_OF_NUMBERED = frozenset({"state", "county", "farm", "to", "market", "road", "rd"})
# Old Mill Road is another than Mill Road.
TELLING_OF_STREETS = frozenset(
    "back big business center country cross east extended great lake little lower middle new north old park "
    "private service south spur town upper view west".split()
)
TITLES = frozenset({"dr", "doctor", "rev", "reverend"})
SHORTENED = {"mem": "memorial", "mt": "mount", "ft": "fort", "mtn": "mountain", "mlk": "martin luther king"}
WRITTEN_APART = {(ns, ew) for ns in ("north", "south") for ew in ("east", "west")} | {("u", "s")}

FLOORS = {"floor", "fl", "flr", "piso", "level"}
UNIT_WORDS = {
    "suite": "", "suites": "", "ste": "", "unit": "", "units": "", "apt": "", "apartment": "", "apartments": "",
    "room": "", "rooms": "", "rm": "", "office": "", "ofic": "", "number": "", "no": "", "building": "building",
    "buildings": "building", "bldg": "building", "edificio": "building", "floor": "floor", "floors": "floor",
    "fl": "floor", "flr": "floor", "piso": "floor", "level": "floor", "lot": "lot", "lote": "lot",
}  # fmt: skip
