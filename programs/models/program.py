"""Programs: what a clinic offers, with its own protocol, safeguards, price and answers.

Field names speak of `medicine`: psilocybin and MDMA trials join through the admin alone.
"""

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models.answers import (
    DOES_NOT_APPLY,
    NOT_STATED,
    AnswerField,
    WordField,
    answers_checks,
    order_check,
    words_check,
)
from programs.models.clinic import Clinic, Status
from programs.models.term import ProgramTerm, ProgramType, Term
from programs.vocabulary import STATES

LEGAL_STATUS = [
    ("approved", _("Approved for this use")),
    ("off_label", _("Used off-label: not approved for this use")),
    ("compounded", _("Compounded: not approved for any use")),
    ("trial_only", _("Only in a trial")),
]
TAKE_HOME = [
    ("never", _("Never")),
    ("after_in_person", _("After doses taken at the clinic")),
    ("posted", _("Sent by post")),
]
DOSE_UNITS = [("mg/kg", "mg/kg"), ("mg", "mg")]
# Every single answer of a program; each is a parameter of the search by its own name.
PROGRAM_ANSWERS = (
    "accepting",
    "counselling_included",
    "therapist_present",
    "accepts_active_use",
    "accepts_past_ketamine_problem",
    "with_methadone",
    "with_buprenorphine",
    "with_naltrexone",
    "medical_screening",
    "psychiatric_screening",
    "urine_drug_screen",
    "pdmp_check",
    "blood_pressure_monitoring",
    "oximetry_monitoring",
    "prescriber_on_site",
    "emergency_equipment",
    "emergency_training",
    "escorted_ride_home",
    "defined_end_point",
    "dose_frequency_cap",
    "needs_visit",
    "telemedicine_prescribing",
    "prior_authorization",
    "claims_help",
)


class ProgramQuerySet(models.QuerySet):
    def published(self):
        """Programs the public may see: published, at a clinic with a public page."""
        return self.filter(status=Status.PUBLISHED, clinic__status=Status.PUBLISHED).exclude(
            clinic__operating_status=Clinic.Operating.CLOSED
        )

    def for_reading(self):
        """All facts of each program: 7 queries more, whatever the number of programs."""
        return self.with_facts().prefetch_related("types__texts", "terms__term__texts", "medicine__texts")

    def for_texts(self):
        """What facts.texts() reads of each program, without labels: 4 queries more."""
        return self.with_facts().select_related("clinic")

    def with_facts(self):
        """The lists of each program, and its medicine: 4 queries more."""
        prices = self.model._meta.get_field("prices").related_model
        return self.select_related("medicine").prefetch_related(
            "types",
            models.Prefetch("terms", ProgramTerm.objects.select_related("term")),
            models.Prefetch("prices", prices.objects.select_related("source")),
            "served_states",
        )

    def for_card(self, vocabularies):
        """What a card of each program prints, with the terms of `vocabularies` alone: at most 8 queries more."""
        asked = ProgramTerm.objects.filter(term__vocabulary__in=vocabularies)
        return self.select_related("medicine").prefetch_related(
            "types__texts", models.Prefetch("terms", asked), "terms__term__texts", "prices", "medicine__texts"
        )


def how_many(label, help_text=""):
    """A number that may be unknown; 0 is a statement."""
    return models.PositiveIntegerField(label, null=True, blank=True, help_text=help_text)


