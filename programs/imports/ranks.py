"""The order in which a list's terms stand in its text."""

from programs.models import ProgramType, Term
from programs.models.groups import FACTS


class Ranks:
    """`ranks(owner, fact)` gives the sort key of the fact's units, or None where their own order counts."""

    def __init__(self):
        self.terms = {
            (vocabulary, slug): order
            for vocabulary, slug, order in Term.objects.values_list("vocabulary", "slug", "order")
        }
        self.types = dict(ProgramType.objects.values_list("slug", "order"))

    def __call__(self, owner, name):
        fact = FACTS[owner, name]
        if fact.kind == "terms":
            return lambda slug: (self.terms.get((fact.vocabulary, slug), 0), slug)
        if fact.kind == "types":
            return lambda slug: (self.types.get(slug, 0), slug)
        return str if fact.kind == "states" else None
