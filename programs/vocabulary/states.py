"""States, the federal district, territories and associated states of the US, by their postal codes."""

import csv
import re
from pathlib import Path

OTHER_NAMES = {"washington dc": "DC", "the virgin islands": "VI"}
# How letters and newspapers shorten the names (GPO Style Manual 2016, 9.13, and forms used before the two letters).
SHORT_NAMES = {
    "AL": "ala",
    "AZ": "ariz",
    "AR": "ark",
    "CA": "cal calif",
    "CO": "colo",
    "CT": "conn",
    "DE": "del",
    "FL": "fla",
    "IL": "ill",
    "IN": "ind",
    "KS": "kan kans",
    "MA": "mass",
    "MI": "mich",
    "MN": "minn",
    "MS": "miss",
    "MT": "mont",
    "NE": "neb nebr",
    "NV": "nev",
    "NM": "nmex",
    "ND": "ndak",
    "OK": "okla",
    "OR": "ore oreg",
    "PA": "penn penna",
    "SD": "sdak",
    "TN": "tenn",
    "TX": "tex",
    "WA": "wash",
    "WV": "wva",
    "WI": "wis wisc",
    "WY": "wyo",
}


def _read():
    with (Path(__file__).parent / "states.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


def _folded(text):
    letters = re.sub(r"[^a-z ]", "", text.lower().replace("-", " "))
    return " ".join(letters.split()).removeprefix("us ")


STATES = _read()
_CODES = {_folded(name): code for code, name in STATES.items()} | OTHER_NAMES
_SHORT = {short: code for code, shorts in SHORT_NAMES.items() for short in shorts.split()}


def state_code(text: str) -> str | None:
    """The two-letter code of a state written as CA, ca, US-CA or California; None for anything else."""
    folded = _folded(text)
    code = folded.replace(" ", "").upper()
    return code if code in STATES else _CODES.get(folded)


def state_meant(text: str) -> str | None:
    """state_code() of what a person types, who may also shorten: Calif., N. Mex.

    Not for the cells of a file: there "Del" and "Miss" are words of a street or a name.
    """
    return state_code(text) or _SHORT.get(_folded(text).replace(" ", ""))
