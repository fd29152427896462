"""States, the federal district, territories and associated states of the US, by their postal codes."""

import csv
import re
from pathlib import Path

OTHER_NAMES = {"washington dc": "DC", "the virgin islands": "VI"}


def _read():
    with (Path(__file__).parent / "states.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


def _folded(text):
    letters = re.sub(r"[^a-z ]", "", text.lower().replace("-", " "))
    return " ".join(letters.split()).removeprefix("us ")


STATES = _read()
_CODES = {_folded(name): code for code, name in STATES.items()} | OTHER_NAMES


def state_code(text: str) -> str | None:
    """The two-letter code of a state written as CA, ca, US-CA or California; None for anything else."""
    folded = _folded(text)
    code = folded.replace(" ", "").upper()
    return code if code in STATES else _CODES.get(folded)
