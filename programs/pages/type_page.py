"""The page of a program type: what it is, what is known, what it costs, what to ask, where it is."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programs.models import ProgramType
from programs.pages.card import cards
from programs.pages.cautions import cited_in, passages, picked
from programs.pages.guides import KNOWN_OF_KETAMINE, OF_TYPE
from programs.pages.questions import OF_ANY_PROGRAM, OF_KETAMINE
from programs.pages.typical_price import typical_price
from programs.search import count_found, find

SHOWN = 3
STEPS = (
    (
        _("Prepare"),
        _("You talk about your health, your use and what you want. Staff check if it is safe for you."),
    ),
    (_("Dose"), _("You get the medicine. Staff watch over you while it works.")),
    (_("Make sense of it"), _("In talks after the dose you look at what came up and what to change.")),
    (_("Afterwards"), _("You and the staff plan what helps you keep going.")),
)
WITHOUT_KETAMINE = {"other-care"}
ASKED_FIRST = ("payments", "prices", "accepting", "accepts_active_use", "counselling_included")
ASKED_OF_KETAMINE = (
    "prescriber_on_site",
    "minutes_observed",
    "emergency_equipment",
    "escorted_ride_home",
    "aftercare",
)


@dataclass(frozen=True)
class Kind:
    """A program type as pages name it, with how many clinics offer it."""

    slug: str
    label: str
    summary: str
    url: str
    count: int


def type_list(today):
    """The Kinds in their order."""
    return [kind_of(row, today) for row in ProgramType.objects.prefetch_related("texts")]


def kind_of(row, today):
    text = row.text(get_language() or "en")
    label, summary = (text.label, text.summary) if text else (row.slug, "")
    return Kind(
        row.slug,
        label,
        summary,
        reverse("program-type", args=[row.slug]),
        count_found({"type": [row.slug]}, today=today),
    )


def type_page(slug, today):
    """The context of the page of a program type. Raises Http404 for a slug that is none."""
    row = ProgramType.objects.filter(slug=slug).prefetch_related("texts").first()
    if row is None:
        raise Http404
    keys = OF_TYPE.get(slug, ())
    ketamine = slug not in WITHOUT_KETAMINE
    found = passages([*keys, *KNOWN_OF_KETAMINE, "costs-session"], today)
    result = find({"type": [slug]}, today=today, load=False)
    text, english = row.text(get_language() or "en"), row.text()
    return {
        "kind": kind_of(row, today),
        "text": text,
        "cited_in": cited_in(text, english.citation) if text and english else "en",
        "steps": STEPS if ketamine and slug != "trial" else (),
        "known": picked(found, keys),
        "risks": picked(found, KNOWN_OF_KETAMINE) if ketamine else [],
        "price": typical_price(slug, today),
        "reported": picked(found, ["costs-session"]) if ketamine and slug != "trial" else [],
        "questions": questions_of(ketamine),
        "cards": cards(result.found[:SHOWN], {}, today, level=3),
        "list_url": f"{reverse('clinic-list')}?type={slug}",
    }


def questions_of(ketamine):
    """What to ask any program of a type on the phone."""
    asked = [OF_ANY_PROGRAM.get(name) or OF_KETAMINE[name] for name in ASKED_FIRST]
    return asked + [OF_KETAMINE[name] for name in ASKED_OF_KETAMINE] if ketamine else asked[:-1]
