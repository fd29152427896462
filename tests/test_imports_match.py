"""One place, one clinic: which rows are the same place."""

from itertools import permutations

import pytest

from programs.imports.match import CERTAIN, LIKELY, compare, group, make_spot
from programs.imports.planning import reason_of
from programs.imports.streets import in_order, parse_street, same_street, same_unit


def spot(ref="x", name="Blue Mesa Counseling", street="100 North Invented Street", unit="", **given):
    given = {"postal_code": "85701", "phones": ("+15205550100",), "withheld": False} | given
    return make_spot(ref, (1, str(ref)), names=(name,), street=street, unit=unit, **given)


OTHER_PHONE = {"phones": ("+15205550199",)}
HIDDEN = {"street": "", "withheld": True}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, CERTAIN),
        ({}, {"name": "Blue Mesa Counseling Inc", "street": "100 N. Invented St", **OTHER_PHONE}, CERTAIN),
        ({}, {"name": "Saguaro Recovery"}, CERTAIN),  # a phone is shared
        ({}, {"name": "Saguaro Recovery", **OTHER_PHONE}, 0),
        ({}, {"unit": "Suite 5", **OTHER_PHONE}, CERTAIN),  # a unit missing agrees with any
        ({"unit": "Suite 5"}, {"unit": "Ste 5", **OTHER_PHONE}, CERTAIN),
        ({"unit": "Suite 5"}, {"unit": "Suite 7", "name": "Saguaro Recovery"}, 0),
        ({"unit": "Suite 5"}, {"unit": "Suite 7"}, LIKELY),
        ({}, {"street": "102 North Invented Street"}, 0),  # another house number
        ({}, {"postal_code": "85702"}, 0),
        ({}, {"street": "900 Elsewhere Road"}, 0),  # a shared phone alone
        ({}, {"street": "100 Other Avenue"}, LIKELY),
        ({}, {"street": "100 North Invented Avenue"}, CERTAIN),
        ({}, {"street": "100 North Invented Avenue", **OTHER_PHONE}, LIKELY),
        (
            {"name": "Tucson Recovery", "city": "Tucson"},
            {"name": "Tucson Eye Care", "city": "Tucson", **OTHER_PHONE},
            0,
        ),
        (HIDDEN, HIDDEN, CERTAIN),
        (HIDDEN, HIDDEN | OTHER_PHONE, LIKELY),
        (HIDDEN, HIDDEN | {"postal_code": "85702"}, 0),
        (HIDDEN, {}, 0),
        ({"street": "P.O. Box 91"}, {"street": "PO Box 91"}, CERTAIN),
        ({"street": "P.O. Box 91"}, {"street": "PO Box 19"}, 0),
    ],
)
def test_certain_likely_or_another_place(one, other, expected):
    assert compare(spot(**one), spot(**other)) == expected
    assert compare(spot(**other), spot(**one)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100 North First Street", "100 N. 1st St"),
        ("2200 South 45th Avenue", "2200 S 45 Ave"),
        ("500 State Highway 89 North", "500 Hwy 89 N"),
        ("12 Saint James Place", "12 St. James Pl"),
        ("7 Mac Arthur Boulevard", "7 MacArthur Blvd"),
        ("230 Ave Jose Gautier Benitez", "230 Avenida José Gautier Benítez"),
    ],
)
def test_one_street_written_in_two_ways(one, other):
    number, street, _units = parse_street(one)
    other_number, other_street, _units = parse_street(other)
    assert number == other_number
    assert same_street(street, other_street)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100 East Main Street", "100 West Main Street"),
        ("100 Main Street", "100 Main Avenue"),
        ("100 45th Street", "100 46th Street"),
    ],
)
def test_two_streets(one, other):
    assert not same_street(parse_street(one)[1], parse_street(other)[1])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Suite 200", "#200", True),
        ("2nd Floor", "Floor 2", True),
        ("Building R", "Building R, 7th Floor", True),
        ("Suites B and D", "Suites A and C", False),
        ("Suite 2", "2nd Floor", True),
        ("Building 5", "Building 56", False),
        ("", "Suite 9", True),
        ("P.O. Box 516", "Suite 9", True),
        ("Suites 15-16A", "Suite 15", True),
        ("Suites 15-16A", "Suite 16-A", True),
        ("Suites 15-16A", "Suite 1516", False),
        ("Suite 201-203", "Suite 202", True),
        ("Suites A-C", "Suite B", True),
        ("Suite A-C", "Suite B", False),
        ("Floors 1-4", "3rd Floor", True),
        ("Apartments 1 and 3-6", "Apt 5", True),
        ("Suite 2-9", "Suite 7", False),
        ("Suite 2-9", "Suite 9", False),
        ("Suites 127-194", "Suite 130", False),
        ("103", "103-B", False),
        ("Philip J Invented Federal Building", "Suite 9", True),
    ],
)
def test_units(one, other, same):
    street = "998 Invented Road"
    assert same_unit(parse_street(street, one)[2], parse_street(street, other)[2]) == same


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("103", "103-B", True),
        ("Suite 103B", "Suite 103", True),
        ("Suite 2-9", "Suite 9", True),
        ("Suite 103-A", "Suite 103-B", False),
        ("Suite 103", "Suite 1033", False),
        ("Suite 103", "Suite 104-B", False),
    ],
)
def test_units_that_may_be_one_are_suspected_where_a_phone_is_shared(one, other, near):
    ours, theirs = spot("a", unit=one), spot("b", name="Saguaro Recovery", unit=other)
    expected = LIKELY if near else 0
    assert (compare(ours, theirs), compare(theirs, ours)) == (expected, expected)
    assert compare(ours, spot("b", name="Saguaro Recovery", unit=other, **OTHER_PHONE)) == 0


