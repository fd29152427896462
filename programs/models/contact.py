"""How to reach a clinic and when: phones and opening hours, each with its short line."""

import datetime as dt
import uuid

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programs.models import lines
from programs.models.clinic import Clinic

E164 = phonenumbers.PhoneNumberFormat.E164


def validate_phone(number):
    """Raise ValidationError unless `number` is E.164: a plus sign, country code and number, digits only."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not is_whole(parsed) or phonenumbers.format_number(parsed, E164) != number:
        raise ValidationError(f"{number} is no phone number: write +15205550100.")


def is_whole(parsed):
    """Whether a parsed number is long enough to be called from anywhere."""
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE


def as_written(number, country="US"):
    """A number as people in `country` write it, (520) 555-0100, or with + where it belongs to another country."""
    try:
        parsed = phonenumbers.parse(number, country)
        text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        if phonenumbers.parse(text, country) == parsed:
            return text
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class Phone(models.Model):
    class Kind(models.TextChoices):
        MAIN = "main", _("Main")
        INTAKE = "intake", _("New patients")
        TTY = "tty", _("TTY")
        FAX = "fax", _("Fax")
        OTHER = "other", _("Other")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="phones")
    kind = models.CharField(
        max_length=8,
        choices=Kind.choices,
        default=Kind.MAIN,
        help_text="“New patients” when it is only for them.",
    )
    number = models.CharField(
        max_length=16, validators=[validate_phone], help_text="As people write it: (520) 555-0100."
    )
    extension = models.CharField(max_length=10, blank=True, help_text="Digits only.")
    note = models.CharField(max_length=120, blank=True, help_text="Such as “weekdays only”.")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["number"], name="phone_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "number", "extension", "kind"],
                name="phone_once",
                violation_error_message="This clinic has this number already.",
            ),
            models.CheckConstraint(
                condition=Q(number__startswith="+"),
                name="phone_number_e164",
                violation_error_message="Write the number as +15205550100.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["main", "intake", "tty", "fax", "other"]),
                name="phone_kind_word",
                violation_error_message="Kind of phone: use main, intake, tty, fax or other.",
            ),
        ]

    def __str__(self):
        return self.national

    @property
    def national(self):
        """The number as people of its country write it: (520) 555-0100, with its extension."""
        parsed = phonenumbers.parse(self.number)
        text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        return f"{text} ext. {self.extension}" if self.extension else text

    @property
    def uri(self):
        """The tel: link of RFC 3966."""
        return f"tel:{self.number}" + (f";ext={self.extension}" if self.extension else "")


class Hours(models.Model):
    """One stretch of opening time on one day of the week."""

    DAYS = [
        (1, _("Monday")),
        (2, _("Tuesday")),
        (3, _("Wednesday")),
        (4, _("Thursday")),
        (5, _("Friday")),
        (6, _("Saturday")),
        (7, _("Sunday")),
    ]
    CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="hours")
    day = models.PositiveSmallIntegerField(choices=DAYS, help_text="Of the week.")
    opens = models.TimeField(help_text="Local time of the clinic.")
    closes = models.TimeField(help_text="Later than it opens; past midnight takes two rows.")

    class Meta:
        ordering = ["day", "opens"]
        verbose_name_plural = "hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(day__gte=1, day__lte=7),
                name="hours_day",
                violation_error_message="Day: Monday is 1, Sunday is 7.",
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="hours_opens_before_closes",
                violation_error_message="Opening time must be before closing time; past midnight takes two rows.",
            ),
            models.UniqueConstraint(
                fields=["clinic", "day", "opens"],
                name="hours_once",
                violation_error_message="This day has a row with this opening time already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_day_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


def phones_line(phones):
    """One line for phones: `kind | number | extension | note; …`."""
    return lines.join([phone.kind, phone.number, phone.extension, phone.note] for phone in phones)


def read_phones(line):
    """Unsaved phones of a line made by phones_line(); raises ValueError for a part too many."""
    fields = ("kind", "number", "extension", "note")
    return [Phone(**dict(zip(fields, lines.padded(parts, 4), strict=True))) for parts in lines.split(line)]


def hours_line(hours):
    """One line for opening hours: `MO | 09:00 | 17:00; …`."""
    return lines.join(
        [Hours.CODES[row.day - 1], row.opens.isoformat("minutes"), row.closes.isoformat("minutes")]
        for row in hours
    )


def read_hours(line):
    """Unsaved hours of a line made by hours_line(); raises ValueError for a day or time that is none."""
    rows = [lines.padded(parts, 3) for parts in lines.split(line)]
    return [
        Hours(
            day=Hours.CODES.index(day) + 1,
            opens=dt.time.fromisoformat(opens),
            closes=dt.time.fromisoformat(closes),
        )
        for day, opens, closes in rows
    ]
