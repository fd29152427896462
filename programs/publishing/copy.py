"""A program like another one, as a draft."""

from django.db import transaction

from programs.models import Price, Program
from programs.models.groups import groups_of
from programs.publishing.change import change, fresh, save, together
from programs.publishing.rows import set_rows, set_states, set_terms, set_types

PRICE_FIELDS = "item low high currency includes excludes note valid_from valid_until source".split()


def copy_program(program, *, by, clinic=None):
    """Make a draft with all facts of `program` at `clinic` (default: the same one) and return it.

    Checks are not copied, nor what makes the entry itself: ids, slug, state, history.
    """
    with transaction.atomic():
        original = fresh(program)
        draft = Program(clinic=clinic or original.clinic, **plain_facts(original))
        if draft.clinic == original.clinic:
            draft.name = f"{original.name[:190]} (copy)"
        with change(draft, by=by, why=f"Copied from “{original.name}”."[:300]):
            save(draft)
            copy_rows(original, draft)
    return draft


def copy_to(program, clinics, *, by):
    """Copy `program` to each of `clinics`, or to none; return the drafts."""
    with together():
        return [copy_program(program, by=by, clinic=clinic) for clinic in clinics]


def plain_facts(program):
    names = [name for group in groups_of("program") for name in group.field_names()]
    return {name: getattr(program, name) for name in [*names, "medicine"]}


def copy_rows(original, draft):
    """Give `draft` the types, states, terms and prices of `original`."""
    set_types(draft, [kind.slug for kind in original.types.all()])
    set_states(draft, [state.region for state in original.served_states.all()])
    for vocabulary in {row.term.vocabulary for row in original.terms.all()}:
        rows = [row for row in original.terms.all() if row.term.vocabulary == vocabulary]
        set_terms(draft, vocabulary, [(row.term.slug, row.role, row.answer, row.note) for row in rows])
    prices = original.prices.all()
    set_rows(
        draft, "prices", [Price(**{name: getattr(row, name) for name in PRICE_FIELDS}) for row in prices]
    )