@pytest.mark.parametrize(
    ("lines", "in_their_order"),
    [
        (("Mount Invented", "10 Nathan D Inventor Place"), ("10 Nathan D Inventor Place", "Mount Invented")),
        (("Elm Center", "12 Oak Ave, 5th Floor"), ("12 Oak Ave", "5th Floor, Elm Center")),
        (("Elm Center", "12 Oak Avenue Suite 3"), ("12 Oak Avenue", "Suite 3, Elm Center")),
        (("Elm Center", "317 South Broadway"), ("317 South Broadway", "Elm Center")),
        (("", "12 Oak Avenue"), ("12 Oak Avenue", "")),
        (("Elm Center", "3 East"), ("Elm Center", "3 East")),
        (("Elm Center", "2nd Floor"), ("Elm Center", "2nd Floor")),
        (("Elm Center", "Suite 3"), ("Elm Center", "Suite 3")),
        (("Elm Center", ""), ("Elm Center", "")),
        (("One Mesa Court", "12 Oak Court"), ("One Mesa Court", "12 Oak Court")),
        (("10 Mesa Court", "12 Oak Court"), ("10 Mesa Court", "12 Oak Court")),
    ],
)
def test_a_street_below_the_name_of_a_house_is_the_street(lines, in_their_order):
    assert in_order(*lines) == in_their_order
    plain = parse_street("10 Nathan D Inventor Place")
    assert parse_street("Mount Invented", "10 Nathan D Inventor Place") == plain


def test_two_units_with_unlike_names_stay_apart_whoever_stands_between():
    spots = [
        spot("a", unit="Suite 1"),
        spot("b", name="Saguaro Recovery", unit="Suite 2"),
        spot("c", name="Front desk"),
    ]
    found = [group(order)[0] for order in permutations(spots)]
    joined = {str(sorted(sorted(each.ref for each in together) for together in groups)) for groups in found}
    assert joined == {"[['a'], ['b', 'c']]"}


