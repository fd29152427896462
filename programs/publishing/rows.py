"""Setting the lists and rows of an entry, inside change()."""

from django.db import IntegrityError, transaction

from programs.models import ProgramType, ServedState, Term
from programs.models.answers import YES
from programs.publishing.change import write


def set_terms(entry, vocabulary, stated):
    """Make the terms of one vocabulary exactly `stated`: rows of (slug, role, answer, note), or slugs alone.

    Raises ValueError, with nothing changed, for a slug that the vocabulary does not have.
    """
    wanted = dict(row_of(row) for row in stated)
    terms = dict(Term.objects.of(vocabulary).filter(slug__in=wanted).values_list("slug", "pk"))
    if unknown := sorted(set(wanted) - set(terms)):
        raise ValueError(f"{', '.join(unknown)}: no term of {vocabulary}.")
    here = entry.terms.filter(term__vocabulary=vocabulary)
    before = {row.term_id: row for row in here}
    if gone := before.keys() - terms.values():
        here.filter(term__in=gone).delete()
    rows = [
        entry.terms.model(**{entry.terms.field.name: entry}, term_id=terms[slug], **wanted[slug])
        for slug in wanted
    ]
    entry.terms.bulk_create(row for row in rows if row.term_id not in before)
    for row in rows:
        if row.term_id in before and not same(row, before[row.term_id]):
            here.filter(term=row.term_id).update(role=row.role, answer=row.answer, note=row.note)


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
    manager = getattr(entry, name)
    manager.all().delete()
    for row in rows:
        setattr(row, manager.field.name, entry)
        row.full_clean(exclude=[manager.field.name], validate_unique=False, validate_constraints=False)
    write_all(manager, rows)


def write_all(manager, rows):
    """Insert `rows` at once; where the database refuses, one by one, so that the rule's own message is raised."""
    try:
        with transaction.atomic():
            manager.bulk_create(rows)
    except IntegrityError:
        for row in rows:
            row.pk = None
            write(row)
