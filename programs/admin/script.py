"""What a curator says on the phone about a group of facts: short questions, one thing each, in an order to ask them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What is asked about each fact. Of several facts of one question the entry's words are said one after the other.
OF_CLINIC = [
    (("name",), gettext_lazy("What is the full name of the clinic?")),
    (("organization",), gettext_lazy("Who runs the clinic?")),
    (("street", "unit", "city"), gettext_lazy("What is your address?")),
    (("postal_code",), gettext_lazy("What is your ZIP code?")),
    (("address_withheld",), gettext_lazy("Do you want your address to stay private?")),
    (("operating_status",), gettext_lazy("Are you open at present?")),
    (("phones",), gettext_lazy("Which number should new patients call?")),
    (("email",), gettext_lazy("Is there an e-mail address for new patients?")),
    (("website",), gettext_lazy("What is your website?")),
    (("hours",), gettext_lazy("When are you open?")),
    (("look_instead",), gettext_lazy("Where should people go instead?")),
    (("languages",), gettext_lazy("Which languages do you speak with patients?")),
    (
        ("accessibility",),
        gettext_lazy("Can somebody in a wheelchair get in, and what other access is there?"),
    ),
    (("licences",), gettext_lazy("Which licenses or accreditations do you hold?")),
]
OF_PROGRAM = [
    (("name",), gettext_lazy("What do you call this program?")),
    (("types",), gettext_lazy("What kind of program is it?")),
    (("medicine",), gettext_lazy("Which medicine do you use?")),
    (("legal_status",), gettext_lazy("Is the medicine approved for this use, or do you use it off-label?")),
    (("trial_registration",), gettext_lazy("Is it a trial, and what is its number?")),
    (("routes",), gettext_lazy("How is the medicine given?")),
    (("settings",), gettext_lazy("Do people stay with you, or come and go?")),
    (("telehealth_states",), gettext_lazy("In which states do you treat people by video?")),
    (("needs_visit",), gettext_lazy("Does a patient have to come in person?")),
    (("telemedicine_prescribing",), gettext_lazy("Do you prescribe by video?")),
    (("summary",), gettext_lazy("How would you describe the program in a sentence?")),
    (
        ("preparation_fewest", "preparation_most"),
        gettext_lazy("How many talks are there before the first dose?"),
    ),
    (("dosing_fewest", "dosing_most"), gettext_lazy("How many dosing sessions are planned?")),
    (("integration_fewest", "integration_most"), gettext_lazy("How many talks follow after the doses?")),
    (("minutes_fewest", "minutes_most"), gettext_lazy("How many minutes does a dosing session take?")),
    (("weeks_fewest", "weeks_most"), gettext_lazy("How many weeks does it all take?")),
    (("dose_low", "dose_high", "dose_unit"), gettext_lazy("Which dose do you give?")),
    (("therapies",), gettext_lazy("Which kinds of therapy are part of it?")),
    (("counselling_included",), gettext_lazy("Is counseling part of it?")),
    (("therapist_present",), gettext_lazy("Is a therapist in the room during a dose?")),
    (("supervisors",), gettext_lazy("Who is in charge of the medical side?")),
    (("plan_factors",), gettext_lazy("What do you look at when you plan a treatment for somebody?")),
    (("aftercare", "aftercare_note"), gettext_lazy("What help is there after the last session?")),
    (("substances",), gettext_lazy("Which addictions do you treat?")),
    (("conditions",), gettext_lazy("What else do you treat along with an addiction?")),
    (("accepts_active_use",), gettext_lazy("Can somebody start while still using?")),
    (
        ("accepts_past_ketamine_problem",),
        gettext_lazy("Do you take people who once had a problem with ketamine?"),
    ),
    (("with_methadone",), gettext_lazy("Can a patient stay on methadone?")),
    (("with_buprenorphine",), gettext_lazy("Can a patient stay on buprenorphine?")),
    (("with_naltrexone",), gettext_lazy("Can a patient stay on naltrexone?")),
    (("abstinence_days",), gettext_lazy("For how many days does a patient have to stop before?")),
    (("age_min",), gettext_lazy("From which age do you take people?")),
    (("age_max",), gettext_lazy("Up to which age do you take people?")),
    (("groups",), gettext_lazy("Do you have programs for certain groups?")),
    (("exclusions",), gettext_lazy("Whom do you not take?")),
    (("medical_screening",), gettext_lazy("Do you check a patient’s health before the first dose?")),
    (("psychiatric_screening",), gettext_lazy("Do you ask about mental health before the first dose?")),
    (("urine_drug_screen",), gettext_lazy("Do you test urine for drugs?")),
    (("pdmp_check",), gettext_lazy("Do you look into the state’s prescription monitoring program?")),
    (("blood_pressure_monitoring",), gettext_lazy("Do you watch blood pressure during a dose?")),
    (("oximetry_monitoring",), gettext_lazy("Do you watch the oxygen in the blood during a dose?")),
    (("minutes_observed",), gettext_lazy("For how many minutes do you watch a patient after a dose?")),
    (("prescriber_on_site",), gettext_lazy("Is a prescriber in the building during a dose?")),
    (("emergency_equipment",), gettext_lazy("Do you have emergency equipment in the room?")),
    (("emergency_training",), gettext_lazy("Is the staff trained for an emergency?")),
    (("escorted_ride_home",), gettext_lazy("Does somebody have to take the patient home?")),
    (("take_home",), gettext_lazy("Do patients take any of the medicine at home?")),
    (("defined_end_point",), gettext_lazy("Does the treatment have a planned end?")),
    (("dose_frequency_cap",), gettext_lazy("Is there a limit to the dose, and to how often?")),
    (("prices",), gettext_lazy("What does it cost?")),
    (("payments",), gettext_lazy("Which insurance do you take, and how else can people pay?")),
    (("prior_authorization",), gettext_lazy("Does the insurer have to agree first?")),
    (("claims_help",), gettext_lazy("Do you help with insurance claims?")),
    (("accepting",), gettext_lazy("Do you take new patients now?")),
    (("wait_days",), gettext_lazy("How many days is the wait for a first visit?")),
]
# What a program without a medicine need not be asked.
OF_MEDICINE = frozenset(
    "legal_status trial_registration routes telemedicine_prescribing preparation_fewest preparation_most dosing_fewest "
    "dosing_most integration_fewest integration_most minutes_fewest minutes_most dose_low dose_high dose_unit "
    "therapist_present accepts_past_ketamine_problem blood_pressure_monitoring oximetry_monitoring minutes_observed "
    "emergency_equipment escorted_ride_home take_home dose_frequency_cap".split()
)
OF_CLOSED = frozenset({"look_instead"})  # what an open clinic need not be asked
QUESTIONS = {"clinic": OF_CLINIC, "program": OF_PROGRAM}
IN_A_BREATH = 3  # of a list; the rest is a question of its own
BETWEEN = "; "  # the things of a list in words.FactWords


@dataclass(frozen=True)
class Question:
    """A question to ask, and what the entry says, in parts that can be said in a breath (none: nothing is stated)."""

    asked: str
    said: list


def script(kind, facts, without=frozenset()):
    """The Questions about `facts`, {name: what the entry says in words, or empty}, of a clinic or program.

    Those `without` are asked about only where something is stated.
    """
    wanted = {name for name, words in facts.items() if words or name not in without}
    asked = [(names, words) for names, words in QUESTIONS[kind] if wanted.intersection(names)]
    return [Question(str(words), spoken(things_of(names, facts))) for names, words in asked]


def things_of(names, facts):
    """What is said of the facts of one question: the things of a list, or one thing that several facts make."""
    said = [facts.get(name, "") for name in names]
    if len(names) == 1:
        return said[0].split(BETWEEN) if said[0] else []
    if names[0].endswith(("_fewest", "_low")):
        ends = list(dict.fromkeys(each for each in said[:2] if each))
        said = [_(" to ").join(ends), *said[2:]] if ends else []
        return [" ".join(said).strip()] if said else []
    return [", ".join(each for each in said if each)] if any(said) else []


def spoken(things):
    """Some things in sentences, each with as many as can be said in a breath; what the entry says no to comes last."""
    no = _("no: %(label)s") % {"label": ""}  # as FactWords says it
    said_yes = [thing for thing in things if not thing.startswith(no)]
    said_no = [thing.removeprefix(no) for thing in things if thing.startswith(no)]
    first, more = _("We say: %(things)s. Right?"), _("And: %(things)s. Right?")
    first_no, more_no = _("We say no to %(things)s. Right?"), _("And no to %(things)s. Right?")
    return [
        *in_breaths(said_yes, first, more),
        *in_breaths(said_no, more_no if said_yes else first_no, more_no),
    ]


def in_breaths(things, first, more):
    """The sentence `first` of the first few `things`, and `more` of each few that follow."""
    parts = [things[start : start + IN_A_BREATH] for start in range(0, len(things), IN_A_BREATH)]
    return [(more if place else first) % {"things": together(part)} for place, part in enumerate(parts)]


def together(things):
    """Some things as they are said: with commas, and "and" before the last."""
    if len(things) < 2:
        return "".join(things)
    return _("%(some)s and %(last)s") % {"some": ", ".join(things[:-1]), "last": things[-1]}
