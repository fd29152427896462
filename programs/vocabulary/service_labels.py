"""What SAMHSA's locators call their services, code by code and edition by edition.

Source: the code lists of SAMHSA's National Directories of Mental Health and of Drug and Alcohol Use Treatment
Facilities 2024, of its locator's export of 2018, and of its locator's answers of 2019: public domain.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "service_labels.csv"


@dataclass(frozen=True, slots=True)
class ServiceLabel:
    """A label as printed in an edition.

    `category` is the code of its heading, `code` its own in that edition (empty where it had none), `now` the code
    that says the same in the newest code list. Where no code does, `now` is empty and `note` says why.
    """

    edition: str
    category: str
    code: str
    label: str
    now: str
    note: str


@cache
def read_service_labels() -> tuple[ServiceLabel, ...]:
    """The labels, those of the newest edition first."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(ServiceLabel(**row) for row in csv.DictReader(lines))
