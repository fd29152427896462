"""Three-way, field by field: what the source said last, what the entry says now, what the source says anew.

Lists are compared term by term, phones number by number, licences issuer by issuer.
"""

from programs.models import lines
from programs.models.groups import FACTS, GROUP_OF
from programs.publishing.plan import ConflictPlan
from programs.publishing.values import blank, read_record, records_of

KEEP, UPDATE, CONFLICT = "keep", "update", "conflict"
POINT = ("latitude", "longitude", "precision")
EXACTNESS = ("exact", "street", "postal_code", "city")
WORKED_OUT = ("postal_code", "city")  # a point that we looked up ourselves
NEVER_EMPTY = {"name", "types", "country"}
# What another source's different word is put before a curator for.
QUEUED = {"phones", "operating_status", "licences"}
FIELD_LENGTH = 80


def verdict(was, now, new):
    """What to do with one field: `was` and `new` are the source's, `now` is the entry's."""
    if new in (was, now):
        return KEEP
    return UPDATE if now == was else CONFLICT


def units(owner, name, text):
    """{unit: its text} of a fact: the parts of it that are compared each for itself."""
    if blank(text):
        return {}
    kind = FACTS[owner, name].kind
    if kind == "terms":
        return {read_record(record)[0]: record for record in records_of(text)}
    if kind in ("types", "states"):
        return {record: record for record in records_of(text)}
    if name == "phones":
        return {phone_unit(parts): lines.join([parts]) for parts in lines.split(text)}
    if name == "licences":
        return by_issuer(text)
    return {"": text}


def phone_unit(parts):
    _kind, number, extension, _note = lines.padded(parts, 4)
    return f"{number}x{extension}" if extension else number


def by_issuer(text):
    found = {}
    for parts in lines.split(text):
        found.setdefault(parts[1], []).append(lines.join([parts]))
    return {issuer: lines.RECORDS.join(records) for issuer, records in found.items()}


def join_units(found, rank):
    """The text of a fact from its units; terms in the order `rank` gives them."""
    return lines.RECORDS.join(found[unit] for unit in (sorted(found, key=rank) if rank else found))


class Comparison:
    """One entry against what one source says of it; fills `changes`, `conflicts`, `settled` and `groups`.

    `known`: the source has spoken of the entry before. `live`: groups with a live check. `foreign`: groups for which
    another source stands.
    """

    def __init__(self, owner, *, now, was, new, known, live, foreign, rank):
        self.owner, self.now, self.known, self.live, self.foreign, self.rank = (
            owner,
            now,
            known,
            live,
            foreign,
            rank,
        )
        self.changes, self.conflicts, self.settled, self.groups = {}, [], [], {}
        for name in sorted({*was, *new}):
            if (owner, name) in FACTS and name not in POINT:
                self.compare(name, was.get(name, ""), new.get(name, ""))
        if owner == "clinic":
            self.compare_point(was, new)

    def compare(self, name, was, new):
        now = self.now.get(name, "")
        said, here, offered = (units(self.owner, name, text) for text in (was, now, new))
        then = dict(here)
        for unit in dict.fromkeys([*said, *offered]):
            values = said.get(unit, ""), here.get(unit, ""), offered.get(unit, "")
            found = self.judge(name, *values, bool(here))
            if found == UPDATE:
                then.pop(unit, None)
                then |= {unit: values[2]} if values[2] else {}
            self.note(name, unit, found, *values)
        if then != here:
            self.changes[name] = now, join_units(then, self.rank(self.owner, name))
        if any(offered[unit] == then.get(unit) for unit in offered):
            self.groups[GROUP_OF[self.owner, name]] = True

    def judge(self, name, was, now, new, stated):
        found = verdict(was, now, new)
        group = GROUP_OF[self.owner, name]
        if found == UPDATE and not new and name in NEVER_EMPTY:
            return KEEP
        first_word = not was and (not self.known or group in self.foreign)
        if found == UPDATE and name == "phones" and first_word and stated:
            return CONFLICT
        if found == UPDATE and group in self.live:
            return CONFLICT
        if found == CONFLICT and first_word and name not in QUEUED:
            return KEEP
        return found

    def note(self, name, unit, found, was, now, new):
        field = f"{name}.{unit}"[:FIELD_LENGTH] if unit else name
        if found == CONFLICT:
            self.conflicts.append(ConflictPlan(field, new, now))
        elif now == new or found == UPDATE:
            self.settled.append(field)

    def compare_point(self, was, new):
        """A point is one field. One that we looked up ourselves is no word of the source: never a conflict."""
        said, here, offered = (tuple(texts.get(name, "") for name in POINT) for texts in (was, self.now, new))
        before, ours, theirs = ("".join(point) for point in (said, here, offered))
        found = self.judge("latitude", before, ours, theirs, True)
        if found == CONFLICT and offered[2] in WORKED_OUT:
            return
        for place, name in enumerate(POINT):
            if found == UPDATE and here[place] != offered[place]:
                self.changes[name] = here[place], offered[place]
            elif found == CONFLICT:
                self.note(name, "", found, said[place], here[place], offered[place])


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
        if not texts or (owner, name) not in FACTS or name in POINT:
            continue
        found[name] = one_text(texts) if is_single(owner, name) else union(owner, name, texts, rank)
    if "name" in found and owner == "clinic":
        found["name"] = place_name(
            [facts["name"] for facts in said if facts.get("name")], found.get("organization")
        )
    return found | one_point(said)


def place_name(names, operator):
    """One name for a place: where several parts of its operator are named, the operator's own."""
    parts = {name for name in names if operator and name.startswith(f"{operator}: ")}
    return operator if len(parts) > 1 else one_text(names)


def one_point(said):
    """The most exact of several points, whole."""
    points = [tuple(facts.get(name, "") for name in POINT) for facts in said if facts.get("precision")]
    if not points:
        return {}
    best = min(points, key=lambda point: (EXACTNESS.index(point[2]), -points.count(point), point))
    return dict(zip(POINT, best, strict=True))


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
