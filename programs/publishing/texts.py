"""Setting facts from their canonical texts, inside change(): the way back from models.facts.texts()."""

from programs.models import Source, Term, lines
from programs.models.facts import kind_of, read_terms
from programs.models.groups import FACTS
from programs.publishing.change import save
from programs.publishing.operators import operator_called
from programs.publishing.rows import (
    add_rows,
    remove_records,
    set_lists,
    set_rows,
    set_states,
    set_types,
)
from programs.publishing.values import READ_ROWS, plain_value, records_of


def set_texts(entry, found):
    """Set the facts `found` ({fact: text}) of a clinic or program, which is saved first when it is new.

    Facts that are not named stay as they are. Raises ValueError or ValidationError for a text that says no such fact.
    """
    facts = [(FACTS[kind_of(entry), name], text) for name, text in found.items()]
    for fact, text in facts:
        if fact.kind in ("field", "term"):
            setattr(entry, fact.name, value_of(entry, fact, text))
    if entry.pk is None:
        save(entry)
    set_lists(entry, {fact.vocabulary: read_terms(text) for fact, text in facts if fact.kind == "terms"})
    for fact, text in facts:
        if fact.kind in SETTERS:
            SETTERS[fact.kind](entry, fact, text)


def say(entry, now, found, by):
    """Make a clinic or program, which says `now`, say the facts `found`; raises as set_texts() does.

    Rows that stay keep their ids. An organization that is named and not here yet is made, `by` whom it is said.
    """
    kind = kind_of(entry)
    rows = [name for name in found if FACTS[kind, name].kind == "rows"]
    plain = {name: text for name, text in found.items() if name not in (*rows, "organization")}
    set_texts(entry, plain)
    for name in rows:
        change_records(entry, name, now[name], found[name])
    if "organization" in found:
        entry.organization = operator_called(found["organization"], entry.region, by)


def change_records(entry, name, now, then):
    """Make the rows `name`, which say `now`, say `then`: rows that stay keep their ids. Raises as set_texts() does."""
    before, after = records_of(now), records_of(then)
    new = [row for record in after if record not in before for row in READ_ROWS[name](record)]
    remove_records(entry, name, [record for record in before if record not in after])
    add_rows(entry, name, with_sources(new))


def value_of(entry, fact, text):
    if fact.kind == "term":
        return Term.objects.get(vocabulary=fact.vocabulary, slug=text) if text else None
    return plain_value(kind_of(entry), fact.name, text)


SETTERS = {
    "rows": lambda entry, fact, text: set_rows(entry, fact.name, with_sources(READ_ROWS[fact.name](text))),
    "types": lambda entry, _fact, text: set_types(entry, slugs_of(text)),
    "states": lambda entry, _fact, text: set_states(entry, slugs_of(text)),
}


def slugs_of(text):
    return [slug for (slug,) in lines.split(text)]


def with_sources(rows):
    """`rows`, prices among them with the source that their line names. Raises KeyError for one that is not known."""
    names = {row.source_name for row in rows if getattr(row, "source_name", "")}
    sources = {source.name: source for source in Source.objects.filter(name__in=names)} if names else {}
    for row in rows:
        if getattr(row, "source_name", ""):
            row.source = sources[row.source_name]
    return rows
