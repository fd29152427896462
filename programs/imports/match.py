"""One place, one clinic: which rows and clinics are the same place, whatever their order.

Certain: street number and name, ZIP and unit agree (a unit missing on one side agrees with any) and the names are
alike, a phone is shared, or a side states no phone and the names are as silent.py wants them; or, both withheld,
name, ZIP and a phone agree. Likely: all but one of these. Another house number is another place; two units with unlike
names are two places; a shared phone alone never joins.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any

from rapidfuzz import fuzz

from programs.imports.half_told import half_told
from programs.imports.names import PART_WORDS, akin, alike, name_words, part_of, same_plain_name, tells
from programs.imports.silent import one_if_silent, phones_differ
from programs.imports.streets import (
    mistaken_street,
    near_unit,
    numbers_of,
    other_house,
    parse_street,
    road_in_unit,
    same_street,
    same_street_name,
    same_unit,
)

CERTAIN = 2
LIKELY = 1


@dataclass(slots=True, frozen=True, eq=False)
class Spot:
    """What tells a place: `ref` is whose it is, `order` sorts spots whatever the order of their rows.

    `number`, `street` and `units` are those of parse_street(); `part` is that of a name "Operator: Part".
    """

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
    part: str = ""
    here: bool = False

    @property
    def way(self):
        """The name of the street in words."""
        return " ".join(self.street[1])

    @property
    def blocks(self):
        """The keys under which places that may be this one stand."""
        if not self.postal_code:
            return []
        if self.withheld:
            return [("withheld", self.postal_code)]
        if self.number:
            return [(number, self.postal_code) for number in numbers_of(self.number)]
        return [(" ".join(self.street[1]), self.postal_code)] if self.street[1] else []

    def adds_to(self, other):
        """Whether it says anything of the same clinic that `other` does not."""
        mine, theirs = (
            (each.postal_code, each.number, each.street, each.units, each.names, each.withheld)
            for each in (self, other)
        )
        return mine != theirs or not self.phones <= other.phones


def make_spot(ref, order, *, names, street, unit, postal_code, phones, withheld, city="", here=False):
    """The Spot of a row or clinic from its texts; `here` marks a clinic that is in the directory.

    `names` are its name, which may be "Operator: Part", and its operator's.
    """
    number, core, units = parse_street(street, unit)
    part = next((part for name in names[1:] if (part := part_of(names[0], name))), "")
    return Spot(
        ref=ref,
        order=order,
        postal_code=postal_code[:5],
        number=number,
        street=core,
        units=units,
        names=tuple(dict.fromkeys(name for name in names if name)),
        phones=frozenset(phones),
        withheld=withheld,
        city=city,
        part=part,
        here=here,
    )


def compare(one, other):
    """CERTAIN, LIKELY or 0: whether two spots of one block are one place."""
    if one.withheld != other.withheld or one.postal_code != other.postal_code:
        return 0
    like, shared = names_alike(one, other), bool(one.phones & other.phones)
    if one.withheld:
        return CERTAIN if like and shared and same_part(one, other) else LIKELY if like else 0
    if not same_number(one.number, other.number):
        return 0
    if not same_street(one.street, other.street):
        return other_street(one, other, shared) if like else 0
    if not same_unit(one.units, other.units):
        return LIKELY if like or (shared and near_unit(one.units, other.units)) else 0
    if (like or shared) and other_house(one.units, other.units):
        return LIKELY
    if like or shared:
        return CERTAIN if written_alike(one.number, other.number) else LIKELY
    if not phones_differ(one.phones, other.phones) and one_if_silent(one, other):
        return CERTAIN if written_alike(one.number, other.number) else LIKELY
    return LIKELY if names_akin(one, other) else 0


def other_street(one, other, shared):
    """Like names at one number of a street that is written differently: one place where that may be a slip.

    Where streets are numbered, 5th Street and 5th Avenue may both be there: then, and where each has a phone of its
    own, it is only likely.
    """
    same_name = same_street_name(one.street, other.street)
    if not (same_name or may_be_slip(one, other)) or not same_unit(one.units, other.units):
        return LIKELY if shared else 0
    if shared:
        return CERTAIN
    numbered = same_name and any(word.isdigit() for word in one.street[1])
    return LIKELY if numbered or (one.phones and other.phones) else CERTAIN


def may_be_slip(one, other):
    """Whether two streets of one operator's places are surely one, written with a slip or with a word left out."""
    return (
        mistaken_street(one.street, other.street)
        or road_in_unit(one.street, other.street, other.units)
        or road_in_unit(other.street, one.street, one.units)
    )


def names_alike(one, other):
    """Whether a name, the operator or the part of one place is one of the other's."""
    if any(alike(ours, theirs, one.city, one.way) for ours in one.names for theirs in other.names):
        return True
    return part_alike(one, other) or part_alike(other, one)


def same_part(one, other):
    """Whether two places with no address to tell them are not two parts of one operator."""
    return not one.part or not other.part or alike(one.part, other.part, one.city)


