"""The rows of a file by their keys: rows with one key are one thing said once or several times."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from sys import intern

from programs.imports.three_way import WORKED_OUT, merged
from programs.models.groups import GROUP_OF
from programs.publishing.units import POINT_FACTS

ADDED = ("contact", "licences")
ADDED_FACTS = ("county", *POINT_FACTS)  # of other groups; a point only where it is the source's own


@dataclass(slots=True)
class Reading:
    """What the rows with one key say: {part: facts}, part "clinic" or a program's.

    `place` are all facts of the clinic, by which it is matched. With `only_known` it says what added() gives alone.
    """

    key: str
    place: dict
    said: dict
    raw: dict
    operator: dict
    rows: list = field(default_factory=list)
    only_known: bool = False
    silent: frozenset = frozenset()

    @property
    def clinic(self):
        return self.said["clinic"]

    def digests(self):
        """{part: digest of what is said of it}."""
        return {part: digest(facts) for part, facts in self.said.items()}


def added(facts):
    """Those facts that a row adds to a clinic that is here without making any."""
    own_point = facts.get("precision", "") not in ("", *WORKED_OUT)
    return {
        name: text
        for name, text in facts.items()
        if is_added(name) and (own_point or name not in POINT_FACTS)
    }


def is_added(name):
    return name in ADDED_FACTS or GROUP_OF.get(("clinic", name)) in ADDED


def with_silence(facts, held):
    """`facts` that only add, with what the record `held` beside them."""
    return {name: text for name, text in held.items() if not is_added(name) or name in ADDED_FACTS} | facts


def digest(facts):
    """A digest of facts, the same whatever their order."""
    return hashlib.sha256(
        "\0".join(part for fact in sorted(facts.items()) for part in fact).encode()
    ).hexdigest()


def gather(rows, rank):
    """{key: Reading} of rows (of programs.imports.row), in the order of their keys."""
    several = {}
    for row in rows:
        several.setdefault(row.key, []).append(row)
    return {key: reading(key, several.pop(key), rank) for key in sorted(several)}


def reading(key, rows, rank):
    """One Reading of rows with the same key, the same for any order of them."""
    if len(rows) > 1:
        rows.sort(
            key=lambda row: json.dumps([row.clinic, row.programs, row.raw], sort_keys=True, default=str)
        )
    first = rows[0]
    parts = sorted({part for row in rows for part in row.programs})
    place = shared(merged("clinic", [row.clinic for row in rows], rank))
    only_known = all(row.only_known for row in rows)
    said = {"clinic": added(place) if only_known else place}
    for part in parts:
        told = [row.programs[part] for row in rows if part in row.programs]
        said[part] = shared(merged("program", told, rank))
    return Reading(
        key=key,
        place=place,
        said=said,
        raw=first.raw,
        operator=first.operator,
        rows=[(row.path, row.line) for row in rows],
        only_known=only_known,
        silent=frozenset.intersection(*(frozenset(row.silent) for row in rows)),
    )


def shared(facts):
    """The same facts, each text that many rows have kept once in memory."""
    return {intern(name): intern(text) for name, text in facts.items()}


def operator_of(readings):
    """Who runs a place, from all its readings: the most frequent word for each field."""
    found = {}
    for name in sorted({name for each in readings for name in each.operator}):
        count = Counter(each.operator[name] for each in readings if each.operator.get(name))
        if count:
            found[name] = min(count, key=lambda text: (-count[text], text))
    return found
