"""The pages that teach: which pieces of text stand on each, under which heading."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from programs.pages.cautions import OTHER_WAYS, passages, picked


@dataclass(frozen=True)
class Section:
    """A heading with the keys of the passages under it; `extra` is a template that follows them."""

    anchor: str
    title: object  # a text, translated when shown
    keys: tuple = ()
    extra: str = ""


@dataclass(frozen=True)
class Guide:
    """A page: `lead` answers first, in one or two sentences; `first` is a template that follows it at once."""

    title: object  # a text, translated when shown
    lead: object
    sections: tuple
    first: str = ""


GUIDES = {
    "safety": Guide(
        _("Is ketamine treatment safe?"),
        _(
            "It has known risks. It is given under watch, and it is not approved for addiction. Here is what to ask."
        ),
        (
            Section("risks", _("What is known"), ("ketamine-approval", "ketamine-risks", "safety-claims")),
            Section(
                "who",
                _("Who many programs do not take"),
                ("safety-before-start", "safety-who-is-not-taken", "safety-active-use"),
            ),
            Section(
                "home",
                _("At home, by mail, or mixed by a pharmacy"),
                ("ketamine-home", "ketamine-compounded", "telemedicine-ketamine"),
            ),
            Section(
                "careful", _("Signs of a careful program"), ("safety-watching",), "guides/_safeguards.html"
            ),
            Section("esketamine", _("Spravato is something else"), ("esketamine-approval",)),
            Section(
                "ketamine-problem",
                _("If ketamine is the problem"),
                ("safety-habit",),
                "guides/_ketamine_problem.html",
            ),
            Section("overdose", _("If somebody takes too much"), ("naloxone",)),
        ),
    ),
    "other-ways": Guide(
        _("Other ways that may be better"),
        _(
            "Ketamine is not the only way. For some addictions there are approved medicines. For some, other care."
        ),
        (
            Section("first", _("Approved medicines first"), ("other-ways-first", *OTHER_WAYS[:2])),
            Section("stimulants", _("Where no medicine is approved"), (OTHER_WAYS[2],)),
            Section("esketamine", _("Spravato"), ("esketamine-approval",)),
            Section("psychedelics", _("Psilocybin and MDMA"), ("other-ways-psychedelics",)),
            Section("overdose", _("Keep naloxone at hand"), (OTHER_WAYS[3],), "guides/_any_care.html"),
        ),
    ),
    "family": Guide(
        _("For family and friends"),
        _("You want to help somebody. You do not need to know the right words. Start here."),
        (
            Section("today", _("What you can do today"), ("family-first",), "guides/_first_call.html"),
            Section("words", _("Words that help"), ("family-words",)),
            Section("overdose", _("If they may have taken too much"), ("naloxone",)),
            Section("promises", _("Be careful with promises"), ("family-promises", "safety-claims")),
        ),
    ),
    "help-now": Guide(
        _("Get help now"),
        _("Somebody may be in danger? Call 911. To talk, call or text 988. Both are there day and night."),
        (
            Section("overdose", _("Somebody may have taken too much"), ("naloxone",)),
            Section("lines", _("More help lines"), ("help-veterans", "help-samhsa")),
            Section(
                "ketamine-problem",
                _("If ketamine is the problem"),
                ("safety-habit",),
                "guides/_ketamine_problem.html",
            ),
        ),
        first="pieces/_help_lines.html",
    ),
}

COSTS = (
    Section("prices", _("Prices that have been reported"), ("costs-session", "costs-kap")),
    Section("insurance", _("Who pays"), ("costs-insurance", "costs-medicaid")),
    Section("residential", _("Places where you live during treatment"), ("costs-residential",)),
)
EVIDENCE = ("evidence-sum", "evidence-where", "evidence-counseling")

KNOWN_OF_KETAMINE = ("ketamine-approval", "ketamine-risks")
OF_TYPE = {
    "kap": ("type-kap-study",),
    "infusion": ("type-infusion-counseling", "type-infusion-course"),
    "infusion-residential": ("type-residential-care", "type-infusion-counseling"),
    "integrated": ("type-integrated-study", "type-kap-study"),
    "personalized": ("type-personalized-study",),
    "trial": ("type-trial-questions",),
    "other-care": tuple(OTHER_WAYS),
}


def guide_page(guide, today):
    """The context of a guide: its sections with those of their passages that show on `today`. One query."""
    return {"guide": guide, "sections": told(guide.sections, today)}


def told(sections, today):
    """[(section, its passages)] in their order, without those that have nothing left to say. One query."""
    found = passages([key for section in sections for key in section.keys], today)
    filled = [(section, picked(found, section.keys)) for section in sections]
    return [(section, said) for section, said in filled if said or section.extra]