class Program(models.Model):
    """One offering of a clinic: the thing patients filter for."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="programs")
    slug = models.SlugField(
        max_length=80, db_index=False, help_text="Its anchor on the clinic's page; made from the name."
    )

    # Offer
    types = models.ManyToManyField(
        ProgramType,
        verbose_name=_("Program types"),
        related_name="programs",
        help_text="One or more. An infusion course with CBT and a plan made for the person has three.",
    )
    name = models.CharField(_("Name"), max_length=200, help_text="As the clinic calls it. No promises.")
    summary = models.TextField(
        _("In short"),
        blank=True,
        help_text="What happens, in two or three plain sentences. No promise of a result.",
    )
    medicine = models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="medicine_programs",
        limit_choices_to={"vocabulary": "medicine"},
        verbose_name=_("Medicine"),
        help_text="The one medicine the program is about; “none” for care without one.",
    )
    legal_status = WordField(
        _("Legal status of the medicine for this use"),
        words=LEGAL_STATUS,
        help_text="Ketamine for addiction is off-label; compounded ketamine is approved for nothing.",
    )
    trial_registration = models.CharField(
        _("Trial registration"), max_length=60, blank=True, help_text="Such as an NCT number."
    )
    needs_visit = AnswerField(
        _("Needs a visit in person"), help_text="Yes when at least one visit must be in person."
    )
    telemedicine_prescribing = AnswerField(
        _("Relies on prescribing by telemedicine"),
        help_text="Rests on a federal rule that ends: re-check it then.",
    )

    # Protocol
    dose_low = models.DecimalField(
        _("Lowest dose"),
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Of one session, as the clinic states it.",
    )
    dose_high = models.DecimalField(
        _("Highest dose"),
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="The same as the lowest for one dose.",
    )
    dose_unit = models.CharField(
        _("Unit of the dose"),
        max_length=8,
        choices=DOSE_UNITS,
        blank=True,
        help_text="Needed as soon as a dose is given.",
    )
    preparation_fewest = how_many(_("Preparation sessions, fewest"), "Talks before the first dose.")
    preparation_most = how_many(
        _("Preparation sessions, most"), "The same as fewest when the number is fixed."
    )
    dosing_fewest = how_many(_("Dosing sessions, fewest"), "Sessions with the medicine.")
    dosing_most = how_many(_("Dosing sessions, most"), "Boosters later on do not count.")
    integration_fewest = how_many(_("Integration sessions, fewest"), "Therapy after a dose.")
    integration_most = how_many(
        _("Integration sessions, most"), "The same as fewest when the number is fixed."
    )
    minutes_fewest = how_many(
        _("Minutes in a dosing session, fewest"), "With the medicine, without waiting afterwards."
    )
    minutes_most = how_many(
        _("Minutes in a dosing session, most"), "The same as fewest when it is always as long."
    )
    weeks_fewest = how_many(_("Weeks, fewest"), "From the first talk to the last session.")
    weeks_most = how_many(_("Weeks, most"), "The same as fewest when it is always as long.")
    therapist_present = AnswerField(
        _("Therapist present during dosing"), help_text="In the room, not only within call."
    )
    counselling_included = AnswerField(
        _("Counseling included"), help_text="No for a bare infusion: 6 of 10 ketamine clinics offer none."
    )
    aftercare_note = models.CharField(
        _("Afterwards"),
        max_length=300,
        blank=True,
        help_text="What happens when the course ends, in a sentence.",
    )

    # People
    accepts_active_use = AnswerField(
        _("Accepts people who are using now"), help_text="No when days without use are asked for first."
    )
    accepts_past_ketamine_problem = AnswerField(
        _("Accepts people who once had a ketamine problem"), help_text="Ask in these words when you call."
    )
    with_methadone = AnswerField(
        _("Can be combined with methadone"), help_text="Yes when people keep taking it."
    )
    with_buprenorphine = AnswerField(
        _("Can be combined with buprenorphine"), help_text="Yes when people keep taking it."
    )
    with_naltrexone = AnswerField(
        _("Can be combined with naltrexone"), help_text="Yes when people keep taking it."
    )
    abstinence_days = how_many(_("Days without use asked for"), "0: none asked for.")
    age_min = how_many(_("Youngest age"), "In years: 18 for adults only.")
    age_max = how_many(_("Oldest age"), "Empty when there is no upper limit, or it is not stated.")

    # Safeguards
    medical_screening = AnswerField(
        _("Medical screening first"),
        help_text="History, other medicines, heart and blood pressure, before the first dose.",
    )
    psychiatric_screening = AnswerField(
        _("Psychiatric screening first"),
        help_text="An assessment before the first dose, by a trained person.",
    )
    urine_drug_screen = AnswerField(
        _("Urine drug screen"), help_text="Asked for before or during the course."
    )
    pdmp_check = AnswerField(
        _("Checks the prescription monitoring program"),
        help_text="The state's record of controlled medicines.",
    )
    blood_pressure_monitoring = AnswerField(
        _("Blood pressure watched"), help_text="During each dosing session."
    )
    oximetry_monitoring = AnswerField(
        _("Oxygen in the blood watched"), help_text="With a clip on the finger, during each dosing session."
    )
    minutes_observed = how_many(_("Minutes watched afterwards"), "0: people leave at once.")
    prescriber_on_site = AnswerField(_("Prescriber on site"), help_text="In the building during dosing.")
    emergency_equipment = AnswerField(
        _("Emergency equipment"), help_text="For breathing and heart, in the building."
    )
    emergency_training = AnswerField(
        _("Staff trained for emergencies"), help_text="Somebody with current life-support training is there."
    )
    escorted_ride_home = AnswerField(
        _("Escorted ride home asked for"), help_text="Yes when nobody may drive home alone."
    )
    take_home = WordField(
        _("Medicine to take at home"),
        words=TAKE_HOME,
        help_text="“Never” when every dose is taken at the clinic.",
    )
    defined_end_point = AnswerField(_("Has a planned end"), help_text="The plan says when treatment is over.")
    dose_frequency_cap = AnswerField(
        _("Caps dose and frequency"), help_text="A written limit on how much and how often."
    )

    # Payment
    prior_authorization = AnswerField(
        _("Asks the insurer first (prior authorization)"), help_text="Yes when the clinic does the asking."
    )
    claims_help = AnswerField(
        _("Helps with insurance claims"), help_text="Yes when it files claims or gives the papers for them."
    )

    # Availability
    accepting = AnswerField(_("Takes new people"), help_text="As of today. Shown only while a check is live.")
    wait_days = how_many(_("Waiting time in days"), "From the first call to the first visit.")

    # The entry itself
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT, editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True, editable=False)
    withdrawn_on = models.DateField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["clinic", "pk"]
        constraints = [
            *answers_checks("program", PROGRAM_ANSWERS),
            words_check("program", "legal_status", [*dict(LEGAL_STATUS), NOT_STATED, DOES_NOT_APPLY]),
            words_check("program", "take_home", [*dict(TAKE_HOME), NOT_STATED, DOES_NOT_APPLY]),
            words_check("program", "status", list(Status.values)),
            order_check("program", "dose_low", "dose_high", "The lowest dose is above the highest."),
            order_check(
                "program",
                "preparation_fewest",
                "preparation_most",
                "Preparation sessions: fewest is above most.",
            ),
            order_check("program", "dosing_fewest", "dosing_most", "Dosing sessions: fewest is above most."),
            order_check(
                "program",
                "integration_fewest",
                "integration_most",
                "Integration sessions: fewest is above most.",
            ),
            order_check("program", "minutes_fewest", "minutes_most", "Minutes: fewest is above most."),
            order_check("program", "weeks_fewest", "weeks_most", "Weeks: fewest is above most."),
            order_check("program", "age_min", "age_max", "The youngest age is above the oldest."),
            models.CheckConstraint(
                condition=(Q(dose_low__isnull=True) & Q(dose_high__isnull=True)) | ~Q(dose_unit=""),
                name="program_dose_has_unit",
                violation_error_message="A dose needs its unit: mg/kg or mg.",
            ),
            models.CheckConstraint(
                condition=(Q(dose_low__isnull=True) | Q(dose_low__gte=0))
                & (Q(dose_high__isnull=True) | Q(dose_high__gte=0)),
                name="program_dose_not_negative",
                violation_error_message="A dose is never below 0.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="program_name", violation_error_message="A program needs a name."
            ),
            models.UniqueConstraint(
                fields=["clinic", "slug"],
                name="program_clinic_slug",
                violation_error_message="This clinic has a program with this slug already.",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(withdrawn_reason=""),
                name="program_withdrawn_says_why",
                violation_error_message="Say why the program is withdrawn.",
            ),
        ]

    def __str__(self):
        return self.name


class ServedState(models.Model):
    """A state whose residents the program treats by telehealth."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="served_states")
    region = models.CharField(max_length=6, choices=sorted(STATES.items()))

    class Meta:
        ordering = ["region"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "region"],
                name="servedstate_once",
                violation_error_message="This state stands here already.",
            )
        ]

    def __str__(self):
        return self.region
