"""The first page: the kinds of program that the directory is about."""

from programs.models import ProgramType
from programs.pages.cautions import OTHER_WAYS, passages, picked
from programs.pages.type_page import kind_of

# The kinds of the directory's mission, each a door to the list.
DOORS = ["kap", "infusion", "integrated", "personalized"]
BEFORE = ["ketamine-approval", "ketamine-risks", "ketamine-evidence"]


def home_page(today):
    """The context of the first page."""
    found = passages([*BEFORE, *OTHER_WAYS], today)
    return {"doors": doors(today), "before": picked(found, BEFORE), "ways": picked(found, OTHER_WAYS)}


def doors(today):
    """The Kind of each, in the order of DOORS."""
    rows = ProgramType.objects.filter(slug__in=DOORS).prefetch_related("texts")
    kinds = {row.slug: kind_of(row, today) for row in rows}
    return [kinds[slug] for slug in DOORS if slug in kinds]
