"""Setting the lists and rows of an entry, inside change()."""

from django.db import IntegrityError, transaction

from programs.models import ProgramType, ServedState, Term
from programs.models.answers import YES
from programs.publishing.change import write
from programs.publishing.values import READ_ROWS

ROW_KEYS = {
    "phones": ("kind", "number", "extension", "note"),
    "licences": ("kind", "issuer", "number", "state"),
}


def set_terms(entry, vocabulary, stated):
    """Make the terms of one vocabulary exactly `stated`: rows of (slug, role, answer, note), or slugs alone.

    Raises ValueError, with nothing changed, for a slug that the vocabulary does not have.
    """
    set_lists(entry, {vocabulary: stated})


def set_lists(entry, lists):
    """The same as set_terms() for several vocabularies, {vocabulary: stated}: 3 queries for a new entry."""
    wanted = {
        (vocabulary, row_of(row)[0]): row_of(row)[1] for vocabulary in lists for row in lists[vocabulary]
    }
    terms = term_keys(wanted)
    here = entry.terms.filter(term__vocabulary__in=lists)
    before = {row.term_id: row for row in here}
    if gone := before.keys() - terms.values():
        here.filter(term__in=gone).delete()
    owner = {entry.terms.field.name: entry}
    rows = [entry.terms.model(**owner, term_id=terms[key], **values) for key, values in wanted.items()]
    entry.terms.bulk_create(row for row in rows if row.term_id not in before)
    for row in rows:
        if row.term_id in before and not same(row, before[row.term_id]):
            here.filter(term=row.term_id).update(role=row.role, answer=row.answer, note=row.note)


def term_keys(wanted):
    """{(vocabulary, slug): pk} of all that are `wanted`; raises ValueError for one that is no term."""
    terms = Term.objects.filter(
        vocabulary__in={vocabulary for vocabulary, _slug in wanted},
        slug__in={slug for _vocabulary, slug in wanted},
    )
    keys = {(vocabulary, slug): pk for vocabulary, slug, pk in terms.values_list("vocabulary", "slug", "pk")}
    for vocabulary in sorted({vocabulary for vocabulary, _slug in wanted}):
        if unknown := sorted(slug for of, slug in wanted if of == vocabulary and (of, slug) not in keys):
            raise ValueError(f"{', '.join(unknown)}: no term of {vocabulary}.")
    return {key: keys[key] for key in wanted}


def same(one, other):
    """Whether two stated terms say the same."""
    return all(getattr(one, name) == getattr(other, name) for name in ("role", "answer", "note"))


def row_of(row):
    slug, role, answer, note = (row, "", YES, "") if isinstance(row, str) else row
    return slug, {"role": role, "answer": answer, "note": note}


def set_types(program, slugs):
    """Make the types of `program` exactly `slugs`; raises ValueError for one that is none."""
    types = list(ProgramType.objects.filter(slug__in=slugs))
    if unknown := sorted(set(slugs) - {kind.slug for kind in types}):
        raise ValueError(f"{', '.join(unknown)}: no program type.")
    program.types.set(types)


def set_states(program, regions):
    """Make the states served by telehealth exactly `regions` (two letters each)."""
    program.served_states.exclude(region__in=regions).delete()
    here = set(program.served_states.values_list("region", flat=True))
    ServedState.objects.bulk_create(
        ServedState(program=program, region=region) for region in sorted(set(regions) - here)
    )


def set_rows(entry, name, rows):
    """Replace the rows `name` ("phones", "hours", "licences", "prices") of the entry by unsaved `rows`.

    Each is validated: ValidationError names what is wrong.
    """
    getattr(entry, name).all().delete()
    add_rows(entry, name, rows)


def add_rows(entry, name, rows):
    """Add unsaved `rows` to the rows `name` of the entry; each is validated as by set_rows()."""
    manager = getattr(entry, name)
    for row in rows:
        setattr(row, manager.field.name, entry)
        row.full_clean(
            exclude=[manager.field.name, "source"], validate_unique=False, validate_constraints=False
        )
    write_all(manager, rows)


def remove_records(entry, name, records):
    """Remove those of the rows `name` of the entry that `records`, short lines, describe."""
    for row in (row for record in records for row in READ_ROWS[name](record)):
        getattr(entry, name).filter(**key_of(name, row)).delete()


def key_of(name, row):
    """The values by which a row such as a phone is found again."""
    fields = ROW_KEYS.get(name) or [
        field.attname
        for field in row._meta.concrete_fields
        if field.name not in ("id", "public_id", "clinic", "program", "source")
    ]
    return {field: getattr(row, field) for field in fields}


def write_all(manager, rows):
    """Insert `rows` at once; where the database refuses, one by one, so that the rule's own message is raised."""
    try:
        with transaction.atomic():
            manager.bulk_create(rows)
    except IntegrityError:
        for row in rows:
            row.pk = None
            write(row)
