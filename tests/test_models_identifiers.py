"""NPI and phone numbers."""

import pytest
from django.core.exceptions import ValidationError

from programs.models import Phone
from programs.models.contact import validate_phone
from programs.models.identifiers import validate_npi


def test_an_npi_passes_its_check_digit():
    validate_npi("1234567893")  # the example of the CMS document on the check digit


@pytest.mark.parametrize(
    "npi", ["1234567890", "123456789", "12345678933", "１２３４５６７８９３", "123456789X", "²234567893"]
)
def test_anything_else_is_refused(npi):
    with pytest.raises(ValidationError):
        validate_npi(npi)


@pytest.mark.parametrize(
    "number",
    ["5205550111", "+1 520 555 0111", "(520) 555-0111", "+", "", "+15205550111x2", "+15205559", "+11234567"],
)
def test_only_e164_is_a_phone_number(number):
    with pytest.raises(ValidationError):
        validate_phone(number)


def test_a_phone_reads_as_people_write_it():
    phone = Phone(number="+15205550111", extension="12")
    assert (phone.national, phone.uri) == ("(520) 555-0111 ext. 12", "tel:+15205550111;ext=12")
