"""The rules that the database holds, asked of a row before it is planned: so that one row is refused, not the file."""

from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q

from programs.models import Clinic, Price, Program
from programs.models.groups import FACTS
from programs.publishing.values import plain_value

MODELS = {"clinic": Clinic, "program": Program}
POINT = frozenset(("latitude", "longitude", "precision"))  # oddities.py looks at these, without a query


class Rules:
    """Remembers what was found good: one query for each rule and new set of values."""

    def __init__(self):
        self.good = set()

    def broken(self, owner, facts):
        """(fact, value, words) of the first rule that facts of a "clinic" or "program" break; None without."""
        for rule, names in rules_of(owner):
            values = tuple(facts.get(name, "") for name in names)
            if not any(values):
                continue
            entry = MODELS[owner](**{name: plain_value(owner, name, facts.get(name, "")) for name in names})
            if words := self.ask(rule, entry, values):
                stated = next(name for name in names if facts.get(name))
                return stated, ", ".join(filter(None, values)), words
        return None

    def broken_by_price(self, price):
        """Words about the first rule that a price breaks; empty without."""
        values = (price.item, price.low, price.high, price.currency, price.valid_from, price.valid_until)
        rules = (rule for rule in Price._meta.constraints if isinstance(rule, CheckConstraint))
        return next(filter(None, (self.ask(rule, price, values) for rule in rules)), "")

    def ask(self, rule, entry, values):
        if (rule.name, values) not in self.good:
            try:
                rule.validate(type(entry), entry)
            except ValidationError as error:
                return " ".join(error.messages)
            self.good.add((rule.name, values))
        return ""


@cache
def rules_of(owner):
    """[(rule, names of facts)] of those rules of an entry that speak of several plain facts, and of nothing else."""
    plain = {name for kind, name in FACTS if kind == owner and FACTS[kind, name].kind == "field"} - POINT
    rules = [rule for rule in MODELS[owner]._meta.constraints if isinstance(rule, CheckConstraint)]
    found = [(rule, sorted(names_in(rule.condition))) for rule in rules]
    return [(rule, names) for rule, names in found if len(names) > 1 and plain.issuperset(names)]


def names_in(condition):
    """The names of the fields in a condition."""
    names = set()
    for child in condition.children:
        if isinstance(child, Q):
            names |= names_in(child)
        else:
            lookup, value = child
            names.add(lookup.partition("__")[0])
            names |= {str(getattr(value, "name", ""))} if isinstance(value, F) else set()
    return names
