"""The one list of parameters: what the address of a search may say."""

from urllib.parse import urlencode

from programs.models.program import PROGRAM_ANSWERS
from programs.vocabulary import VOCABULARIES

PROGRAM_TERMS = ("substance", "condition", "therapy", "route", "setting", "payment", "group")
CLINIC_TERMS = ("language", "access")
CLINIC_FACETS = ("state", *CLINIC_TERMS)
LISTS = (*PROGRAM_TERMS, "medicine", *CLINIC_FACETS)  # of which nothing may be stated
LABELS = {slug: plural for slug, _singular, plural in VOCABULARIES}
SEVERAL = ("type", *PROGRAM_TERMS, "medicine", *PROGRAM_ANSWERS, *CLINIC_TERMS, "claim", "state", "city")
ONE = ("price_max", "course_max", "wait_max", "checked", "near", "radius", "q", "unknown", "sort", "page")
KNOWN = (*SEVERAL, *ONE)

TYPED = ("q", "near")  # words and places that a person types: no table and no log keeps them by itself
RADII = (5, 10, 25, 50, 100, 250, 500)  # miles
DEFAULT_RADIUS = 50
PER_PAGE = 24
DEEPEST_ROW = 10_000
WORDS_LENGTH = 200


def known(params):
    """{name: [values]} of `params` (a QueryDict, or a dict of texts or lists): ours alone, empty ones left out."""
    found = {name: values_of(params, name) for name in KNOWN}
    return {name: values for name, values in found.items() if values}


def values_of(params, name):
    values = params.getlist(name) if hasattr(params, "getlist") else params.get(name, [])
    values = values if isinstance(values, list | tuple) else [values]
    return list(dict.fromkeys(whole(str(value)) for value in values if str(value).strip()))


def whole(text):
    """`text` with halves of characters, which no database takes, replaced."""
    return text.encode("utf-8", "replace").decode()


def query(chosen, drop=("page",)):
    """The address of a search: `chosen` as a query string in our order, without the names in `drop`."""
    return urlencode([(name, value) for name in KNOWN if name not in drop for value in chosen.get(name, [])])


def without(chosen, name, value):
    """The query string of `chosen` when one value is taken away; the page starts anew."""
    rest = {key: [item for item in values if (key, item) != (name, value)] for key, values in chosen.items()}
    return query(rest)
