"""One place, one clinic: which rows and clinics are the same place, whatever their order.

Certain: street number and name, ZIP and unit agree (a unit missing on one side agrees with any) and the names are
alike or a phone is shared; or, both withheld, name, ZIP and a phone agree. Likely: all but one of these. Another house
number is another place; two units with unlike names are two places; a shared phone alone never joins.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz

from programs.imports.names import alike, name_words
from programs.imports.streets import parse_street, same_street, same_street_name, same_unit

CERTAIN = 2
LIKELY = 1


@dataclass(slots=True, frozen=True, eq=False)
class Spot:
    """What tells a place: `ref` is whose it is, `order` sorts spots whatever the order of their rows."""

    ref: Any
    order: tuple
    postal_code: str
    number: str
    street: tuple
    units: tuple
    names: tuple
    phones: frozenset
    withheld: bool
    city: str = ""
    here: bool = False

    @property
    def blocks(self):
        """The keys under which places that may be this one stand."""
        if not self.postal_code:
            return []
        if self.withheld:
            return [("withheld", self.postal_code)]
        if self.number:
            return [(self.number.partition("-")[0], self.postal_code)]
        return [(" ".join(self.street[1]), self.postal_code)] if self.street[1] else []


def make_spot(ref, order, *, names, street, unit, postal_code, phones, withheld, city="", here=False):
    """The Spot of a row or clinic from its texts; `here` marks a clinic that is in the directory."""
    number, core, units = parse_street(street, unit)
    names = tuple(dict.fromkeys(name for name in names if name))
    return Spot(
        ref, order, postal_code[:5], number, core, units, names, frozenset(phones), withheld, city, here
    )


def compare(one, other):
    """CERTAIN, LIKELY or 0: whether two spots of one block are one place."""
    if one.withheld != other.withheld or one.postal_code != other.postal_code:
        return 0
    like, shared = names_alike(one, other), bool(one.phones & other.phones)
    if one.withheld:
        return CERTAIN if like and shared else LIKELY if like else 0
    if not same_number(one.number, other.number):
        return 0
    if not same_street(one.street, other.street):
        return certain_street(one, other) if like and shared else 0
    if not same_unit(one.units, other.units):
        return LIKELY if like else 0
    return CERTAIN if like or shared else 0


def certain_street(one, other):
    """Like names with a shared phone at one number: one place where only Street or Avenue is mistaken."""
    alike_street = same_street_name(one.street, other.street) and same_unit(one.units, other.units)
    return CERTAIN if alike_street else LIKELY


def names_alike(one, other):
    return any(alike(ours, theirs, one.city) for ours in one.names for theirs in other.names)


def same_number(one, other):
    """House numbers: 921-923 holds 921."""
    return one == other or one == other.partition("-")[0] or other == one.partition("-")[0]


def apart(one, other):
    """Whether two spots can never be one place, also by way of a third."""
    return (one.here and other.here) or (
        not same_unit(one.units, other.units) and not names_alike(one, other)
    )


def strength(one, other):
    """How surely two spots are one: the surer pair is joined first."""
    likeness = fuzz.token_sort_ratio(" ".join(name_words(one.names[0])), " ".join(name_words(other.names[0])))
    return (one.units == other.units) + bool(one.phones & other.phones) + names_alike(one, other), likeness


def group(spots):
    """(groups of spots that are one place, [(spot, spot)] that are likely one): the same for any order of `spots`."""
    spots = sorted(spots, key=lambda spot: spot.order)
    certain, likely = pairs(spots)
    groups = {id(spot): [spot] for spot in spots}
    for one, other in sorted(
        certain, key=lambda pair: (*(-x for x in strength(*pair)), pair[0].order, pair[1].order)
    ):
        ours, theirs = groups[id(one)], groups[id(other)]
        if ours is theirs:
            continue
        if any(apart(a, b) for a in ours for b in theirs):
            likely.append((one, other))
            continue
        ours.extend(theirs)
        for spot in theirs:
            groups[id(spot)] = ours
    found = list({id(each): each for each in groups.values()}.values())
    return found, [(one, other) for one, other in likely if groups[id(one)] is not groups[id(other)]]


def pairs(spots):
    """(certain, likely) pairs: only spots of one block are compared."""
    blocks = defaultdict(list)
    for spot in spots:
        for block in spot.blocks:
            blocks[block].append(spot)
    certain, likely = [], []
    for block in blocks.values():
        for one, other in combinations(block, 2):
            if one.here and other.here:
                continue
            found = compare(one, other)
            if found:
                (certain if found == CERTAIN else likely).append((one, other))
    return certain, likely
