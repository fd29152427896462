"""How much of what patients decide on an entry says. Names and addresses weigh nothing: every entry has them."""

from dataclasses import dataclass

from programs.models.groups import GROUP_OF, GROUPS
from programs.publishing.values import blank

# What each fact weighs of 100; of several names one is enough. In the order in which patients ask.
WEIGHTS = {
    ("program", "prices"): 15,
    ("program", "payments"): 13,
    ("clinic", "phones"): 8,
    ("program", "dosing_fewest", "dosing_most"): 6,
    ("program", "minutes_observed"): 5,
    ("program", "medical_screening"): 5,
    ("program", "psychiatric_screening"): 5,
    ("program", "substances"): 5,
    ("program", "therapies"): 5,
    ("program", "routes"): 4,
    ("program", "supervisors"): 4,
    ("program", "prescriber_on_site"): 4,
    ("program", "blood_pressure_monitoring", "oximetry_monitoring"): 4,
    ("program", "take_home"): 3,
    ("program", "escorted_ride_home"): 2,
    ("program", "minutes_fewest", "minutes_most"): 2,
    ("program", "accepting", "wait_days"): 2,
    ("program", "counselling_included"): 2,
    ("program", "accepts_active_use"): 2,
    ("clinic", "website"): 2,
    ("clinic", "hours"): 2,
}
SHOWN = 6  # of what is missing


@dataclass(frozen=True)
class Completeness:
    """`percent` of what patients decide on is stated; `missing` are (group of facts, label), what weighs most first."""

    percent: int
    missing: list

    @property
    def first(self):
        """What to ask for next."""
        return self.missing[:SHOWN]


def completeness(program, clinic, label_of):
    """The Completeness of a program at a clinic, both as {fact: text}; `label_of(kind, name)` names a fact.

    "Does not apply" and "no" are statements; "not stated" is none.
    """
    found = {"program": program, "clinic": clinic}
    missing = {
        fact: weight
        for fact, weight in WEIGHTS.items()
        if all(blank(found[fact[0]][name]) for name in fact[1:])
    }
    heaviest = sorted(missing, key=lambda fact: -missing[fact])
    named = [(GROUPS[GROUP_OF[kind, name]], label_of(kind, name)) for kind, name, *_rest in heaviest]
    return Completeness(100 - sum(missing.values()), named)
