"""The order of the queue: what hurts patients most comes first.

The weight of a thing to look at is reach × severity × age. Reach: 3 where readers find it without asking for it (a
public clinic with a program that every search shows), 2 where they find it otherwise, 1 where nobody outside sees it.
Severity: what the rule says, 1 to 5. Age: the months it waits, counted from 1 and at most 12; 12 at once where a person
waits for an answer. A clinic stands where its heaviest thing stands.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.utils import timezone

from programs.models import Assignment, Clinic
from programs.queue.found import NAMES, NOTHING, SLUGS, things
from programs.queue.rules import RULES

MONTH = 30  # days
OLDEST = 12  # months
SEVERITY = np.array([rule.severity for rule in RULES.values()])
IS_AWAITED = np.array([rule.is_awaited for rule in RULES.values()])
HEAVIEST = 3 * 5 * OLDEST
SINCE_BITS, RULE_BITS, KEY_BITS = 20, 5, 30  # days up to the year 2870, 32 rules, a thousand million rows
BY_NAME = np.argsort(np.argsort(NAMES))  # the place of each rule among the names in their order


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. `since` is a day; `key` the pk of the row that its rule found."""

    rule: Any
    clinic: int
    program: int | None
    group: str
    since: dt.date
    weight: int
    key: int


class Work:
    """The queue of `today`, as far as the filters ask: a rule's name, a state, or what a user has taken on.

    It is read when it is first asked for: see found.things() for what that costs, and one query more a filter.
    """

    def __init__(self, today=None, rule="", state="", taken_by=None):
        self.today = today or timezone.localdate()
        self.rules = [RULES[rule]] if rule else list(RULES.values())
        self.state, self.taken_by = state, taken_by

    @cached_property
    def things(self):
        """The THINGs in the order of the queue: heaviest first, then what waits longest."""
        found = things(self.today, self.rules)
        if self.state:
            here = Clinic.objects.filter(region=self.state).values_list("pk", flat=True)
            found = found[np.isin(found["clinic"], list(here))]
        if self.taken_by:
            found = found[taken(found, self.taken_by)]
        return found[np.argsort(self.places(found))]

    def places(self, found):
        """Heaviest first, then what waits longest, then by rule and key: one number a THING, as that sorts quickest."""
        place = (HEAVIEST - self.weights(found)) << SINCE_BITS | found["since"]
        place = place << RULE_BITS | BY_NAME[found["rule"]]
        return place << KEY_BITS | found["key"] & (1 << KEY_BITS) - 1

    @cached_property
    def clinics(self):
        """The pks of the clinics in the order of the queue, each once."""
        pks, first = np.unique(self.things["clinic"], return_index=True)
        return pks[np.argsort(first)]

    def weights(self, found):
        """What each of the THINGs weighs."""
        waits = np.clip((self.today.toordinal() - found["since"]) // MONTH + 1, 1, OLDEST)
        age = np.where(IS_AWAITED[found["rule"]], OLDEST, waits)
        return found["reach"].astype(np.int64) * SEVERITY[found["rule"]] * age

    def counts(self):
        """{rule name: how many things wait}, of every rule that has some."""
        numbers = np.bincount(self.things["rule"], minlength=len(NAMES))
        return {name: int(number) for name, number in zip(NAMES, numbers, strict=True) if number}

    def page(self, first, last):
        """The Items from `first` to before `last` in the order of the queue."""
        return self.items(self.things[first:last])

    def of_clinics(self, pks):
        """{pk of a clinic: its Items in the order of the queue}, for those of `pks` that have some, in their order."""
        found: dict[int, list] = {pk: [] for pk in pks}
        for item in self.items(self.things[np.isin(self.things["clinic"], list(pks))]):
            found[item.clinic].append(item)
        return {pk: items for pk, items in found.items() if items}

    def items(self, found):
        weights = self.weights(found).tolist()
        return [item(row, weight) for row, weight in zip(found.tolist(), weights, strict=True)]


def item(thing, weight):
    """A THING as an Item."""
    rule, clinic, program, group, since, _reach, key = thing
    about = program if program != NOTHING else None
    day = dt.date.fromordinal(since)
    return Item(RULES[NAMES[rule]], clinic, about, SLUGS[group], day, weight, key)


def taken(found, user):
    """Which of the THINGs `user` has taken on."""
    own = Assignment.objects.filter(by=user).values_list("rule", "clinic", "program", "group")
    mine = {(rule, clinic, program or NOTHING, group) for rule, clinic, program, group in own}
    here = np.isin(found["clinic"], [clinic for _rule, clinic, *_rest in mine])
    for place in np.flatnonzero(here):
        rule, clinic, program, group, *_rest = found[place].tolist()
        here[place] = (NAMES[rule], clinic, program, SLUGS[group]) in mine
    return here
