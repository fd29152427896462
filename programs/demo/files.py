"""Reads the data files of the demonstration."""

import csv
import tomllib
from functools import cache
from pathlib import Path

ROOM = Path(__file__).parent


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `name`.csv: clinics, cities or organizations."""
    with (ROOM / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def tables(name: str) -> dict:
    """The tables of `name`.toml: programs, profiles or exceptions."""
    return tomllib.loads((ROOM / f"{name}.toml").read_text(encoding="utf-8"))
