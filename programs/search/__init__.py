"""Finding: one door, find(params, today=None) -> Result."""

from programs.search.finding import PageMissing, count_found, find, load_hits
from programs.search.result import Chip, Facet, Found, Hit, Option, Result

__all__ = [
    "Chip",
    "Facet",
    "Found",
    "Hit",
    "Option",
    "PageMissing",
    "Result",
    "count_found",
    "find",
    "load_hits",
]
