"""The formats an import knows: a small module each.

A format has NAME, LABEL, KIND (of its source, by default a person), stable_ids and two functions: `recognise(header)`
gives the reason in words, or None; `read(table, options)` yields a Row, Reject or Skip for each row of the table.
"""

from programs.imports import listing, samhsa_directory
from programs.publishing import Refused

FORMATS = (samhsa_directory, listing)
AUTO = "auto"


def names() -> list[str]:
    """The names of the formats, as --format takes them."""
    return [each.NAME for each in FORMATS]


def choose(name: str, table):
    """The format called `name`, or with "auto" the one that recognises the table's header; and why, in words.

    Raises Refused, with the formats that are known, when there is none.
    """
    for each in FORMATS:
        reason = each.recognise(table.header)
        if name == each.NAME:
            return each, reason or "you said so"
        if name == AUTO and reason:
            return each, reason
    known = "; ".join(f"{each.NAME} ({each.LABEL})" for each in FORMATS)
    raise Refused(
        f"{table.path}: no known format has the columns {', '.join(table.header[:8])} … Known formats: {known}. "
        "Name one with --format, or rename columns with --map."
    )
