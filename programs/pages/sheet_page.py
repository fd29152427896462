"""A clinic's print sheet: its page in short, with a code that leads a phone back to it."""

import segno
from django.utils.safestring import mark_safe

from programs.pages.clinic_page import clinic_page


def sheet_page(clinic, today, address):
    """The context of the sheet of a clinic of load(); `address` is the full address of its page."""
    page = clinic_page(clinic, today)
    return page | {"address_line": page["address"], "address": address, "code": code_of(address)}


def code_of(text):
    """A QR code of `text` as an SVG that readers cope with when a seventh of it is dirty (level M)."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=4, omitsize=True, svgclass="code"))  # noqa: S308 - dots and numbers alone
