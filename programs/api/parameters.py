"""The parameters of the HSDS interface: how each is read, and what the description of the interface says of it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime

from programs.search.parameters import WORDS_LENGTH, whole

MOST_PER_PAGE = 100
PER_PAGE = 25
# Times beyond these ask for the same as these, and days around them can be reckoned with.
EARLIEST, LATEST = dt.datetime(1900, 1, 2, tzinfo=dt.UTC), dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
LAST_PAGE = 100_000  # far beyond what there is, and small enough for every database


class Wrong(Exception):
    """Parameters that cannot be taken: {name: [what to write]}."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(str(errors))


@dataclass(frozen=True)
class Parameter:
    """One parameter: `schema` is that of JSON Schema, `read` makes its value or raises ValueError with the cure."""

    name: str
    meaning: str
    schema: dict
    read: Callable[[str], Any]
    default: Any = None


def number(name, meaning, most, default):
    def read(text):
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
            raise ValueError(f"Use a whole number from 1 to {most}.")
        return int(text)

    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return Parameter(name, meaning, schema, read, default)


def yes_or_no(name, meaning):
    def read(text):
        if text not in ("true", "false"):
            raise ValueError("Use true or false.")
        return text == "true"

    return Parameter(name, meaning, {"type": "boolean", "default": False}, read, False)


def an_id(name, meaning):
    return Parameter(name, meaning, {"type": "string", "format": "uuid"}, read_id)


def read_id(text):
    try:
        found = UUID(text)
    except ValueError:
        found = None
    if found is None or str(found) != text.lower():
        raise ValueError("Use an id such as 123e4567-e89b-12d3-a456-426614174000.")
    return found


def read_words(text):
    if len(text) > WORDS_LENGTH or "\0" in text:
        raise ValueError(f"Use at most {WORDS_LENGTH} characters.")
    return whole(text).strip()


def read_moment(text):
    """A time with its zone, or a day; without a zone it is UTC."""
    try:
        found = parse_datetime(text) or dt.datetime.combine(parse_date(text), dt.time())  # type: ignore[arg-type]
        moment = found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
        return min(max(moment, EARLIEST), LATEST)
    except (ValueError, TypeError, OverflowError):
        raise ValueError("Use a time such as 2026-11-23T14:05:00Z, or a day such as 2026-11-23.") from None


def read_format(text):
    if text != "json":
        raise ValueError("Use json. Whole files in other formats are exports.")
    return text


def refuse(_text):
    raise ValueError("This is not asked here. Use /api/clinics with near and radius.")


SEARCH = Parameter(
    "search",
    "Words that all have to be found in a service, its clinic or its organization; the last one may be a beginning.",
    {"type": "string", "maxLength": WORDS_LENGTH, "pattern": "^[^\\u0000]*$"},
    read_words,
)
PAGE = number("page", "Which page, from 1.", LAST_PAGE, 1)
PER_PAGE_OF = number("per_page", "How many objects a page.", MOST_PER_PAGE, PER_PAGE)
FORMAT = Parameter(
    "format", "json, the only one there is.", {"type": "string", "enum": ["json"]}, read_format, "json"
)
FULL = yes_or_no("full", "With all that is nested in each object.")
FULL_SERVICE = yes_or_no("full_service", "With whole services in an organization, not only their names.")
MINIMAL = yes_or_no("minimal", "Only id and modified_date of each service.")
MODIFIED_AFTER = Parameter(
    "modified_after",
    "Only what says something else since this time: the service, its location or its organization was changed or "
    "checked, or a check ran out (last_modified). A day is its beginning in UTC.",
    {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]},
    read_moment,
)
TAXONOMY_TERM = an_id(
    "taxonomy_term_id", "Only services of which this term is stated with yes, or whose medicine it is."
)
TAXONOMY = an_id("taxonomy_id", "Only what any term of this taxonomy is stated of.")
TAXONOMY_OF_TERM = an_id("taxonomy_id", "Only terms of this taxonomy.")
TOP_ONLY = yes_or_no("top_only", "Changes nothing: no vocabulary has levels.")
PARENT = an_id("parent_id", "Terms below this one, of which there are none: no vocabulary has levels.")
ORGANIZATION = an_id("organization_id", "Only services of this organization.")
# The standard has them for places, of which its words are not those of a search here: said, rather than passed over.
POSTCODE = Parameter("postcode", "Refused: /api/clinics searches near a place.", {"type": "string"}, refuse)
PROXIMITY = Parameter("proximity", "Refused: /api/clinics searches near a place.", {"type": "string"}, refuse)

PAGED = (SEARCH, PAGE, PER_PAGE_OF, FORMAT)
NARROWED = (TAXONOMY_TERM, TAXONOMY, ORGANIZATION, MODIFIED_AFTER)
SERVICES = (*PAGED, *NARROWED, MINIMAL, FULL)
SERVICE_AT_LOCATIONS = (*PAGED, *NARROWED, FULL)
ORGANIZATIONS = (*PAGED, FULL, FULL_SERVICE)
TERMS = (*PAGED, TAXONOMY_OF_TERM, TOP_ONLY, PARENT)
REFUSED = (POSTCODE, PROXIMITY)


def read(params, parameters):
    """{name: value} of `params`, a QueryDict: an empty one is not set, the last of several counts.

    Unknown parameters are dropped. Raises Wrong, which names each that cannot be taken.
    """
    values, errors = {}, {}
    for each in (*parameters, *REFUSED):
        values[each.name] = each.default
        try:
            if text := params.get(each.name, ""):
                values[each.name] = each.read(text)
        except ValueError as error:
            errors[each.name] = [str(error)]
    if errors:
        raise Wrong(errors)
    return values
