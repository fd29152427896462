"""The parts of a fact that are decided each for itself: a term of a list, a number among phones, an issuer's licences.

A field names one of them: the fact's name, or `list.unit`. A point is one field, POINT, of three facts.
"""

from programs.models import lines
from programs.models.groups import FACTS, GROUP_OF
from programs.publishing.values import blank, read_record, records_of

POINT = "point"
POINT_FACTS = ("latitude", "longitude", "precision")
FIELD_LENGTH = 80


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


def field_of(name, unit):
    """What a unit of the fact `name` is called; `unit` is empty for a fact that is one thing."""
    return f"{name}.{unit}"[:FIELD_LENGTH] if unit else name


def fact_of(field):
    """The name of the fact that `field` is, or is a part of."""
    return field.partition(".")[0]


def group_of(owner, field):
    """The group of facts in which `field` stands."""
    return GROUP_OF[owner, POINT_FACTS[0] if field == POINT else fact_of(field)]


def point_text(found):
    """The text of a point from {fact: text}; empty without one."""
    parts = [found.get(name, "") for name in POINT_FACTS]
    return lines.join([parts]) if any(parts) else ""


def said_of(owner, found, field):
    """What `found`, {fact: text}, says of `field`; empty when nothing."""
    if field == POINT:
        return point_text(found)
    name, _dot, unit = field.partition(".")
    text = found.get(name, "")
    if not unit:
        return "" if blank(text) else text
    return next((part for key, part in units(owner, name, text).items() if field_of(name, key) == field), "")


def with_unit(owner, found, field, text):
    """{fact: text} of the facts of `found` that change when `field` is to say `text`."""
    if field == POINT:
        return dict(zip(POINT_FACTS, lines.padded(next(iter(lines.split(text)), [""]), 3), strict=True))
    name, _dot, unit = field.partition(".")
    if not unit:
        return {name: text}
    then = [part for key, part in units(owner, name, found[name]).items() if field_of(name, key) != field]
    return {name: lines.RECORDS.join([*then, text] if text else then)}
