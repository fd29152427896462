"""Pairs that may be one place although one leaves out, or mistakes, what the rule goes by: for a person to see."""

from collections import defaultdict
from itertools import combinations


def half_told(spots, names_alike):
    """[(spot, spot)] that a curator should look at; `names_alike(one, other)` tells whether names are.

    Like names and a phone in common in one postal code, where one states no street or keeps its address; and like
    names at one number, street and unit of a city, where the postal codes differ.
    """
    found = [pair for pair in by_code(spots) if may_be_one(*pair) and names_alike(*pair)]
    return found + [pair for pair in by_street(spots) if names_alike(*pair)]


def by_code(spots):
    """Pairs of one postal code of which exactly one, or neither, says where it is."""
    codes = defaultdict(lambda: ([], []))
    for spot in spots:
        if spot.postal_code:
            codes[spot.postal_code][is_placeless(spot)].append(spot)
    for placed, placeless in codes.values():
        yield from ((one, other) for one in placeless for other in placed)
        yield from combinations((spot for spot in placeless if not spot.withheld), 2)


def is_placeless(spot):
    return spot.withheld or not (spot.number or spot.way)


def may_be_one(one, other):
    return bool(one.phones & other.phones) and not (one.here and other.here)


def by_street(spots):
    """Pairs at one number, street and unit of one city, in neighboring postal codes."""
    doors = defaultdict(list)
    for spot in spots:
        if spot.number and spot.city and not spot.withheld:
            doors[spot.number, spot.way, spot.units, spot.city.casefold(), spot.postal_code[:2]].append(spot)
    for door in doors.values():
        for one, other in combinations(door, 2):
            if one.postal_code != other.postal_code and not (one.here and other.here):
                yield one, other
