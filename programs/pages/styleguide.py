"""`/styleguide/`: each piece of the pages with its states, for those who make pages. In demonstration mode only."""

from types import SimpleNamespace

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.models.answers import ANSWERS
from programs.pages.caching import shared_briefly
from programs.pages.cautions import Caution
from programs.pages.compare_page import Block, Row
from programs.pages.costs import Cost
from programs.pages.fact_lines import SAID, Item, Line, PriceItem
from programs.pages.panels import Authority, Panel
from programs.pages.program_section import Step

TOKENS = (
    "paper card ink quiet line control action soft leaf leaf-soft sun sun-soft rose rose-soft ring".split()
)
SIZES = (15, 18, 21, 26, 32, 40)
LONG = "Wohlbefindensbehandlungszentrum-für-Abhängigkeitserkrankungen"
CLAIMS = [
    Authority("Confirmed 12 days ago, by phone", "leaf"),
    Authority("Stated by the clinic, 3 Nov 2026", "plain"),
    Authority("Listed by a federal list, 2024", "plain"),
    Authority("Was confirmed on 4 Jan 2026, please ask again", "sun"),
]
SOURCE = Authority(
    "Confirmed 12 days ago, by phone",
    "leaf",
    live=True,
    source="The clinic itself",
    as_of="3 Nov 2026",
    check="Checked on 14 Nov 2026 by phone. After 12 Feb 2027, ask again.",
)


@require_safe
@shared_briefly
def styleguide(request):
    """Every piece with its states; 404 where the site is not a demonstration. No query."""
    if not settings.DEMONSTRATION:
        raise Http404
    return render(request, "styleguide.html", specimens())


def specimens():
    """What the page shows: invented, and without a word that a patient would act on."""
    facts = {line.name: line for line in lines()}
    return {
        "tokens": TOKENS,
        "sizes": SIZES,
        "claims": CLAIMS,
        "answers": [value for value, _label in ANSWERS],
        "facts": list(facts.values()),
        "panel": Panel("safeguards", "Safeguards", facts, SOURCE),
        "steps": steps(),
        "prices": [
            PriceItem("Dosing session", "$450-$600", "The room and the talk after it"),
            PriceItem("Consultation", "$200"),
        ],
        "courses": [
            Cost("$450", "$3,150-$4,200"),
            Cost("$450", "at least $3,150", ("The price is not stated: integration session.",)),
        ],
        "cards": cards(),
        "passage": Caution("A title", "A plain sentence.\n- A point\n- Another point", "Author 2026", ""),
        "crumbs": [("Clinics", "#breadcrumbs"), ("Arizona", "#breadcrumbs"), ("Desert Willow Clinic", "")],
        "errors": [
            ("specimen-near", "We do not know the place “Atlantis”."),
            ("specimen-price", "Enter a whole number."),
        ],
        **comparison(facts),
    }


def lines():
    """A line of each kind and state."""
    answers = [Line(value, f"A fact that is {label}".lower().capitalize(), value) for value, label in ANSWERS]
    terms = [Item("Alcohol (main)", "yes"), Item("Opioids", "yes", "after two weeks"), Item("Kratom", "no")]
    return [
        *answers,
        Line("text", "A fact in words", SAID, "45-120 minutes"),
        Line("list", "A list", SAID, items=terms),
        Line("link", "A list of links", SAID, items=[Item("Main: (520) 555-0100", url="tel:+15205550100")]),
    ]


def steps():
    """A timeline of which one step says nothing."""
    return [
        Step("Prepare", "2 sessions", []),
        Step(
            "Dose",
            "4-6 sessions, 45-120 minutes",
            [Line("present", "Therapist present during dosing", "yes")],
        ),
        Step("Integrate", "3-6 sessions", [Line("therapies", "Therapies", SAID, items=[Item("CBT", "yes")])]),
        Step("Afterwards", "", []),
    ]


def cards():
    """A card with all that one can hold, one that states nothing, one with the longest of names and a pause."""
    full = offer(
        "Talk therapy with ketamine",
        Cost("$450-$600", "$3,150-$4,200"),
        CLAIMS[0],
        "yes",
        "Takes new people, wait: 2 weeks",
    )
    silent = offer(
        "Infusions", Cost(), CLAIMS[2], "not_stated", "New people: not stated, ask", paid="Medicaid"
    )
    return [
        card("Desert Willow Clinic", [full, silent], more=2, where="Tucson, AZ · 4 miles south"),
        card("Night Cereus", [silent]),
        card(LONG, [full], paused=True),
    ]


def offer(name, cost, claim, value, words, paid=""):
    """A program on a card, as programs/pages/card.py makes it."""
    return SimpleNamespace(
        name=name,
        types=["Ketamine with talk therapy"],
        cost=cost,
        said=[SimpleNamespace(value=value, text=words)],
        paid_elsewhere=paid,
        medicine="ketamine",
        checked=claim,
    )


def card(name, offers, more=0, paused=False, where="Tucson, AZ"):
    """A card, as programs/pages/card.py makes it."""
    return SimpleNamespace(
        name=name, url="#card", level=3, offers=offers, more=more, paused=paused, where=where
    )


def comparison(facts):
    """Two programs side by side, with a row that differs, one that does not, and one that nobody states."""
    same, other = facts["yes"], facts["no"]
    named = [column("Desert Willow", Cost("$450", "$3,150")), column("Night Cereus", Cost())]
    rows = [Row("A fact that differs", [same, other], True), Row("A fact that does not", [same, same], False)]
    claims = [(one.clinic.name, claim) for one, claim in zip(named, CLAIMS[::3], strict=False)]
    return {
        "columns": named,
        "blocks": [Block("safeguards", "Safeguards", rows, claims, "Urine drug screen")],
        "costs_differ": True,
        "differences_url": "#comparison",
        "list_url": "#comparison",
    }


def column(name, cost):
    return SimpleNamespace(
        clinic=SimpleNamespace(name=name, slug="specimen"),
        program=SimpleNamespace(name="A program"),
        url="#comparison",
        place="Tucson, AZ",
        language="",
        phone=None,
        checked="",
        paused=False,
        cost=cost,
        options=[],
    )
