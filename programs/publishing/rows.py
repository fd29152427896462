"""Setting the lists and rows of an entry, inside change()."""

from programs.models import ProgramType, ServedState, Term
from programs.models.answers import YES
from programs.publishing.change import write


def set_terms(entry, vocabulary, stated):
    """Make the terms of one vocabulary exactly `stated`: rows of (slug, role, answer, note), or slugs alone.

    Raises ValueError, with nothing changed, for a slug that the vocabulary does not have.
    """
    wanted = dict(row_of(row) for row in stated)
    terms = {term.slug: term for term in Term.objects.of(vocabulary).filter(slug__in=wanted)}
    if unknown := sorted(set(wanted) - set(terms)):
        raise ValueError(f"{', '.join(unknown)}: no term of {vocabulary}.")
    entry.terms.filter(term__vocabulary=vocabulary).exclude(term__in=terms.values()).delete()
    for slug, values in wanted.items():
        entry.terms.update_or_create(term=terms[slug], defaults=values)


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
        row.full_clean(validate_unique=False, validate_constraints=False)
        write(row)
