"""The groups of facts: one list for admin fieldsets, detail panels, codebook, checks and queue rules.

A fact is a plain field of the model, or one of these: a list of terms of a vocabulary ("terms"), the program types
("types"), the states served ("states"), or rows of their own with a short line each ("rows").
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Fact:
    """One fact: its name in model, codebook and history. `vocabulary` names the list a "terms" fact holds."""

    name: str
    kind: str = "field"
    vocabulary: str = ""
    label: Any = ""


@dataclass(frozen=True)
class Group:
    """Facts that are stated and checked together; a check of them lasts `check_days` days."""

    slug: str
    label: Any
    owner: str
    check_days: int
    facts: tuple

    def field_names(self):
        """The names of its facts that are plain model fields."""
        return [fact.name for fact in self.facts if fact.kind == "field"]


def fields(names):
    return [Fact(name) for name in names.split()]


def terms(name, vocabulary, label):
    return Fact(name, "terms", vocabulary, label)


ALL = [
    Group(
        "identity",
        _("Name and place"),
        "clinic",
        365,
        (
            *fields(
                "name text_language organization street unit city county region postal_code country latitude "
                "longitude precision address_withheld time_zone"
            ),
        ),
    ),
    Group(
        "contact",
        _("Contact"),
        "clinic",
        90,
        (
            Fact("phones", "rows", label=_("Phones")),
            *fields("email website"),
            Fact("hours", "rows", label=_("Opening hours")),
            *fields("operating_status operating_reason operating_since look_instead"),
        ),
    ),
    Group(
        "access",
        _("Languages and access"),
        "clinic",
        365,
        (
            terms("languages", "language", _("Languages")),
            terms("accessibility", "access", _("Accessibility")),
        ),
    ),
    Group(
        "licences",
        _("Licenses and accreditations"),
        "clinic",
        365,
        (Fact("licences", "rows", label=_("Licenses and accreditations")),),
    ),
    Group(
        "offer",
        _("What it offers"),
        "program",
        365,
        (
            Fact("types", "types", label=_("Program types")),
            *fields("name summary"),
            Fact("medicine", "term", "medicine"),
            *fields("legal_status trial_registration"),
            terms("routes", "route", _("How the medicine is given")),
            terms("settings", "setting", _("Setting")),
            Fact("telehealth_states", "states", label=_("States served by telehealth")),
            *fields("needs_visit telemedicine_prescribing"),
        ),
    ),
    Group(
        "protocol",
        _("What happens"),
        "program",
        365,
        (
            *fields(
                "preparation_fewest preparation_most dosing_fewest dosing_most integration_fewest integration_most"
            ),
            *fields("minutes_fewest minutes_most weeks_fewest weeks_most dose_low dose_high dose_unit"),
            terms("therapies", "therapy", _("Therapies")),
            *fields("counselling_included therapist_present"),
            terms("supervisors", "supervisor", _("Who supervises medically")),
            terms("plan_factors", "plan-factor", _("The plan takes into account")),
            terms("aftercare", "aftercare", _("Aftercare")),
            *fields("aftercare_note"),
        ),
    ),
    Group(
        "people",
        _("Who it is for"),
        "program",
        365,
        (
            terms("substances", "substance", _("Substances treated")),
            terms("conditions", "condition", _("Other conditions treated")),
            *fields("accepts_active_use accepts_past_ketamine_problem with_methadone with_buprenorphine"),
            *fields("with_naltrexone abstinence_days age_min age_max"),
            terms("groups", "group", _("Groups served")),
            terms("exclusions", "exclusion", _("Not for people with")),
        ),
    ),
    Group(
        "safeguards",
        _("Safeguards"),
        "program",
        365,
        (
            *fields("medical_screening psychiatric_screening urine_drug_screen pdmp_check"),
            *fields("blood_pressure_monitoring oximetry_monitoring minutes_observed prescriber_on_site"),
            *fields("emergency_equipment emergency_training escorted_ride_home take_home defined_end_point"),
            *fields("dose_frequency_cap"),
        ),
    ),
    Group("prices", _("Prices"), "program", 90, (Fact("prices", "rows", label=_("Prices")),)),
    Group(
        "payment",
        _("Who pays"),
        "program",
        90,
        (
            terms("payments", "payment", _("Ways to pay")),
            *fields("prior_authorization claims_help"),
        ),
    ),
    Group("availability", _("Places now"), "program", 90, (*fields("accepting wait_days"),)),
]
GROUPS = {group.slug: group for group in ALL}
FACTS = {(group.owner, fact.name): fact for group in ALL for fact in group.facts}
GROUP_OF = {(group.owner, fact.name): group.slug for group in ALL for fact in group.facts}


def groups_of(owner):
    """The groups of "clinic" or "program" in their printed order."""
    return [group for group in ALL if group.owner == owner]
