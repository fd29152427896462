"""Two names in one: who runs a place, and the name under which it does business."""

import re

DOES_BUSINESS_AS = re.compile(
    r"[\s,;:/(-]+\b(?:d[./]?\s?b[./]?\s?a\b[./:]*|doing business as\b:?)[,\s]*(?:as\s+)?", re.IGNORECASE
)


def trade_name(text: str) -> tuple[str, str]:
    """(name of the place, name of who runs it) of "Mesa Inc DBA Blue House"; without DBA the same name twice."""
    operator, *rest = DOES_BUSINESS_AS.split(text, maxsplit=1)
    if not rest:
        return text, text
    place = rest[0].strip() if "(" in rest[0] else rest[0].strip(" )")
    return (place, operator) if place and operator else (text, text)
