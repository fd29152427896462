"""The first page: the kinds of program that the directory is about."""

from django.urls import reverse
from django.utils.translation import get_language

from programs.models import ProgramType
from programs.pages.cautions import OTHER_WAYS, passages, picked

# The kinds of the directory's mission, each a door to the list.
DOORS = ["kap", "infusion", "integrated", "personalized"]
BEFORE = ["ketamine-approval", "ketamine-risks", "ketamine-evidence"]


def home_page(today):
    """The context of the first page."""
    found = passages([*BEFORE, *OTHER_WAYS], today)
    return {"doors": doors(), "before": picked(found, BEFORE), "ways": picked(found, OTHER_WAYS)}


def doors():
    """(label, summary, address of the list) of each kind."""
    kinds = {kind.slug: kind for kind in ProgramType.objects.filter(slug__in=DOORS).prefetch_related("texts")}
    return [door(kinds[slug]) for slug in DOORS if slug in kinds]


def door(kind):
    text = kind.text(get_language() or "en")
    address = f"{reverse('clinic-list')}?type={kind.slug}"
    return {
        "label": text.label if text else kind.slug,
        "summary": text.summary if text else "",
        "address": address,
    }