def part_alike(one, other):
    """Whether the part that one place names is the other's part, by a word that tells, or is the other's whole name."""
    if not one.part:
        return False
    if tells(one.part, one.city, one.way):
        return any(
            alike(one.part, theirs, one.city, one.way) for theirs in (*other.names, other.part) if theirs
        )
    enough = len(name_words(one.part)) >= PART_WORDS
    return enough and any(
        same_plain_name(one.part, theirs, f"{one.city} {one.way}") for theirs in other.names
    )


def names_akin(one, other):
    """Whether names that are not alike may yet be one clinic's: a suspect for a person to judge."""
    words = name_words(one.part)
    if len(words) >= PART_WORDS and words == name_words(other.part):
        return True
    return any(akin(ours, theirs, one.city, one.way) for ours in one.names for theirs in other.names)


def same_number(one, other):
    """House numbers: 921-923 holds 921 and 923. 38-11 may be 3811, which is not certain."""
    if one == other:
        return True
    return ("-" in one) != ("-" in other) and not numbers_of(one).isdisjoint(numbers_of(other))


def written_alike(one, other):
    """Whether two house numbers of same_number() are surely one: not 38-11 and 3811."""
    return one == other or one.replace("-", "") != other.replace("-", "")


def apart(one, other):
    """Whether two spots can never be one place, also by way of a third."""
    if one.here and other.here:
        return one.ref != other.ref
    return not same_unit(one.units, other.units) and not names_alike(one, other)


def never_one(ours, theirs):
    """Whether two groups of spots can never be one place.

    A clinic that a person made of what never was one takes in whatever is one with a part of it.
    """
    found = [apart(one, other) for one in ours for other in theirs]
    return all(found) if is_mixed(ours) or is_mixed(theirs) else any(found)


def bridged(ours, theirs):
    """Whether one without a phone would make one place of two groups, or of what they hold, whose phones differ."""
    return several_phones([*ours, *theirs]) and not several_phones(ours) and not several_phones(theirs)


def several_phones(spots):
    """Whether spots, without those that only silence on a phone joins, are several places with phones of their own."""
    phones = [spot.phones for spot in spots if spot.phones]
    if len(phones) < 2 or frozenset.intersection(*phones):
        return False
    places = []
    for spot in spots:
        met = [place for place in places if any(surely_one(spot, each) for each in place)]
        places = [place for place in places if place not in met] + [[spot, *chain.from_iterable(met)]]
    return sum(any(spot.phones for spot in place) for place in places) > 1


def surely_one(one, other):
    """Whether a phone or the names say that two spots at one address are one place."""
    return bool(one.phones & other.phones) or names_alike(one, other)


def is_mixed(spots):
    """Whether some of what is said of a clinic that is here is never one place."""
    here = [spot for spot in spots if spot.here]
    return any(not same_unit(a.units, b.units) and not names_alike(a, b) for a, b in combinations(here, 2))


def strength(one, other):
    """How surely two spots are one: the surer pair is joined first, and last what only silence on a phone joins."""
    shared, like = bool(one.phones & other.phones), names_alike(one, other)
    likeness = fuzz.token_sort_ratio(" ".join(name_words(one.names[0])), " ".join(name_words(other.names[0])))
    return shared or like, (one.units == other.units) + shared + like, likeness


def group(spots):
    """(groups of spots that are one place, [(spot, spot)] that are likely one): the same for any order of `spots`.

    Of a clinic that is here there may be several spots, all with its ref: as it is now, and as each source says it.
    """
    spots = sorted(spots, key=lambda spot: spot.order)
    certain, likely = pairs(spots)
    groups, here = {}, defaultdict(list)
    for spot in spots:
        groups[id(spot)] = here[spot.ref] if spot.here else []
        groups[id(spot)].append(spot)
    for one, other in sorted(
        certain, key=lambda pair: (*(-x for x in strength(*pair)), pair[0].order, pair[1].order)
    ):
        ours, theirs = groups[id(one)], groups[id(other)]
        if ours is theirs:
            continue
        if never_one(ours, theirs) or bridged(ours, theirs):
            likely.append((one, other))
            continue
        ours.extend(theirs)
        for spot in theirs:
            groups[id(spot)] = ours
    found = list({id(each): each for each in groups.values()}.values())
    return found, [(one, other) for one, other in likely if groups[id(one)] is not groups[id(other)]]


def pairs(spots):
    """(certain, likely) pairs: only spots of one block are compared, and those that tell half of where they are."""
    blocks = defaultdict(list)
    for spot in spots:
        for block in spot.blocks:
            blocks[block].append(spot)
    certain, likely = [], []
    for key, block in blocks.items():
        for one, other in combinations(block, 2):
            if (one.here and other.here) or not meet_first(one, other, key):
                continue
            found = compare(one, other)
            if found:
                (certain if found == CERTAIN else likely).append((one, other))
    return certain, likely + half_told(spots, names_alike)


def meet_first(one, other, key):
    """Whether `key` is the first block that two spots share: those with a range of house numbers share several."""
    if "-" not in one.number or "-" not in other.number:
        return True
    return key == min(set(one.blocks) & set(other.blocks))
