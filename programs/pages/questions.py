"""Questions to ask on the phone: one for each fact that no source states, the most decisive first."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from programs.pages import wording

# The line's name (see fact_lines) and what to ask when it is not stated.
OF_ANY_PROGRAM = {
    "accepting": _("Are you taking new people now?"),
    "wait_days": _("How long until a first visit?"),
    "payments": _("Do you take my insurance or Medicaid for this program? For which part of it?"),
    "prices": _("What will the whole treatment cost me, from the first visit to the last?"),
    "substances": _("Do you treat my kind of addiction?"),
    "accepts_active_use": _("Can I start while I am still using?"),
    "abstinence_days": _("Do I need to stop using before I start? For how many days?"),
    "exclusions": _("Who do you not take?"),
}
OF_KETAMINE = {
    "counselling_included": _("Is counseling part of it, and is it in the price?"),
    "medical_screening": _("Will someone check my health before the first dose?"),
    "psychiatric_screening": _("Will someone ask about my mental health before the first dose?"),
    "prescriber_on_site": _("Is a doctor or other prescriber in the building during a dose?"),
    "blood_pressure_monitoring": _("Do you watch blood pressure during a dose?"),
    "oximetry_monitoring": _("Do you watch the oxygen in my blood during a dose?"),
    "emergency_equipment": _("What do you have ready for an emergency?"),
    "minutes_observed": _("How long do you watch me after a dose?"),
    "escorted_ride_home": _("Does someone need to take me home?"),
    "take_home": _("Would I take any of the medicine at home?"),
    "dose_frequency_cap": _("Is there a limit to the dose, and to how often?"),
    "emergency_training": _("Is the staff trained for an emergency?"),
    "with_methadone": _("Can I stay on methadone?"),
    "with_buprenorphine": _("Can I stay on buprenorphine?"),
    "with_naltrexone": _("Can I stay on naltrexone?"),
    "accepts_past_ketamine_problem": _("Do you take people who once had a problem with ketamine?"),
    "dosing": _("How many dosing sessions are planned?"),
    "integration": _("How many talks follow after the doses?"),
    "therapies": _("Which kind of therapy is part of it?"),
    "defined_end_point": _("How do we decide when treatment ends?"),
    "aftercare": _("What help is there after the last session?"),
}


ASKED_FIRST = 5  # more of them one does not ask in a first call


@dataclass(frozen=True)
class Questions:
    """What to ask about the same programs: `programs` is empty where it is all of them. `more` can wait."""

    programs: str
    first: list
    more: list


def questions(sections):
    """The Questions for a clinic's page from the sections of its programs; the same one is asked once."""
    asked = {}
    for section in sections:
        for name, text in open_questions(section):
            asked.setdefault(name, (text, []))[1].append(wording.marked(section.name, section.name_language))
    together = {}
    for text, names in asked.values():
        programs = "" if len(names) == len(sections) else wording.run_marked(names)
        together.setdefault(programs, []).append(text)
    return [Questions(programs, *split(texts)) for programs, texts in together.items()]


def split(texts):
    """(what to ask first, what can wait): nothing waits alone."""
    first = texts if len(texts) <= ASKED_FIRST + 1 else texts[:ASKED_FIRST]
    return first, texts[len(first) :]


def open_questions(section):
    """(name, question) for every line of a program that is not stated and worth a call."""
    wanted = OF_ANY_PROGRAM | (OF_KETAMINE if section.with_medicine else {})
    unknown = {line.name for panel in section.panels.values() for line in panel.unknown}
    return [(name, text) for name, text in wanted.items() if name in unknown]
