"""What a clinic takes for its other care and does not say for its program with medicine."""

from programs.models.answers import YES
from programs.pages import wording
from programs.pages.program_section import is_other_care


def payments(program):
    """{slug: row} of every way to pay that a source says yes or no to."""
    return {row.term.slug: row for row in program.terms.all() if row.term.vocabulary == "payment"}


def paid_elsewhere(program, programs, only=None):
    """Labels of the ways to pay that the clinic's other care takes and `program` does not speak of.

    `programs` are all public programs of the clinic; `only` these slugs when given. Empty for other care itself.
    """
    if is_other_care(program):
        return []
    own = payments(program)
    taken = {
        slug: row
        for other in programs
        if is_other_care(other)
        for slug, row in payments(other).items()
        if row.answer == YES and slug not in own and (only is None or slug in only)
    }
    return [wording.label_of(row.term) for row in sorted(taken.values(), key=lambda row: row.term.order)]
