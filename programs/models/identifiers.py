"""Identifiers that carry a check of their own."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

# CMS prefixes an NPI with 80840 (health industry, United States) before the Luhn check of ISO/IEC 7812.
NPI_PREFIX = "80840"


class WebAddressField(models.URLField):
    """An address that a browser may follow; one typed without a scheme is taken as https."""

    default_validators = [
        URLValidator(["http", "https"], message="A web address starts with http:// or https://.")
    ]

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def luhn_valid(digits):
    """Whether the last digit of `digits` is the Luhn check digit of the others."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + position % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def validate_npi(npi):
    """Raise ValidationError unless `npi` is ten ASCII digits that pass their check digit."""
    if not (len(npi) == 10 and npi.isascii() and npi.isdigit() and luhn_valid(NPI_PREFIX + npi)):
        raise ValidationError(f"{npi} is no NPI: it has ten digits, and the last one checks the others.")