def test_chains_are_one_place_in_any_order():
    spots = [spot("a"), spot("b", name="Saguaro", phones=("+15205550100", "+15205550101"))]
    spots.append(spot("c", name="Ocotillo", phones=("+15205550101",)))
    for order in permutations(spots):
        [found], likely = group(order)
        assert sorted(each.ref for each in found) == ["a", "b", "c"]
        assert likely == []


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_one_without_a_phone_makes_no_two_places_one(order):
    part = "Inpatient Behavioral Health Unit"
    given = {
        "a": spot_at("a", ("Saguaro: " + part, "Saguaro"), ["5205550100"]),
        "b": spot_at("b", ("Ocotillo", "Ocotillo"), ["5205550199"]),
        "c": spot_at("c", ("Ocotillo: " + part, "Ocotillo"), []),
    }
    found, _likely = group([given[ref] for ref in order])
    assert sorted(sorted(spot.ref for spot in each) for each in found) == [["a"], ["b", "c"]]


def test_one_without_a_phone_lets_no_other_into_a_clinic_that_is_here():
    part = "Inpatient Behavioral Health Unit"
    spots = [
        spot_at("a", ("Saguaro: " + part, "Saguaro"), ["5205550100"], here=True),
        spot_at("a", ("Ocotillo: " + part, "Ocotillo"), [], here=True),
        spot_at("b", ("Ocotillo", "Ocotillo"), ["5205550199"]),
    ]
    found, likely = group(spots)
    assert sorted(sorted(spot.ref for spot in each) for each in found) == [["a", "a"], ["b"]]
    assert [{one.ref, other.ref} for one, other in likely] == [{"a", "b"}]


def spot_at(ref, names, phones, **given):
    """The Spot of an invented house whose names and phones alone differ."""
    address = {"street": "1 Elm Street", "unit": "", "postal_code": "85701", "city": "Tucson"}
    return make_spot(ref, (1, ref, names), names=names, phones=phones, withheld=False, **address, **given)


BARE = {"street": ""}


@pytest.mark.parametrize(
    ("one", "other", "suspected"),
    [
        (BARE, {}, True),
        (BARE, BARE, True),
        (BARE, OTHER_PHONE, False),
        (BARE, {"name": "Saguaro Recovery"}, False),
        (BARE, {"postal_code": "85702"}, False),
        (HIDDEN, {}, True),
        (HIDDEN, OTHER_PHONE, False),
        ({"city": "Tucson"}, {"city": "Tucson", "postal_code": "85702"}, True),
        ({"city": "Tucson"}, {"city": "Tucson", "postal_code": "85702", "name": "Saguaro Recovery"}, False),
        ({"city": "Tucson"}, {"city": "Tucson", "postal_code": "97702"}, False),
        (
            {"city": "Tucson", "unit": "Suite 5"},
            {"city": "Tucson", "unit": "Suite 7", "postal_code": "85702"},
            False,
        ),
    ],
)
def test_what_tells_half_of_where_it_is_is_suspected_and_never_joined(one, other, suspected):
    for first, second in ((one, other), (other, one)):
        groups, likely = group([spot("a", **first), spot("b", **second)])
        assert (len(groups), len(likely)) == (2, int(suspected))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            {"unit": "Suite 5"},
            {"unit": "Suite 7"},
            "Like names at the same street number, in different units.",
        ),
        (
            {"unit": "Seton House"},
            {"unit": "Brent House"},
            "Like names at the same street number, in buildings that are named differently.",
        ),
        (
            {"unit": "103"},
            {"unit": "103-B", "name": "Saguaro Recovery"},
            "At the same street number, with a phone in common or names of which half agrees.",
        ),
        (
            {"name": "Ocotillo Koller Clinic"},
            {"name": "Saguaro Koller Clinic", **OTHER_PHONE},
            "At the same street number, with a phone in common or names of which half agrees.",
        ),
    ],
)
def test_a_suspicion_says_what_it_rests_on(one, other, reason):
    _groups, [pair] = group([spot("a", **one), spot("b", **other)])
    assert reason_of(*pair) == reason
