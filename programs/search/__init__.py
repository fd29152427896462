"""Finding: one door, find(params, today=None) -> Result."""

from programs.search.finding import PageMissing, count_found, find
from programs.search.result import Chip, Facet, Hit, Option, Result

__all__ = ["Chip", "Facet", "Hit", "Option", "PageMissing", "Result", "count_found", "find"]
