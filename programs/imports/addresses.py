"""Whole addresses in one cell: 100 Main Street, Suite 2, Tucson, AZ 85701."""

import re

from programs.imports.streets import in_order, split_unit
from programs.vocabulary import state_code

COUNTRY = re.compile(r"[,\s]+(?:USA|U\.S\.A\.?|US|United States(?: of America)?)\.?$", re.IGNORECASE)
ZIP = re.compile(r"[,\s]*\b(\d{5})(?:-\d{4})?$")
WITHHELD = re.compile(
    r"\W*(?:address |location )?(?:is )?(?:confidential|withheld|undisclosed|not disclosed|private|hidden)"
    r"(?: address| location)?\W*",
    re.IGNORECASE,
)
IN_NAME = re.compile(r"[^\W\d][^,\d]*")
MOST_WORDS = 3  # of a state's name: District of Columbia
UNIT = re.compile(
    r"\s*(?:(?:suites?|ste|units?|apt|apartment|rooms?|rm|bldg|building|floor|fl)\b\.?\s*#?\s*\w|#\s*\w|\d+\w?$)",
    re.IGNORECASE,
)


def split_city_line(text: str) -> tuple[str, str, str]:
    """(city, two-letter state, ZIP) of "Tucson, AZ 85701"; what is not there is empty."""
    text = COUNTRY.sub("", " ".join(text.split()).strip(" ,"))
    found = ZIP.search(text)
    code = found[1] if found else ""
    text = text[: found.start()] if found else text
    words = text.replace(",", " , ").split()
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        name = " ".join(words[-count:])
        if IN_NAME.fullmatch(name) and (state := state_code(name)):
            return " ".join(words[:-count]).replace(" ,", ",").strip(" ,"), state, code
    return text.strip(" ,"), "", code


def split_address(text: str, city_of) -> tuple[str, str, str, str]:
    """(street with unit, city, state, ZIP) of a whole address. `city_of` gives the city of a ZIP, or "".

    Where no comma stands between street and city, the city is found by the ZIP; else it stays with the street.
    """
    rest, state, code = split_city_line(re.sub(r"\s*[\n\r]+\s*", ", ", text.strip()))
    if not state and not code:
        return rest, "", "", ""
    street, comma, city = rest.rpartition(",")
    if comma and not UNIT.match(city):
        return street.strip(" ,"), city.strip(), state, code
    known = city_of(code)
    if known and rest.casefold().endswith(f" {known}".casefold()):
        return rest[: -len(known)].strip(" ,"), rest[-len(known) :], state, code
    return rest, "", state, code


def street_and_unit(street: str, unit: str) -> tuple[str, str]:
    """(street, unit), the unit taken out of the street's cell where none stands apart, and swapped lines in order."""
    if unit:
        return in_order(street, unit)
    plain, within = split_unit(street)
    return (plain.strip(" ,"), street[len(plain) :].strip(" ,")) if within else (street, "")
