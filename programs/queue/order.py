"""The order of the queue: what hurts patients most comes first.

The weight of a thing to look at is reach × severity × age. Reach: 3 where readers find it without asking for it (a
public clinic with a program that every search shows), 2 where they find it otherwise, 1 where nobody outside sees it.
Severity: what the rule says, 1 to 5. Age: the months it waits, counted from 1 and at most 12; 12 at once where a person
waits for an answer.
"""

import datetime as dt
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Case, Count, DateTimeField, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from programs.models import Assignment, Program, Status
from programs.queue.rules import RULES

MONTH = 30  # days
OLDEST = 12  # months


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. `since` is a day or a moment; `key` the pk of the row that its rule found."""

    rule: Any
    clinic: int
    program: int | None
    group: str
    since: Any
    weight: int
    key: int

    def place(self):
        """Heaviest first, then the one that waits longest."""
        day = timezone.localdate(self.since) if isinstance(self.since, dt.datetime) else self.since
        return -self.weight, day, self.rule.name, self.key


class Work:
    """The queue of `today`, as far as the filters ask: a rule's name, a state, or what a user has taken on."""

    def __init__(self, today=None, rule="", state="", taken_by=None):
        self.today = today or timezone.localdate()
        self.rules = [RULES[rule]] if rule else list(RULES.values())
        self.state, self.taken_by = state, taken_by

    def counts(self):
        """{rule name: how many things wait}, of every rule that has some: one query."""
        each, *others = [self.counted(rule) for rule in self.rules]
        return {name: number for name, number in each.union(*others, all=True) if number}

    def counted(self, rule):
        rows = self.rows(rule).order_by().annotate(of=Value(rule.name))
        return rows.values("of").annotate(number=Count("pk")).values_list("of", "number")

    def page(self, first, last, counts=None):
        """The Items from `first` to before `last` in the order of the queue: one query a rule that has some."""
        counts = self.counts() if counts is None else counts
        heaviest = [self.items(rule, last) for rule in self.rules if rule.name in counts]
        return list(islice(merge(*heaviest, key=Item.place), first, last))

    def rows(self, rule):
        """The rows of a rule as far as the filters ask."""
        rows = rule.rows(self.today)
        if self.state:
            rows = rows.filter(**{f"{rule.clinic}__region": self.state})
        if self.taken_by:
            rows = rows.filter(Exists(assigned(rule).filter(by=self.taken_by)))
        return rows

    def items(self, rule, number):
        """The heaviest `number` Items of a rule, in order."""
        rows = self.rows(rule).annotate(weight=reach(rule) * age(rule, self.today) * rule.severity)
        paths = [
            rule.clinic,
            rule.program or Value(None, IntegerField()),
            rule.group_path or Value(rule.group),
        ]
        rows = rows.order_by("-weight", rule.since, "pk")
        found = rows.values_list(*paths, rule.since, "weight", "pk")
        return sorted((Item(rule, *row) for row in found[:number]), key=Item.place)


def reach(rule):
    """3, 2 or 1: how easily readers find what a row is about."""
    found = Program.objects.published().filter(clinic=OuterRef(rule.clinic), types__listed_by_default=True)
    public = {f"{rule.clinic}__status": Status.PUBLISHED}
    return Case(When(~Q(**public), then=1), When(Exists(found), then=3), default=2)


def age(rule, today):
    """Months since a row waits, from 1 to OLDEST."""
    if rule.is_awaited:
        return Value(OLDEST)
    older = [
        When(
            **{f"{rule.since}__lte": bound(rule, today - dt.timedelta(days=MONTH * months))}, then=months + 1
        )
        for months in range(OLDEST - 1, 0, -1)
    ]
    return Case(*older, default=1)


def bound(rule, day):
    """`day` as the field of `since` compares it."""
    field = rule.rows(day).annotate(since=F(rule.since)).query.annotations["since"].output_field
    if isinstance(field, DateTimeField):
        return timezone.make_aware(dt.datetime.combine(day, dt.time.max))
    return day


def assigned(rule):
    """Who has taken on the thing of a row of `rule`, for a condition of its query."""
    group = OuterRef(rule.group_path) if rule.group_path else Value(rule.group)
    same = Assignment.objects.filter(rule=rule.name, clinic=OuterRef(rule.clinic), group=group)
    if rule.program is None:
        return same.filter(program=None)
    return same.annotate(about=Coalesce("program", 0)).filter(about=Coalesce(OuterRef(rule.program), 0))
