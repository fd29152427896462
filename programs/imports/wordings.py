"""What people call the columns of a list that they made themselves, and how such a name is understood."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from programs.codebook import COLUMNS
from programs.models.document import words
from programs.models.groups import FACTS
from programs.models.program import PROGRAM_ANSWERS

FILE = Path(__file__).with_name("wordings.toml")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
DIGITS = re.compile(r"(?<=[a-z])(?=\d)")
PLURAL = re.compile(r"\((e?s)\)", re.IGNORECASE)  # Language(s)
WHOSE = frozenset(
    "facility clinic site location practice provider center office agency business program".split()
)
LEFT_OUT = "left out"
NEAR = 75  # of 100, by which a wording is near enough to be named


@dataclass(frozen=True)
class Subject:
    """What a column holds: `reads` names how its cells are read; LEFT_OUT with the reason in `why`.

    `lists` are the vocabularies of its labels, `item` what a price is for. A subject that is a fact of the model has
    the codebook's name for it; `owner` and `fact` then say which.
    """

    name: str
    reads: str
    lists: tuple = ()
    item: str = ""
    why: str = ""
    owner: str = ""
    fact: str = ""


@cache
def read_file() -> dict:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def subjects() -> dict[str, Subject]:
    """Every subject by its name."""
    facts = {column.name: (column.owner, column.fact) for column in COLUMNS if column.fact}
    tables = {name: {"reads": "answer"} for name in facts if facts[name][1] in PROGRAM_ANSWERS}
    tables |= read_file()["column"]
    return {name: subject(name, table, *facts.get(name, ("", ""))) for name, table in tables.items()}


def subject(name, table, owner, fact):
    return Subject(
        name,
        table.get("reads", LEFT_OUT),
        tuple(table.get("lists", ())),
        table.get("item", ""),
        table.get("why", ""),
        owner,
        fact,
    )


@cache
def wordings() -> dict[tuple, str]:
    """{bag of words: name of the subject}. A subject's own name and label never take another's wording."""
    found: dict[tuple, str] = {}
    for name, table in read_file()["column"].items():
        for text in table["wordings"]:
            held = found.setdefault(bag(text), name)
            if held != name:
                raise ValueError(f"{FILE.name}: {text!r} stands for {held} and for {name}.")
    for name, each in subjects().items():
        for text in (name, label_of(each)):
            found.setdefault(bag(text), name)
    return {key: name for key, name in found.items() if key}


def label_of(each):
    """The label of the fact that a subject is, as the directory's own pages have it."""
    column = next((column for column in COLUMNS if column.name == each.name and column.fact), None)
    if column is None:
        return each.name
    fact = FACTS[column.owner, column.fact]
    return str(fact.label) if fact.label else str(column.meaning).partition(". ")[0]


@cache
def bag(text: str) -> tuple:
    """The words of a column's name that count, in the order of the alphabet."""
    file = read_file()
    text = PLURAL.sub(r"\1", text)
    text = DIGITS.sub(
        " ", CAMEL.sub(" ", text.replace("_", " ").replace("#", " number ").replace("$", " price "))
    )
    found = [file["same"].get(word, word) for word in words(text)]
    dropped = set(words(file["dropped"]))
    return tuple(sorted(set(found) - dropped or set(found)))


@cache
def find(name: str) -> Subject | None:
    """The subject that a column is named for, or None. Whose it is need not be said: Facility City, Clinic Phone."""
    key = bag(name)
    held = wordings().get(key) or wordings().get(tuple(word for word in key if word not in WHOSE))
    return subjects()[held] if held else None


def nearest(name: str) -> tuple[str, str]:
    """(wording, subject) nearest to the name of a column that is not known; two empty texts when none is near."""
    known = {" ".join(key): (" ".join(key), held) for key, held in wordings().items()}
    best = process.extractOne(" ".join(bag(name)), known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return known[best[0]] if best else ("", "")


def how_many(names) -> int:
    """How many different subjects the names of a row stand for."""
    return len(Counter(each.name for name in names if name and (each := find(name))))
