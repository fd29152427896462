"""Three-way, field by field: what the source said last, what the entry says now, what the source says anew.

Lists are compared term by term, phones number by number, licences issuer by issuer.
"""

from programs.imports.names import part_of
from programs.models import lines
from programs.models.groups import FACTS, GROUP_OF
from programs.publishing.plan import ConflictPlan
from programs.publishing.units import POINT, POINT_FACTS, field_of, join_units, point_text, units
from programs.publishing.values import blank

KEEP, UPDATE, CONFLICT = "keep", "update", "conflict"
EXACTNESS = ("exact", "street", "postal_code", "city")
WORKED_OUT = ("postal_code", "city")  # a point that we looked up ourselves
NEVER_EMPTY = {"name", "types", "country"}
# What another source's different word is put before a curator for.
QUEUED = {"phones", "operating_status", "licences"}


class Nobody:
    """No other source speaks of the entry."""

    def said_it_first(self, group, name, unit):
        """Whether another source stated this unit of a fact before the one that speaks now."""
        return False

    def say(self, name, unit, text):
        """Whether another source says just this text."""
        return False


NOBODY = Nobody()


def verdict(was, now, new):
    """What to do with one field: `was` and `new` are the source's, `now` is the entry's."""
    if new in (was, now):
        return KEEP
    return UPDATE if now == was else CONFLICT


class Comparison:
    """One entry against what one source says of it; fills `changes`, `conflicts`, `settled` and `groups`.

    `known`: the source has spoken of the entry before. `live`: groups with a live check. `foreign`: groups for which
    another source stands. `others`: what those say (entries.Others).
    """

    def __init__(self, owner, *, now, was, new, known, live, foreign, rank, others=NOBODY):
        self.owner, self.now, self.known, self.live, self.foreign, self.rank = (
            owner,
            now,
            known,
            live,
            foreign,
            rank,
        )
        self.others = others
        self.changes, self.conflicts, self.settled, self.groups = {}, [], [], {}
        for name in sorted({*was, *new}):
            if (owner, name) in FACTS and name not in POINT_FACTS:
                self.compare(name, was.get(name, ""), new.get(name, ""))
        if owner == "clinic":
            self.compare_point(was, new)

    def compare(self, name, was, new):
        now = self.now.get(name, "")
        said, here, offered = (units(self.owner, name, text) for text in (was, now, new))
        edited = replaced(said, here, offered) if name == "phones" else {}
        then = dict(here)
        for unit in dict.fromkeys([*said, *offered]):
            values = said.get(unit, ""), here.get(unit, ""), offered.get(unit, "")
            found = self.judge(name, unit, *values, bool(here), bool(edited))
            if found == CONFLICT and name == "phones" and all(values[1:]):
                found = KEEP  # one number: only its kind or note differs
                values = values[0], values[2], values[2]
            if found == UPDATE:
                then.pop(unit, None)
                then |= {unit: values[2]} if values[2] else {}
            before = values[0] or lines.RECORDS.join(edited.values())
            self.note(field_of(name, unit), found, before, *values[1:])
        if then != here:
            self.changes[name] = now, join_units(then, self.rank(self.owner, name))
        if any(offered[unit] == then.get(unit) for unit in offered):
            self.groups[GROUP_OF[self.owner, name]] = True

    def judge(self, name, unit, was, now, new, stated, edited=False):
        """The verdict on one unit, other sources and live checks considered.

        `stated`: the entry says something of the fact. `edited`: a number that the source now replaces is no longer
        the entry's.
        """
        found = verdict(was, now, new)
        group = GROUP_OF[self.owner, name]
        if found == KEEP or (not new and name in NEVER_EMPTY):
            return KEEP
        first_word = not was and (not self.known or group in self.foreign)
        if found == UPDATE and was and self.others.said_it_first(group, name, unit):
            return CONFLICT if new and name in QUEUED else KEEP
        if found == UPDATE and name == "phones" and (edited or (first_word and stated)) and not was:
            return CONFLICT
        if found == UPDATE and group in self.live:
            return CONFLICT
        theirs = first_word or (now and self.others.say(name, unit, now))
        if found == CONFLICT and theirs and name not in QUEUED:
            return KEEP
        return found

    def note(self, field, found, was, now, new):
        if found == CONFLICT:
            self.conflicts.append(ConflictPlan(field, new, now, was))
        elif now == new or found == UPDATE:
            self.settled.append(field)

    def compare_point(self, was, new):
        """A point is one field. One that we looked up ourselves is no word of a source: never a conflict, and any
        source's own point takes its place.
        """
        before, ours, theirs = (point_text(texts) for texts in (was, self.now, new))
        found = self.judge("latitude", "", before, ours, theirs, True)
        if before != theirs and self.is_better_point(new):
            found = UPDATE
        if found == CONFLICT and new.get("precision", "") in WORKED_OUT:
            return
        self.note(POINT, found, before, ours, theirs)
        for name in POINT_FACTS if found == UPDATE else ():
            if self.now.get(name, "") != new.get(name, ""):
                self.changes[name] = self.now.get(name, ""), new.get(name, "")

    def is_better_point(self, new):
        """Whether a point is of the source's own, where the entry has a looked-up one that nobody has checked."""
        unchecked = "identity" not in self.live and self.now.get("address_withheld") != "yes"
        now = self.now.get("precision", "")
        return unchecked and now in WORKED_OUT and new.get("precision", "") not in ("", *WORKED_OUT)


