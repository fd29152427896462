"""Every fact of an entry as one text: what history compares and keeps, and what files carry.

Texts are canonical: the same fact gives the same text on every database, and each text has a way back.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from programs.models import lines
from programs.models.answers import NO, NOT_STATED, YES
from programs.models.clinic import Clinic, Organization
from programs.models.contact import hours_line, phones_line
from programs.models.groups import groups_of
from programs.models.licence import licences_line
from programs.models.price import prices_line
from programs.models.program import Program

KINDS = {Clinic: "clinic", Program: "program", Organization: "organization"}
# What an entry says of itself as an entry: kept in history, part of no group.
RECORD_FIELDS = {
    "clinic": ["status", "slug", "withdrawn_reason", "withdrawn_on", "merged_into"],
    "program": ["clinic", "status", "slug", "withdrawn_reason", "withdrawn_on"],
    "organization": ["name", "ownership", "npi"],
}
ROW_LINES = {"phones": phones_line, "hours": hours_line, "licences": licences_line, "prices": prices_line}
# Facts that every entry has from the start: they alone do not make a group stated.
GIVEN = {"country", "text_language", "dose_unit"}


def kind_of(entry):
    """ "clinic", "program" or "organization"."""
    return KINDS[type(entry)]


def text_of(value):
    """One plain value as canonical text; None is the empty text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def terms_line(stated):
    """One line for stated terms: `alcohol:primary; opioids; cannabis=no | a note`."""
    rows = sorted(stated, key=lambda row: (row.term.order, row.term.slug))
    return lines.join([term_head(row), row.note] for row in rows)


def term_head(row):
    return row.term.slug + (f":{row.role}" if row.role else "") + ("=no" if row.answer == NO else "")


def read_terms(line):
    """(slug, role, answer, note) of each term in a line made by terms_line(); raises ValueError if malformed."""
    return [read_term(*lines.padded(parts, 2)) for parts in lines.split(line)]


def read_term(head, note):
    head, no, _rest = head.partition("=no")
    slug, _colon, role = head.partition(":")
    return slug, role, NO if no else YES, note


def fact_text(entry, fact):
    """The canonical text of one fact; reads relations as prefetched by for_reading()."""
    if fact.kind == "terms":
        return terms_line(terms_by_vocabulary(entry).get(fact.vocabulary, ()))
    if fact.kind == "rows":
        return ROW_LINES[fact.name](getattr(entry, fact.name).all())
    if fact.kind == "types":
        return lines.join([kind.slug] for kind in sorted(entry.types.all(), key=lambda kind: kind.order))
    if fact.kind == "states":
        return lines.join([state.region] for state in entry.served_states.all())
    if fact.kind == "term":
        return entry.medicine.slug if entry.medicine else ""
    value = getattr(entry, fact.name)
    return value.name if isinstance(value, Organization) else text_of(value)


def texts(entry, terms=None):
    """{fact: text} of a clinic, program or organization, its record fields included.

    Costs the queries of for_texts() when the entry was not loaded with it; `terms` are its terms_by_vocabulary(), where
    they were read before.
    """
    kind = kind_of(entry)
    found = {name: record_text(entry, name) for name in RECORD_FIELDS[kind]}
    facts = [fact for group in groups_of(kind) for fact in group.facts]
    if terms is None and any(fact.kind == "terms" for fact in facts):
        terms = terms_by_vocabulary(entry)
    for fact in facts:
        found[fact.name] = (
            terms_line(terms.get(fact.vocabulary, ())) if fact.kind == "terms" else fact_text(entry, fact)
        )
    return found


def terms_by_vocabulary(entry):
    """{vocabulary: rows} of what an entry says of terms; reads relations as prefetched by for_texts()."""
    found = defaultdict(list)
    for row in entry.terms.all():
        found[row.term.vocabulary].append(row)
    return found


def record_text(entry, name):
    value = getattr(entry, name)
    return str(value.public_id) if isinstance(value, Clinic) else text_of(value)


def stated_groups(kind, found):
    """The groups of `kind` in which `found` (texts of an entry) states at least one fact."""
    return [
        group
        for group in groups_of(kind)
        if any(found[fact.name] not in ("", NOT_STATED) for fact in group.facts if fact.name not in GIVEN)
    ]
