"""Names that make one place of two where a side states no phone: what is not said speaks against nothing.

Where both state a phone and share none, two operators may be in one house, and such names leave it open.
"""

from programs.imports.name_words import BUILDINGS, FORMS, LEGAL, SYNONYMS
from programs.imports.names import (
    GOES_ON,
    PART_WORDS,
    PLAIN_WORDS,
    goes_on_alike,
    name_words,
    telling_words,
)


def phones_differ(ours, theirs):
    """Whether both of two sets of phones hold some, and none in common."""
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def one_if_silent(one, other):
    """Whether the names of two spots at one address, not alike, are one clinic's unless their phones differ."""
    return (
        twin_parts(one, other)
        or in_its_building(one, other)
        or in_its_building(other, one)
        or any(goes_on_alike(ours, theirs, one.city) for ours in said(one) for theirs in said(other))
        or any(holds_plain(ours, theirs, GOES_ON) for ours in one.names for theirs in other.names)
    )


def said(spot):
    """The names of a spot and the part that they name."""
    return (*spot.names, spot.part) if spot.part else spot.names


def twin_parts(one, other):
    """Whether two operators name the same part: by the street or city, where they share a word, or in a long name.

    Two operators of one house may both have an Outpatient Behavioral Health Clinic: such a name is one clinic's only
    where neither says a unit that the other does not.
    """
    ours, theirs = name_words(one.part), name_words(other.part)
    here = {*name_words(one.city), *name_words(one.way)}
    if here.issuperset(ours) or not BUILDINGS.isdisjoint(ours):
        return False
    if ours == theirs and not here.isdisjoint(ours):
        return True
    if ours == theirs and len(ours) >= PART_WORDS and one.units == other.units:
        return True
    same = kernel(one.part) == kernel(other.part)
    return same and len(kernel(one.part)) >= PLAIN_WORDS and share_operator(one, other)


def share_operator(one, other):
    """Whether the names of two operators share a word that tells, be it the city's."""
    return not telling_words(one.names[-1]).isdisjoint(telling_words(other.names[-1]))


def in_its_building(one, other):
    """Whether the part of one is named by the building of the other, and one's plain name holds the other's."""
    buildings = {value for kind, value in other.units if kind == "other"}
    return not telling_words(one.part).isdisjoint(buildings) and any(
        holds_plain(ours, theirs, PLAIN_WORDS) for ours in one.names[1:] for theirs in other.names
    )


def holds_plain(one, other, enough):
    """Whether of two names without a telling word one holds all that the other says, in `enough` words."""
    if telling_words(one) or telling_words(other):
        return False
    ours, theirs = kernel(one), kernel(other)
    return len(shared := ours & theirs) >= enough and shared in (ours, theirs)


def kernel(name):
    """The words of a name that say more than what kind of house it is."""
    return {SYNONYMS.get(word, word) for word in name_words(name)} - LEGAL - FORMS