def replaced(said, here, offered):
    """The numbers that a source gave and gives no longer, and that somebody has taken out of the entry already."""
    return {unit: text for unit, text in said.items() if unit not in here and unit not in offered}


def merged(owner, said, rank):
    """What several rows of one source say of one entry together: the same for any order of `said`.

    Of lists all terms (where one row says yes and another no, yes); of the rest the most frequent text, then the
    shortest, then the first of the alphabet.
    """
    if len(said) == 1:
        return said[0]
    found = {}
    for name in sorted({name for facts in said for name in facts}):
        texts = [facts[name] for facts in said if not blank(facts.get(name, ""))]
        if not texts or (owner, name) not in FACTS or name in POINT_FACTS:
            continue
        found[name] = one_text(texts) if is_single(owner, name) else union(owner, name, texts, rank)
    if "name" in found and owner == "clinic":
        found["name"] = place_name(
            [facts["name"] for facts in said if facts.get("name")], found.get("organization")
        )
    return found | one_point(said)


def place_name(names, operator):
    """One name for a place: where several parts of its operator are named, the operator's own."""
    parts = {name for name in names if part_of(name, operator or "")}
    return operator if len(parts) > 1 else one_text(names)


def one_point(said):
    """The most exact of several points, whole."""
    points = [tuple(facts.get(name, "") for name in POINT_FACTS) for facts in said if facts.get("precision")]
    if not points:
        return {}
    best = min(points, key=lambda point: (EXACTNESS.index(point[2]), -points.count(point), point))
    return dict(zip(POINT_FACTS, best, strict=True))


def is_single(owner, name):
    return FACTS[owner, name].kind in ("field", "term") or name in ("hours", "prices")


def one_text(texts):
    return min(texts, key=lambda text: (-texts.count(text), len(text), text))


def union(owner, name, texts, rank):
    """All units of `texts`: main phones before others, yes before no."""
    if len(set(texts)) == 1:
        return texts[0]
    found = {}
    for text in sorted(texts):
        for unit, record in units(owner, name, text).items():
            found[unit] = min(found.get(unit, record), record, key=preference)
    order = rank(owner, name)
    keep = (
        sorted(found, key=order) if order else sorted(found, key=lambda unit: (preference(found[unit]), unit))
    )
    return lines.RECORDS.join(found[unit] for unit in keep)


def preference(record):
    return "=no" in record, not record.startswith("main"), record
