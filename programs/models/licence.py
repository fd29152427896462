"""Licences and accreditations of a clinic."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import lines
from programs.models.clinic import Clinic
from programs.models.identifiers import WebAddressField


class Licence(models.Model):
    class Kind(models.TextChoices):
        LICENCE = "licence", _("License")
        ACCREDITATION = "accreditation", _("Accreditation")
        CERTIFICATION = "certification", _("Certification")

    class State(models.TextChoices):
        VALID = "valid", _("Valid")
        EXPIRED = "expired", _("Expired")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")
        NOT_STATED = "not_stated", _("Not stated")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="licences")
    kind = models.CharField(
        max_length=14,
        choices=Kind.choices,
        default=Kind.LICENCE,
        help_text="A state gives a license; an outside body gives the others.",
    )
    issuer = models.CharField(max_length=160, help_text="Who gave it, in full.")
    number = models.CharField(max_length=60, blank=True, help_text="As printed on it.")
    state = models.CharField(
        max_length=12,
        choices=State.choices,
        default=State.NOT_STATED,
        help_text="As its register says today.",
    )
    valid_until = models.DateField(null=True, blank=True, help_text="Its last day.")
    looked_up_at = WebAddressField(
        max_length=300,
        blank=True,
        help_text="The register's page that shows it.",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(issuer=""),
                name="licence_issuer",
                violation_error_message="Say who gave the license.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["licence", "accreditation", "certification"]),
                name="licence_kind_word",
                violation_error_message="Kind: use licence, accreditation or certification.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["valid", "expired", "suspended", "revoked", "not_stated"]),
                name="licence_state_word",
                violation_error_message="State: use valid, expired, suspended, revoked or not_stated.",
            ),
            models.UniqueConstraint(
                fields=["clinic", "issuer", "number"],
                name="licence_once",
                violation_error_message="This clinic has this license already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.issuer} {self.number}".strip()


def licences_line(licences):
    """One line for licences: `kind | issuer | number | state | valid until | looked up at; …`."""
    return lines.join(
        [
            row.kind,
            row.issuer,
            row.number,
            row.state,
            row.valid_until.isoformat() if row.valid_until else "",
            row.looked_up_at,
        ]
        for row in licences
    )


def read_licences(line):
    """Unsaved licences of a line made by licences_line(); raises ValueError for a date that is none."""
    rows = [lines.padded(parts, 6) for parts in lines.split(line)]
    return [
        Licence(
            kind=kind,
            issuer=issuer,
            number=number,
            state=state or Licence.State.NOT_STATED,
            valid_until=dt.date.fromisoformat(until) if until else None,
            looked_up_at=url,
        )
        for kind, issuer, number, state, until, url in rows
    ]
