"""One program as a section of its clinic's page."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from programs.models.answers import DOES_NOT_APPLY, NO, YES
from programs.models.groups import groups_of
from programs.pages import wording
from programs.pages.cautions import gives_medicine, keys_for
from programs.pages.costs import Cost, cost
from programs.pages.fact_lines import language_of
from programs.pages.gists import (
    known_in_words,
    list_gist,
    payment_gist,
    plan_gist,
    price_gist,
    safeguards_gist,
    short_price,
)
from programs.pages.panels import Panel, panel

INFUSIONS = {"infusion", "infusion-residential"}
COUNSELLING = {
    YES: _("Counseling is part of this program."),
    NO: _("Counseling is not part of this program: it is the infusion alone."),
    DOES_NOT_APPLY: "",
}
COUNSELLING_UNKNOWN = _("Nobody has said whether counseling is part of it. Ask before you book.")
# Steps of the timeline, in the order of treatment: (heading, its numbers, the other lines of the protocol).
STEPS = [
    (_("Prepare"), ["preparation"], []),
    (_("Dose"), ["dosing", "minutes"], ["dose", "therapist_present"]),
    (_("Integrate"), ["integration"], ["therapies", "counselling_included"]),
    (_("Afterwards"), [], ["aftercare", "aftercare_note"]),
]
IN_STEPS = [name for _heading, numbers, others in STEPS for name in numbers + others]
MOST_FIRST = 3  # so many programs of a clinic a search shows, and its page then opens
# Shown at the head of the section, not again in the panel of the offer.
IN_HEAD = ["types", "name", "summary"]


@dataclass(frozen=True)
class Step:
    """One step of the timeline: its heading, its numbers in words, the other lines that are stated."""

    label: str
    numbers: str
    lines: list


@dataclass(frozen=True)
class Section:
    """A program as the page shows it; `panels` holds every group of its facts by slug."""

    slug: str
    name: str
    name_language: str
    types: list
    summary: str
    language: str
    first_line: str
    with_medicine: bool
    cost: Cost
    panels: dict[str, Panel]
    caution_keys: list
    cautions: list = field(default_factory=list)
    payment_note: str = ""
    open: bool = True

    @property
    def offer(self):
        """What it offers beyond its name, types and summary, which stand at the head."""
        return self.panels["offer"].without(IN_HEAD)

    @property
    def protocol(self):
        """What the plan says beside the steps, and everything of it that is not stated."""
        whole = self.panels["protocol"]
        if not self.with_medicine:
            return whole.only_known()
        return whole.without([name for name in IN_STEPS if whole.line(name).stated])

    @property
    def plan(self):
        """Who says the plan, for the timeline alone: without a line."""
        return self.panels["protocol"].part([])

    @property
    def safeguards(self):
        """The safeguards; of care without a medicine only those that somebody states."""
        whole = self.panels["safeguards"]
        return whole if self.with_medicine else whole.only_known()

    @property
    def steps(self):
        """The timeline from preparation to afterwards; empty for care without a medicine, or where all is open."""
        steps = [self.step(label, numbers, others) for label, numbers, others in STEPS]
        return steps if self.with_medicine and any(step.numbers or step.lines for step in steps) else []

    def step(self, label, numbers, others):
        line = self.panels["protocol"].line
        return Step(
            label,
            numbers=wording.listing(line(name).text for name in numbers if line(name).stated),
            lines=[line(name) for name in others if line(name).stated],
        )

    @property
    def gists(self):
        """{group: its answer in one line}, for the headings that open."""
        return {
            "plan": plan_gist(self.steps) or self.protocol.gist,
            "safeguards": safeguards_gist(self.safeguards),
            "prices": price_gist(self.cost),
            "payment": self.paid,
            "people": list_gist(self.panels["people"], "substances"),
            "offer": list_gist(self.panels["offer"], "routes"),
        }

    @property
    def gist(self):
        """What it treats and what it costs, in one line: for a program that is folded."""
        treats = self.panels["people"].part(["substances"])
        return wording.run([list_gist(treats, "substances") if treats.known else "", short_price(self.cost)])

    @property
    def paid(self):
        """Who pays, and for which part; where nobody says, what the clinic takes for other care."""
        payment = self.panels["payment"]
        stated = payment.line("payments").stated
        return payment_gist(payment) if stated or not self.payment_note else self.payment_note

    @property
    def in_short(self):
        """(heading, its answer in one line) for all groups, in the order of the page."""
        labels = {slug: panel.label for slug, panel in self.panels.items()}
        now = known_in_words(self.panels["availability"])
        return [
            (labels["availability"], now or _("Not stated")),
            *(
                (labels.get(slug) or _("What happens"), said or _("Not stated"))
                for slug, said in self.gists.items()
            ),
        ]

    @property
    def prices(self):
        """Every price that holds today or begins later."""
        return self.panels["prices"].line("prices").items

    @property
    def asks_for_reported_prices(self):
        """Whether it gives ketamine and states no price: then what others report is all there is to go by."""
        return not self.prices and any(one.key == "ketamine-approval" for one in self.cautions)


def section(program, today):
    """The Section of a program that was loaded with for_reading() and its clinic's statements and checks."""
    name, language = wording.program_name(program.name, language_of(program))
    return Section(
        slug=program.slug,
        name=name,
        name_language=language,
        types=[wording.label_of(kind) for kind in program.types.all()],
        summary=program.summary,
        language=language_of(program),
        first_line=first_line(program),
        with_medicine=gives_medicine(program),
        cost=cost(program, today),
        panels={group.slug: panel(program, group.slug, today) for group in groups_of("program")},
        caution_keys=keys_for(program),
    )


def first_line(program):
    """What an infusion says first: whether counseling is part of it."""
    if not INFUSIONS & {kind.slug for kind in program.types.all()}:
        return ""
    return COUNSELLING.get(program.counselling_included, COUNSELLING_UNKNOWN)


def in_order(programs, first=()):
    """`programs` as a page shows them: those whose slug is among `first`, the others, then care without ketamine."""
    return sorted(programs, key=lambda one: (one.slug not in first, is_other_care(one), one.pk))


def is_other_care(program):
    """Whether it is care that the list shows only when somebody chooses it."""
    return not any(kind.listed_by_default for kind in program.types.all())
