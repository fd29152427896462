"""Reads the reviewed data files of the vocabulary. They are the truth: the database holds a copy."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from uuid import UUID

ROOM = Path(__file__).parent
# The code lists whose every code has its place, in register_codes.toml or with terms.
STUDY_WORDS = ("who", "given", "compared", "result", "limits", "effect_label")
REGISTERS = ("samhsa-mental", "samhsa-substance")


@dataclass(frozen=True)
class Code:
    """A code of somebody else's list that says yes or no to a term."""

    list: str
    edition: str
    code: str
    answer: str = "yes"


@dataclass(frozen=True)
class TermEntry:
    """One term as its file has it, with its English text."""

    public_id: UUID
    vocabulary: str
    slug: str
    order: int
    label: str
    definition: str
    synonyms: tuple[str, ...]
    codes: tuple[Code, ...]
    citation: str


@dataclass(frozen=True)
class TypeEntry:
    """One program type, and the (vocabulary, term slug or "") pairs it needs on publication."""

    slug: str
    order: int
    listed_by_default: bool
    label: str
    summary: str
    definition: str
    citation: str
    requirements: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PassageEntry:
    """A statement with its source; `show_until` is its last day where it can grow stale."""

    key: str
    title: str
    body: str
    citation: str
    show_until: date | None


@dataclass(frozen=True)
class StudyEntry:
    """A study: `substance` is a term's slug, `numbers` its effect with low and high end, `words` its English text."""

    slug: str
    name: str
    year: int
    design: str
    people: int | None
    substance: str
    reference: str
    scale: str
    numbers: dict[str, Decimal | None]
    words: dict[str, str]


@dataclass(frozen=True)
class RegisterFact:
    """What a register's code says beside the terms; `table` tells which of the words below are set.

    ownership: word · licence: kind, issuer · scope: word · answer: field, word · ignored: reason. `order` is
    the place in its table: of several ownership codes in a row the first holds.
    """

    table: str
    order: int
    word: str = ""
    field: str = ""
    kind: str = ""
    issuer: str = ""
    reason: str = ""


def terms_file(vocabulary: str) -> Path:
    """Where the terms of a vocabulary stand."""
    return ROOM / "terms" / f"{vocabulary}.toml"


def program_types_file() -> Path:
    """Where the program types stand."""
    return ROOM / "program_types.toml"


def passages_files() -> dict[str, Path]:
    """Where the statements stand: those beside programs, and those of the guides."""
    return {name: ROOM / f"{name}.toml" for name in ("passages", "guides")}


@cache
def read_passages() -> tuple[PassageEntry, ...]:
    """The statements in their order."""
    texts = [path.read_text(encoding="utf-8") for path in passages_files().values()]
    tables = [table for text in texts for table in tomllib.loads(text)["passage"]]
    return tuple(
        PassageEntry(**{"title": "", "citation": "", "show_until": None, **table}) for table in tables
    )


def translation_files() -> dict[str, Path]:
    """Where the texts in other languages stand, by language and kind: es/terms, es/types, es/passages, es/studies."""
    files = sorted((ROOM / "translations").glob("*/*.toml"))
    return {f"{path.parent.name}/{path.stem}": path for path in files}


@cache
def read_translation(name: str) -> dict:
    """The texts of a file of translation_files(), keyed as in English: by slug or key, terms by vocabulary and slug."""
    return tomllib.loads(translation_files()[name].read_text(encoding="utf-8"))


def studies_file() -> Path:
    """Where the studies stand."""
    return ROOM / "studies.toml"


@cache
def read_studies() -> tuple[StudyEntry, ...]:
    """The studies in their order."""
    tables = tomllib.loads(studies_file().read_text(encoding="utf-8"))["study"]
    return tuple(_study(table) for table in tables)


def _study(table):
    words = {name: table.pop(name, "") for name in STUDY_WORDS}
    numbers = {name: table.pop(name, None) for name in ("effect", "low", "high")}
    return StudyEntry(
        numbers={key: Decimal(text) if text else None for key, text in numbers.items()},
        words=words,
        **{"people": None, "substance": "", "scale": "", **table},
    )


@cache
def read_terms(vocabulary: str) -> tuple[TermEntry, ...]:
    """The terms of a vocabulary in their printed order. Raises FileNotFoundError for an unknown one."""
    tables = tomllib.loads(terms_file(vocabulary).read_text(encoding="utf-8"))["term"]
    return tuple(_term(vocabulary, order, table) for order, table in enumerate(tables, start=1))


def _term(vocabulary, order, table):
    codes = [Code(**code) for code in table.get("codes", ())]
    refusals = [Code(**code, answer="no") for code in table.get("codes_no", ())]
    return TermEntry(
        public_id=UUID(table["id"]),
        vocabulary=vocabulary,
        slug=table["slug"],
        order=order * 10,
        label=table["label"],
        definition=table["definition"],
        synonyms=tuple(table.get("synonyms", ())),
        codes=(*codes, *refusals),
        citation=table.get("citation", ""),
    )


@cache
def read_program_types() -> tuple[TypeEntry, ...]:
    """The program types in their printed order."""
    tables = tomllib.loads(program_types_file().read_text(encoding="utf-8"))["program_type"]
    return tuple(_program_type(order, table) for order, table in enumerate(tables, start=1))


def _program_type(order, table):
    needs = ((need["vocabulary"], need.get("term", "")) for need in table.get("requires", ()))
    return TypeEntry(
        slug=table["slug"],
        order=order * 10,
        listed_by_default=table.get("listed_by_default", True),
        label=table["label"],
        summary=table["summary"],
        definition=table["definition"],
        citation=table.get("citation", ""),
        requirements=tuple(needs),
    )


@cache
def read_register_codes() -> dict[tuple[str, str, str], RegisterFact]:
    """What codes of registers say that is no term, by (list, edition, code).

    Raises ValueError for a code that stands twice.
    """
    tables = tomllib.loads((ROOM / "register_codes.toml").read_text(encoding="utf-8"))
    edition = tables.pop("edition")
    facts = {}
    for table, entries in tables.items():
        for order, entry in enumerate(entries, start=1):
            codes = [(name, code) for name in REGISTERS for code in entry.pop(name, ())]
            for name, code in codes:
                if (name, edition, code) in facts:
                    raise ValueError(f"register_codes.toml has {name} {code} twice.")
                facts[name, edition, code] = RegisterFact(table, order, **entry)
    return facts
