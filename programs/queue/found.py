"""What the rules find, as arrays: of entries kept in this process, where one number tells whom to look at again."""

import datetime as dt
import threading
from typing import Any

import numpy as np
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from programs.models import Program, Status
from programs.models.change import KEPT_NUMBERS
from programs.models.groups import GROUPS
from programs.queue.rules import RULES
from programs.search.fresh import MOST_UPDATES, changed_since, state, unhurried

NAMES = list(RULES)
SLUGS = ["", *GROUPS]
NOTHING = 0  # no program
AT_ONCE = 2_000  # rows, or clinics that are named in a query
# Rule and group are places in NAMES and SLUGS, `since` a day as an ordinal, `key` the pk of the row of the rule.
THING = np.dtype(
    [
        *(("rule", np.int8), ("clinic", np.int64), ("program", np.int64), ("group", np.int8)),
        *(("since", np.int32), ("reach", np.int8), ("key", np.int64)),
    ]
)
LOCK = threading.Lock()


class Held:
    """What rules about entries find on a day, as far as the change `n` of the index that was not forgotten since."""

    things: Any = None
    day: dt.date | None = None
    forgotten, n = -1, -1


def things(today, rules):
    """The THINGs that `rules` find on `today`, in no order.

    Costs a query for the number of the last change, and one a rule that is not kept. After a change, one a rule that is
    kept as well; after many changes these read everything. On a new day, two a rule that is kept.
    """
    asked = {NAMES.index(rule.name) for rule in rules}
    found = [read(rule, today) for rule in rules if not rule.is_kept]
    if any(rule.is_kept for rule in rules):
        kept = kept_things(today)
        found.append(kept if len(asked) == len(NAMES) else kept[np.isin(kept["rule"], list(asked))])
    return np.concatenate(found)


def kept_things(today):
    """What the rules about entries find, as of the last committed change."""
    with LOCK:
        forgotten, n = state()
        if Held.day is None or Held.forgotten != forgotten or today < Held.day or n < Held.n:
            Held.things = read_kept(today)
        else:
            if n != Held.n:
                n, clinics = changed_since(Held.n)
                Held.things = renewed(Held.day, clinics, n)
            if today != Held.day:
                Held.things = turned(Held.things, Held.day, today)
        Held.forgotten, Held.day, Held.n = forgotten, today, n
        return Held.things


def renewed(today, clinics, n):
    """What is kept, with what is found at `clinics` (None among them: at all) read again."""
    if None in clinics or len(clinics) > MOST_UPDATES or n - Held.n > KEPT_NUMBERS:
        return read_kept(today)
    others = Held.things[~np.isin(Held.things["clinic"], list(clinics))]
    return np.concatenate([others, read_kept(today, list(clinics))])


def turned(kept, before, today):
    """What is kept of the day `before`, as of `today`: each rule looks again where a day that it compares went by."""
    with unhurried():
        for place, rule in enumerate(RULES.values()):
            clinics = sorted(set(rule.turned(before, today))) if rule.is_kept else []
            if clinics:
                others = kept[(kept["rule"] != place) | ~np.isin(kept["clinic"], clinics)]
                anew = (read(rule, today, part) for part in batched(clinics, AT_ONCE))
                kept = np.concatenate([others, *anew])
    return kept


def batched(rows, size):
    """`rows` in parts of at most `size`."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def read_kept(today, clinics=None):
    with unhurried():
        return np.concatenate([read(rule, today, clinics) for rule in RULES.values() if rule.is_kept])


def read(rule, today, clinics=None):
    """The THINGs of one rule, at `clinics` (pks) or everywhere."""
    rows = rule.rows(today)
    if clinics is not None:
        rows = rows.filter(**{f"{rule.clinic}__in": clinics})
    program = rule.program or Value(NOTHING, IntegerField())
    found = rows.order_by().values_list(
        *(rule.clinic, program, rule.group_path or Value(rule.group), rule.since, reach(rule), "pk")
    )
    place = NAMES.index(rule.name)
    rows = (
        (place, clinic, program or NOTHING, SLUGS.index(group), ordinal(since), far, pk)
        for clinic, program, group, since, far, pk in found.iterator(chunk_size=AT_ONCE)
    )
    return np.fromiter(rows, THING)


def ordinal(since):
    """The number of the day of a date or moment."""
    return (timezone.localdate(since) if isinstance(since, dt.datetime) else since).toordinal()


def reach(rule):
    """3, 2 or 1: how easily readers find what a row is about."""
    found = Program.objects.published().filter(clinic=OuterRef(rule.clinic), types__listed_by_default=True)
    public = {f"{rule.clinic}__status": Status.PUBLISHED}
    return Case(When(~Q(**public), then=1), When(Exists(found), then=3), default=2)
