"""Opening hours as people write them: Mon-Fri 9-5; Sat 10 am to 2 pm."""

import re
from functools import lru_cache

from programs.models import lines

CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
NAMES = {
    "mon": 0, "monday": 0, "mo": 0, "m": 0, "tue": 1, "tues": 1, "tuesday": 1, "tu": 1, "wed": 2, "weds": 2,
    "wednesday": 2, "we": 2, "w": 2, "thu": 3, "thur": 3, "thurs": 3, "thursday": 3, "th": 3,
    "fri": 4, "friday": 4, "fr": 4, "f": 4,
    "sat": 5, "saturday": 5, "sa": 5, "sun": 6, "sunday": 6, "su": 6, "l": 0, "lun": 0, "lunes": 0, "martes": 1,
    "miércoles": 2, "miercoles": 2, "jueves": 3, "v": 4, "vie": 4, "viernes": 4, "sab": 5, "sábado": 5, "sabado": 5,
    "dom": 6, "domingo": 6,
}  # fmt: skip
SETS = {
    "daily": range(7),
    "every day": range(7),
    "weekdays": range(5),
    "weekends": range(5, 7),
    "7 days a week": range(7),
}
TO = r"\s*(?:-|–|—|to|thru|through|until|till|al?)\s*"
CLOCK = r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(?:(a|p)\.?\s*m?\.?(?![a-z]))?"
TIMES = re.compile(CLOCK + TO + CLOCK, re.IGNORECASE)
DAY = "|".join(sorted((*NAMES, *SETS), key=len, reverse=True))
DAYS = re.compile(rf"\b({DAY})\b\.?(?:{TO}\b({DAY})\b\.?)?", re.IGNORECASE)
ALWAYS = re.compile(r"\s*(?:open\s+)?24\s*/\s*7\s*|24 hours(?: a day)?(?:, 7 days a week)?", re.IGNORECASE)
BETWEEN = re.compile(r"[;\n]+|(?:(?<=\d)|(?<=[ap]m)|(?<=m\.))\s*,\s*(?=[a-z])", re.IGNORECASE)
CLOSED = re.compile(r"\bclosed\b", re.IGNORECASE)
AFTERNOON = ("1", "2", "3", "4", "5")  # hours that no clinic opens at before noon
UNREAD = "no opening hours that can be read, such as Mon-Fri 9-17: taken as not stated"


@lru_cache(maxsize=20_000)
def read_hours(text: str) -> tuple[str, str]:
    """(the hours' line, complaint). All of the cell must be understood."""
    if ALWAYS.fullmatch(text):
        return line_of({(day, "00:00", "23:59") for day in range(7)}), ""
    found = set()
    for piece in BETWEEN.split(text):
        rows = read_piece(piece.strip())
        if rows is None:
            return "", UNREAD
        found |= rows
    return (line_of(found), "") if found else ("", UNREAD)


def line_of(found):
    return lines.join([CODES[day], opens, closes] for day, opens, closes in sorted(found))


def read_piece(piece):
    """{(day, opens, closes)} of one stretch; empty for a day that is closed; None when it is not understood."""
    if not piece:
        return set()
    times = list(TIMES.finditer(piece))
    rest = TIMES.sub(" ", piece)
    days = [day for found in DAYS.finditer(rest) for day in span(found)]
    rest = DAYS.sub(" ", rest)
    if CLOSED.search(rest) and days and not times:
        return set()
    if re.sub(r"[\s,:&.()]+|\band\b", "", rest) or not days or not times:
        return None
    stretches = [stretch(each) for each in times]
    return None if None in stretches else {(day, *each) for day in days for each in stretches}


def span(found):
    first, last = (each and each.casefold() for each in found.groups())
    if first in SETS:
        return list(SETS[first])
    start, end = NAMES[first], NAMES[last] if last in NAMES else NAMES[first]
    return list(range(start, end + 1)) if start <= end else [*range(start, 7), *range(end + 1)]


def stretch(found):
    """("09:00", "17:00"); without am and pm, 9-5 and 1-5 are by day. None for no time, or one past midnight."""
    first, first_minutes, first_half, last, last_minutes, last_half = found.groups()
    opens = clock(int(first), first_minutes, first_half)
    closes = clock(int(last), last_minutes, last_half)
    if opens is None or closes is None:
        return None
    by_day = not first_half and not last_half and first in AFTERNOON
    if by_day and closes < 12 * 60:
        opens, closes = opens + 12 * 60, closes + 12 * 60
    if not last_half and closes <= opens and closes < 12 * 60:
        closes += 12 * 60
    if (
        last_half
        and not first_half
        and opens < 12 * 60
        and last_half.casefold() == "p"
        and int(first) < int(last) % 12
    ):
        opens += 12 * 60
    return (text_of(opens), text_of(closes)) if opens < closes < 24 * 60 else None


def clock(hour, minutes, half):
    """Minutes since midnight, or None."""
    minute = int(minutes or 0)
    if hour > (12 if half else 23) or minute > 59:
        return None
    if half:
        hour = hour % 12 + (12 if half.casefold() == "p" else 0)
    return hour * 60 + minute


def text_of(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"
