"""Organizations and clinics: who treats people, and where."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models.answers import NOT_STATED, AnswerField, WordField, words_check
from programs.models.identifiers import WebAddressField, validate_npi
from programs.models.term import ClinicTerm
from programs.vocabulary import STATES

OWNERSHIP = [
    ("private_nonprofit", _("Private, not for profit")),
    ("private_for_profit", _("Private, for profit")),
    ("local_government", _("Local or county government")),
    ("state_government", _("State government")),
    ("tribal", _("Tribal government")),
    ("federal_va", _("Department of Veterans Affairs")),
    ("federal_dod", _("Department of Defense")),
    ("federal_ihs", _("Indian Health Service")),
    ("federal_other", _("Another federal agency")),
]


class Status(models.TextChoices):
    """Where an entry stands on its way to the public."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Precision(models.TextChoices):
    """How exactly a point says where a clinic is."""

    EXACT = "exact", _("The building")
    STREET = "street", _("The street")
    POSTAL_CODE = "postal_code", _("The middle of the postal code")
    CITY = "city", _("The middle of the city")


class Organization(models.Model):
    """Who runs one or more clinics."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, help_text="The legal or common name of the operator.")
    ownership = WordField(_("Who runs it"), words=OWNERSHIP, help_text="As a register or the operator says.")
    npi = models.CharField(
        _("NPI"),
        max_length=10,
        blank=True,
        validators=[validate_npi],
        help_text="Type-2 national provider identifier, ten digits.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        ordering = ["name", "public_id"]
        constraints = [
            words_check(
                "organization", "ownership", [w for w, _l in OWNERSHIP] + [NOT_STATED, "does_not_apply"]
            ),
            models.UniqueConstraint(
                fields=["npi"],
                condition=~Q(npi=""),
                name="organization_npi",
                violation_error_message="Another organization has this NPI.",
            ),
        ]

    def __str__(self):
        return self.name


class ClinicQuerySet(models.QuerySet):
    def published(self):
        """Clinics with a public page: published and not closed for good."""
        return self.filter(status=Status.PUBLISHED).exclude(operating_status=Clinic.Operating.CLOSED)

    def for_reading(self):
        """All facts of each clinic: 5 queries more, whatever the number of clinics."""
        return self.for_texts().prefetch_related("terms__term__texts")

    def for_texts(self):
        """What facts.texts() reads of each clinic, without labels: 4 queries more."""
        terms = models.Prefetch("terms", ClinicTerm.objects.select_related("term"))
        return self.select_related("organization", "merged_into").prefetch_related(
            "phones", "hours", "licences", terms
        )


class Clinic(models.Model):
    """One place that treats people."""

    class Operating(models.TextChoices):
        OPEN = "open", _("Open")
        PAUSED = "temporarily_closed", _("Temporarily closed")
        CLOSED = "closed", _("Closed for good")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        max_length=80,
        blank=True,
        db_index=False,
        help_text="Its page's address, made at first publication. A changed one redirects for ever.",
    )

    # Identity
    name = models.CharField(_("Name"), max_length=200, help_text="As on the door or the website. No slogans.")
    text_language = models.CharField(
        _("Language of its texts"), max_length=12, default="en", help_text="Such as en or es."
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clinics",
        verbose_name=_("Organization"),
        help_text="Who runs it, when that is more than the clinic itself.",
    )
    street = models.CharField(
        _("Street"), max_length=200, blank=True, help_text="Number and street, no unit."
    )
    unit = models.CharField(_("Unit"), max_length=80, blank=True, help_text="Suite, floor, building.")
    city = models.CharField(_("City"), max_length=80, blank=True, help_text="As the post office writes it.")
    county = models.CharField(_("County"), max_length=80, blank=True, help_text="Without the word county.")
    region = models.CharField(
        _("State"), max_length=6, blank=True, help_text="Two letters in the US, such as AZ."
    )
    postal_code = models.CharField(
        _("Postal code"), max_length=10, blank=True, help_text="Five digits in the US; leading zeros count."
    )
    country = models.CharField(_("Country"), max_length=2, default="US", help_text="Two letters, such as US.")
    latitude = models.FloatField(
        _("Latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="Degrees, north is above 0. Leave the point empty to take the middle of the postal code.",
    )
    longitude = models.FloatField(
        _("Longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text="Degrees, west is below 0: Tucson is about -110.97.",
    )
    precision = models.CharField(
        _("The point shows"),
        max_length=12,
        choices=Precision.choices,
        blank=True,
        help_text="How exact it is.",
    )
    address_withheld = AnswerField(
        _("Address withheld"),
        help_text="Yes: street, unit, postal code, county and the exact point are shown to nobody outside.",
    )
    time_zone = models.CharField(
        _("Time zone"), max_length=40, blank=True, help_text="Such as America/Phoenix."
    )

    # Contact
    email = models.EmailField(_("E-mail"), blank=True, help_text="One that the clinic gives out itself.")
    website = WebAddressField(
        _("Website"),
        max_length=300,
        blank=True,
        help_text="http:// or https://",
    )
    operating_status = WordField(
        _("Open or closed"),
        words=Operating.choices,
        help_text="Closed for good takes the page off and says why and where to look instead.",
    )
    operating_reason = models.CharField(
        _("Why it is closed"),
        max_length=300,
        blank=True,
        help_text="Its page gives this reason. Needed when closed.",
    )
    operating_since = models.DateField(
        _("Closed since"), null=True, blank=True, help_text="The first day on which nobody was treated."
    )
    look_instead = models.CharField(
        _("Where to look instead"),
        max_length=300,
        blank=True,
        help_text="Shown on the page of a closed clinic.",
    )

    # What the public may know of the place; worked out when the clinic is changed
    public_latitude = models.FloatField(null=True, editable=False)
    public_longitude = models.FloatField(null=True, editable=False)
    public_precision = models.CharField(max_length=12, choices=Precision.choices, blank=True, editable=False)

    # The entry itself
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT, editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True, editable=False)
    withdrawn_on = models.DateField(null=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged")
    demonstration = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    objects = ClinicQuerySet.as_manager()

    class Meta:
        ordering = ["name", "public_id"]
        permissions = [
            ("export_clinic", "Can export listings"),
            ("publish_clinic", "Can publish and withdraw entries"),
        ]
        indexes = [
            models.Index(fields=["status", "region", "city"], name="clinic_status_place"),
            models.Index(fields=["postal_code"], name="clinic_postal_code"),
            models.Index(fields=["name", "public_id"], name="clinic_name"),  # the order of the desk's lists
            models.Index(fields=["public_latitude", "public_longitude"], name="clinic_public_point"),
        ]
        constraints = [
            words_check("clinic", "address_withheld", ["yes", "no", NOT_STATED, "does_not_apply"]),
            words_check(
                "clinic",
                "operating_status",
                ["open", "temporarily_closed", "closed", NOT_STATED, "does_not_apply"],
            ),
            words_check("clinic", "status", list(Status.values)),
            models.CheckConstraint(
                condition=~Q(name=""), name="clinic_name", violation_error_message="A clinic needs a name."
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=~Q(slug=""),
                name="clinic_slug",
                violation_error_message="Another clinic has this address (slug).",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | ~Q(slug=""),
                name="clinic_published_has_slug",
                violation_error_message="A published clinic needs an address (slug).",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(withdrawn_reason=""),
                name="clinic_withdrawn_says_why",
                violation_error_message="Say why the clinic is withdrawn.",
            ),
            models.CheckConstraint(
                condition=~Q(operating_status="closed") | ~Q(operating_reason=""),
                name="clinic_closed_says_why",
                violation_error_message="Say why the clinic is closed.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, precision="")
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180)
                & ~Q(precision=""),
                name="clinic_point_whole",
                violation_error_message="A point needs a latitude from -90 to 90, a longitude from -180 to 180 "
                "and what it shows; or leave all three empty.",
            ),
            models.CheckConstraint(
                condition=Q(website="")
                | Q(website__startswith="http://")
                | Q(website__startswith="https://"),
                name="clinic_website_http",
                violation_error_message="A website starts with http:// or https://.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.country == "US" and self.region and self.region not in STATES:
            raise ValidationError({"region": f"{self.region} is no US state: use two letters such as AZ."})

    @property
    def is_public(self):
        """Whether its page answers 200: the one-object form of ClinicQuerySet.published()."""
        return self.status == Status.PUBLISHED and self.operating_status != self.Operating.CLOSED

    @property
    def withheld(self):
        """Whether street, unit, postal code, county and point are kept from the public."""
        return self.address_withheld == "yes"


class ClinicSlug(models.Model):
    """An address a clinic once had: it redirects, and is never given to another clinic."""

    slug = models.SlugField(max_length=80, unique=True)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="old_slugs")

    def __str__(self):
        return self.slug
