"""Postal codes of the US as spreadsheets leave them."""

import re

ZIP = re.compile(r"(\d{3,5})(?:\.0+)?(?:-\d{4})?")
ZIP_PLUS_4 = re.compile(r"(\d{5})(\d{4})")


def zip_code(text: str) -> str | None:
    """Five digits: lost leading zeros put back, the four digits of ZIP+4 taken off; None when it is no ZIP."""
    text = text.strip()
    if long := ZIP_PLUS_4.fullmatch(text):
        return long[1]
    found = ZIP.fullmatch(text)
    return found[1].zfill(5) if found else None
