"""Telephone numbers as people write them, made E.164."""

import re
from functools import lru_cache

import phonenumbers

EXTENSION = re.compile(r"(?:\s+|(?<=\d))(?:x|ext\.?|extension)\s*(\d*)$", re.IGNORECASE)
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# North America: area code and exchange begin with 2 to 9 (ITU-T E.164, country code 1).
NANP = re.compile(r"[2-9]\d{2}[2-9]\d{6}")


@lru_cache(maxsize=50_000)
def parse_phone(text: str) -> tuple[str, str] | None:
    """(number in E.164, extension) of a US or international number; None when it is none.

    Letters are read as the keys of a telephone; what follows its tenth digit is not dialled.
    """
    text = " ".join(text.split())
    found = EXTENSION.search(text)
    extension = found[1] if found else ""
    number = text[: found.start()] if found else text
    if len(extension) > 10:
        return None
    national = national_digits(number)
    if national:
        return f"+1{national}", extension
    return foreign(number, extension)


def national_digits(number):
    """The ten digits of a North American number, or the empty text."""
    letters = any(sign.isalpha() for sign in number)
    if letters and not number.isascii():
        return ""
    digits = re.sub(r"\D", "", number.upper().translate(KEYPAD))
    digits = digits[1:] if len(digits) > 10 and digits.startswith("1") else digits
    digits = digits[:10] if letters and any(sign.isdigit() for sign in number) else digits
    return digits if NANP.fullmatch(digits) else ""


def foreign(number, extension):
    if not number.startswith("+"):
        return None
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), extension
