"""One place, one clinic: pairs of invented rows that are hard to judge, and the federal pairs where they are at hand.

A row is "name1 | name2 | street1 | street2 | city | ZIP | phone", as a register writes it.
"""

import csv
from pathlib import Path

import pytest

from programs.imports.match import CERTAIN, LIKELY, group, make_spot
from programs.imports.names import join_names
from programs.imports.phones import parse_phone
from programs.imports.postal_codes import zip_code
from programs.imports.streets import is_withheld

PAIRS = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "pairs" / "same_facility_2020_vs_2024_dev.csv"
)
COLUMNS = ("name1", "name2", "street1", "street2", "city", "zip", "phone")

JOINED = [
    # streets written in two ways, no phone in common
    ("Blue Mesa Counseling | | 100 North Invented Street", "Blue Mesa Counseling | | 100 N. Invented St."),
    ("Blue Mesa Counseling | | 12 Saint Elmo Road", "Blue Mesa Counseling | | 12 St. Elmo Rd"),
    ("Blue Mesa Counseling | | 40 First Avenue", "Blue Mesa Counseling | | 40 1st Ave"),
    ("Blue Mesa Counseling | | 6555 Fifteen Mile Road", "Blue Mesa Counseling | | 6555 15 Mile Rd"),
    ("Blue Mesa Counseling | | 500 State Highway 89 North", "Blue Mesa Counseling | | 500 Route 89 N"),
    ("Blue Mesa Counseling | | 500 U.S. Highway 19", "Blue Mesa Counseling | | 500 US 19"),
    ("Blue Mesa Counseling | | 77 County Road 12", "Blue Mesa Counseling | | 77 CR 12"),
    ("Blue Mesa Counseling | | 77 FM 1960", "Blue Mesa Counseling | | 77 Farm to Market Road 1960"),
    ("Blue Mesa Counseling | | 14 Lower Road Route 5", "Blue Mesa Counseling | | 14 Lower Road | Route 5"),
    ("Blue Mesa Counseling | | 104 SW Inventor Road", "Blue Mesa Counseling | | 104 South West Inventor Road"),
    ("Blue Mesa Counseling | | 1350 West Centre Avenue", "Blue Mesa Counseling | | 1350 West Center Avenue"),
    ("Blue Mesa Counseling | | 312 Court Street", "Blue Mesa Counseling | | 312 South Court Street"),
    ("Blue Mesa Counseling | | 35 North Street", "Blue Mesa Counseling | | 35 North St"),
    ("Blue Mesa Counseling | | 8 Bull Run", "Blue Mesa Counseling | | 8 Bull Run Road"),
    (
        "Blue Mesa Counseling | | 3804 George Inventor Memorial Hwy",
        "Blue Mesa Counseling | | 3804 GI Mem Highway",
    ),
    ("Blue Mesa Counseling | | 9 Dr Martin Luther King Jr Blvd", "Blue Mesa Counseling | | 9 MLK Boulevard"),
    ("Blue Mesa Counseling | | One Mesa Court", "Blue Mesa Counseling | | 1 Mesa Ct"),
    ("Blue Mesa Counseling | | 18 Syarcuse Avneue", "Blue Mesa Counseling | | 18 Syracuse Avenue"),
    ("Blue Mesa Counseling | | 18 Inventor Drive | | | 85701-4433", "Blue Mesa Counseling | | 18 Inventor Dr"),
    (
        "Pilgrim Recovery | | 18 Inventor Drive | | Boston | 2108",
        "Pilgrim Recovery | | 18 Inventor Dr | | Boston | 02108",
    ),
    ("Blue Mesa Counseling | | 921-923 Inventor Way", "Blue Mesa Counseling | | 923 Inventor Way"),
    ("Blue Mesa Counseling | | 921 Inventor Way", "Blue Mesa Counseling | | 921-923 Inventor Way"),
    ("Blue Mesa Counseling | | P.O. Box 91", "Blue Mesa Counseling | | Post Office Box 91"),
    ("Blue Mesa Counseling | | 5 Elm Street, P.O. Box 91", "Blue Mesa Counseling | | 5 Elm Street | PO Box 19"),
    ("Mesa House | | 20 Kansas Avenue | | | | 5205550111", "Mesa House | | 20 Kansas Street | | | | 5205550111"),
    ("Mesa House | | 20 Kansas Avenue", "Mesa House | | 20 Kansas Street"),
    # units
    ("Blue Mesa | | 1 Elm Street | Suite 200", "Blue Mesa | | 1 Elm Street | # 200"),
    ("Blue Mesa | | 1 Elm Street Ste 200", "Blue Mesa | | 1 Elm Street | Suite 200"),
    ("Blue Mesa | | 1 Elm Street | Second Floor", "Blue Mesa | | 1 Elm Street | Fl 2"),
    ("Blue Mesa | | 1 Elm Street | Suite 5-B", "Blue Mesa | | 1 Elm Street | Ste 5 B"),
    ("Blue Mesa | | 1 Elm Street | Suite I", "Blue Mesa | | 1 Elm Street | Suite 1"),
    ("Blue Mesa | | 1 Elm Street | Suites 3 and 4", "Blue Mesa | | 1 Elm Street | Ste 4"),
    ("Blue Mesa | | 1 Elm Street", "Blue Mesa | | 1 Elm Street | Bldg 4"),
    ("Blue Mesa | | 1 Elm Street | Seton House, Suite 5", "Blue Mesa | | 1 Elm Street | Brent House, Suite 5"),
    ("Blue Mesa | | 1 Elm Street | Seton House", "Blue Mesa | | 1 Elm Street | Seton Building"),
    ("Blue Mesa | | 1 Elm Street | Suites 15-16A", "Blue Mesa | | 1 Elm Street | Suite 15"),
    ("Blue Mesa | | Elm Hospital | 10 Nathan D Inventor Place", "Blue Mesa | | 10 Nathan D Inventor Pl | Suite 4"),
    # names
    ("Blue Mesa Behav Hlth Servs | | 1 Elm St", "Blue Mesa Behavioral Health Services Inc | | 1 Elm St"),
    ("The Blue Mesa Trt Ctr | | 1 Elm St", "Blue Mesa Treatment Center LLC | | 1 Elm St"),
    ("Blue Mesa Subst Abuse Prog | | 1 Elm St", "Blue Mesa Substance Use Program | | 1 Elm St"),
    ("Saint Odo Assoc | | 1 Elm St", "St. Odo Associates | | 1 Elm St"),
    ("Ocotillo Health Inc | Saguaro Clinic | 1 Elm St", "Saguaro Clinic | | 1 Elm St"),
    ("Ocotillo Health Inc | DBA Saguaro Clinic | 1 Elm St", "Saguaro Clinic | | 1 Elm St"),
    ("Ocotillo Health | Saguaro House | 1 Elm St", "Palo Verde Partners | Saguaro House | 1 Elm St"),
    ("Ocotillo Health | Adult Services | 1 Elm St", "Ocotillo Health | Youth Services | 1 Elm St"),
    ("Saguaro House | Ocotillo Health | 1 Elm St", "Ocotillo Health Group | | 1 Elm St"),
    ("Center for Mesa Studies and | Ocotillo Research | 1 Elm St", "Ctr for Mesa Studies | | 1 Elm St"),
    (
        "Integrated Behavioral Health and Recov | | 1 Elm St",
        "Integrated Behavioral Health and Recovery Services | | 1 Elm St",
    ),
    (
        "Human Services Center of | Inventor County | 1 Elm St",
        "Human Service Center | | 1 Elm St",
    ),
    ("Kids TLC | | 1 Elm St", "KidsTLC | | 1 Elm St"),
    ("Desert Junior Republic | | 1 Elm St", "DJR Tucson | | 1 Elm St"),
    ("Blue Messa Counseling | | 1 Elm St", "Blue Mesa Counseling | | 1 Elm St"),
    ("Ocotilo Counseling | | 1 Elm St", "Ocotillo Counseling | | 1 Elm St"),
    ("Tucson VAMC | Saguaro Clinic | 1 Elm St", "Tucson VA Health Care System | Saguaro VA Clinic | 1 Elm St"),
    ("Region VII Youth | | 1 Elm St", "Region 7 Youth | | 1 Elm St"),
    ("Hill House | | 6 Hill Road", "RYC Hill House | Hemlock Lodge | 6 Hill Road"),
    ("Tucson Counseling Center | | 1 Elm St", "Tucson Counseling Services | | 1 Elm St"),
    # a renamed operator: only the phone tells
    ("Ocotillo Health | | 1 Elm St | | | | 5205550111", "Palo Verde | | 1 Elm St | | | | (520) 555-0111 x9"),
    ("Ocotillo Health | | 1 Elm St | | | | 1-520-742-HELP", "Palo Verde | | 1 Elm St | | | | 520-742-4357"),
    # one operator, a street with a slip or a word left out
    ("Blue Mesa | | 40 Shumway Hill Road | | | | 5205550111", "Blue Mesa | | 40 Shumway Road | | | | 5205550111"),
    ("Blue Mesa | | 40 Inventor Corner Mall Road", "Blue Mesa | | 40 Inventor Corner Road"),
    ("Blue Mesa | | 40 West Hillside Avenue", "Blue Mesa | | 40 Hillsdale Avenue"),
    ("Blue Mesa | | 4061 East County Road 304", "Blue Mesa | | 4061 East County Road | Suite 304"),
    # a renamed operator whose part keeps its name, where a side states no phone
    (
        "Ocotillo | Windsong Center | 7 Windsong Drive | | | | 5205550111",
        "Palo Verde | Windsong Center | 7 Windsong Drive",
    ),
    (
        "Ocotillo | Inpatient Behavioral Health Unit | 1 Elm St | | | | 5205550111",
        "Saguaro | Inpatient Behavioral Health Unit | 1 Elm St",
    ),
    ("Tucson Hospital | Counseling Care | 1 Elm St", "Tucson Health System | Counseling Care Center | 1 Elm St"),
    ("Regional Mental Health Ctr | | 1 Elm St | Building Saguaro", "Regional Health | Saguaro Center | 1 Elm St"),
    # plain names of which one goes on, where a side states no phone
    (
        "Tucson Counseling Center | | 1 Elm St",
        "Pima County Behav Hlth | Tucson Counseling/Behavioral Health | 1 Elm St | | | | 5205550111",
    ),
    ("Child and Family | | 1 Elm Street", "Child and Family Services of Ocotillo | | 1 Elm Street"),
    ("Adult and Child Health | | 1 Elm Street", "Adult and Child Mental Health Center | | 1 Elm Street"),
    # withheld
    ("Mesa Shelter | | --- | | | | 5205550111", "Mesa Shelter Inc | | - - - | | | | 5205550111"),
]  # fmt: skip

APART = [
    # sibling sites of one call centre
    ("Blue Mesa | | 1 Elm Street | | | | 5205550111", "Blue Mesa | | 3 Elm Street | | | | 5205550111"),
    ("Blue Mesa | | 100 Elm St | | | | 5205550111", "Ocotillo | | 100 Oak St | | | | 5205550111"),
    ("Blue Mesa | | 197 Elm St | Suite 2 | | | 5205550111", "Blue Mesa | | 226 Elm St | Suite 2 | | | 5205550111"),
    ("Blue Mesa | | 925 Inventor Way", "Blue Mesa | | 921-923 Inventor Way"),
    ("Blue Mesa | | 37-10 87th Street", "Blue Mesa | | 37-16 87th Street"),
    ("Blue Mesa | | 921-923 Inventor Way", "Blue Mesa | | 923-925 Inventor Way"),
    ("Blue Mesa | | P.O. Box 91 | | | | 5205550111", "Blue Mesa | | P.O. Box 19 | | | | 5205550111"),
    ("Blue Mesa | | --- | | | 85701 | 5205550111", "Blue Mesa | | --- | | | 85702 | 5205550111"),
    ("Blue Mesa | | --- | | | | 5205550111", "Ocotillo House | | --- | | | | 5205550111"),
    ("Blue Mesa | | 100 East Elm Street", "Blue Mesa | | 100 West Elm Street"),
    ("Blue Mesa | | 100 45th Street", "Blue Mesa | | 100 46th Street"),
    ("Blue Mesa | | 100 Highway 89", "Blue Mesa | | 100 Highway 98"),
    ("Blue Mesa | | 100 Old Mill Road", "Blue Mesa | | 100 Mill Road"),
    ("Blue Mesa | | 100 North Avenue", "Blue Mesa | | 100 South Avenue"),
    ("Blue Mesa | | 100 Pine Street", "Blue Mesa | | 100 Pike Street"),
    # two operators in one building
    ("Recovery Center | | 1 Elm Street", "Counseling Center | | 1 Elm Street"),
    ("Recovery Center | | 1 Elm Street", "Community Recovery Center of Ocotillo | | 1 Elm Street"),
    ("Recovery Services | | 1 Elm Street", "Saguaro Recovery Services | | 1 Elm Street"),
    ("Behavioral Health Services | | 1 Elm Street", "Sun Behavioral Health Services | | 1 Elm Street"),
    ("Tucson Recovery Center | | 1 Elm Street", "Tucson Counseling Center | | 1 Elm Street"),
    ("Tucson Family Recovery | | 1 Elm Street", "Tucson Eye Care | | 1 Elm Street"),
    ("Windsong Counseling Center | | 7 Windsong Drive", "Windsong Recovery Center | | 7 Windsong Drive"),
    ("Saguaro Recovery | | 1 Elm Street", "Ocotillo Recovery | | 1 Elm Street"),
    ("Ocotillo Health | Outpatient Clinic | 1 Elm Street", "Palo Verde | Outpatient Clinic | 1 Elm Street"),
    ("Ocotillo Health | Tucson | 1 Elm Street", "Palo Verde Partners | Tucson | 1 Elm Street"),
    ("Ocotillo Health | Medical Plaza | 1 Elm Street", "Palo Verde Partners | Medical Plaza | 1 Elm Street"),
    ("Ocotillo Health | Building 2 | 1 Elm Street", "Palo Verde Partners | Building 2 | 1 Elm Street"),
    ("New Hope Recovery | | 1 Elm Street", "Hope Valley Counseling | | 1 Elm Street"),
    ("Saint Odo Clinic | | 1 Elm Street", "Saint Ita Clinic | | 1 Elm Street"),
    ("Western Mesa Clinic | | 1 Elm Street", "Eastern Butte Clinic | | 1 Elm Street"),
    ("Arizona Treatment Center | | 1 Elm Street", "Arizona Counseling Center | | 1 Elm Street"),
    ("Ocotillo Health | | 1 Elm St | Suite 5 | | | 5205550111", "Palo Verde | | 1 Elm St | Ste 7 | | | 5205550111"),
    ("Ocotillo Health | | 1 Elm St | 2nd Floor | | | 5205550111", "Palo Verde | | 1 Elm St | 3rd Fl | | | 5205550111"),
    ("Ocotillo Health | | 12-A Elm St | | | | 5205550111", "Palo Verde | | 12-B Elm St | | | | 5205550111"),
    ("Ocotillo Health | | 1 Elm St | Suite 5", "Palo Verde | | 1 Elm St | Suite 5"),
    ("Ocotillo Health | | 1 Elm St | 103-A | | | 5205550111", "Palo Verde | | 1 Elm St | 103-B | | | 5205550111"),
    ("Ocotillo Health | | 1 Elm St | Suite 103", "Palo Verde | | 1 Elm St | Suite 103-B"),
    # streets that are alike
    ("Blue Mesa | | 40 Upper Inventor Road", "Blue Mesa | | 40 Inventor Road"),
    ("Blue Mesa | | 40 Hillside Avenue", "Blue Mesa | | 40 Hillcrest Avenue"),
    ("Blue Mesa | | 40 East Hillside Avenue", "Blue Mesa | | 40 West Hillsdale Avenue"),
    ("Blue Mesa | | 4061 County Road 304", "Blue Mesa | | 4061 County Road | Suite 305"),
    ("Blue Mesa | | 40 Shumway Hill Road", "Ocotillo | | 40 Shumway Road"),
    # parts and plain names that are alike
    (
        "Ocotillo | Windsong Center | 7 Windsong Drive | | | | 5205550111",
        "Palo Verde | Windsong Center | 7 Windsong Drive | | | | 5205550199",
    ),
    ("Ocotillo | Windsong Tower | 7 Windsong Drive", "Palo Verde | Windsong Tower | 7 Windsong Drive"),
    (
        "Ocotillo | Outpatient Behavioral Health Clinic | 1 Elm St | Suite 8",
        "Palo Verde | Behavioral Health Outpatient Clinic | 1 Elm St",
    ),
    ("Sun Recovery | Saguaro Center | 1 Elm St", "Ocotillo Recovery | | 1 Elm St | Saguaro Building"),
    ("Tucson County Services | | 1 Elm St", "Tucson County Jail Board | | 1 Elm St"),
    ("Counseling Center | | 1 Elm Street", "Counseling and Recovery of Ocotillo | | 1 Elm Street"),
]  # fmt: skip

SUSPECTED = [
    ("Blue Mesa | | 1 Elm Street | | | 85701 | 5205550111", "Blue Mesa | | 1 Elm Street | | | 85702 | 5205550111"),
    ("Blue Mesa | | --- | | | | 5205550111", "Blue Mesa | | 1 Elm Street | | | | 5205550111"),
    ("Phoenix House | | 1 Elm Street | | | | 5205550111", "Phoenix House | | 1 Elm Street | | | 85710 | 5205550111"),
    # one operator in two units
    ("Blue Mesa | | 1 Elm Street | Suite 5", "Blue Mesa | | 1 Elm Street | Suite 7"),
    ("Blue Mesa | | 1 Elm St | 2nd Floor | | | 5205550111", "Blue Mesa | | 1 Elm St | 3rd Floor | | | 5205550111"),
    ("Blue Mesa | | 12-A Elm Street", "Blue Mesa | | 12-B Elm Street"),
    ("Ocotillo Health | Adult Clinic | 1 Elm St | Bldg 4", "Ocotillo Health | Youth Clinic | 1 Elm St | Bldg 5"),
    ("Blue Mesa | | 1 Elm Street | Suite 202", "Blue Mesa | | 1 Elm Street | Suite 202-A"),
    ("Blue Mesa | | 1 Elm Street | Suite 2-9", "Blue Mesa | | 1 Elm Street | Suite 9"),
    ("Ocotillo Health | | 1 Elm St | 103 | | | 5205550111", "Palo Verde | | 1 Elm St | 103-B | | | 5205550111"),
    (
        "Ocotillo | Starlight | 1 Elm Street | Starlight House | | | 5205550111",
        "Ocotillo | Myrtle House | 1 Elm Street | Myrtle House | | | 5205550111",
    ),
    ("Blue Mesa | | 1 Elm Street | Seton House", "Blue Mesa | | 1 Elm Street | Brent House"),
    # a street that may be mistaken
    ("Blue Mesa | | 40 5th Street", "Blue Mesa | | 40 5th Avenue"),
    ("Blue Mesa | | 40 Elm Street | | | | 5205550111", "Blue Mesa | | 40 Elm Avenue | | | | 5205550199"),
    (
        "Blue Mesa | | 40 Shumway Hill Road | | | | 5205550111",
        "Blue Mesa | | 40 Shumway Road | | | | 5205550199",
    ),
    ("Blue Mesa | | 40 Inventor St | | | | 5205550111", "Blue Mesa | | 40 Community Pkwy | | | | 5205550111"),
    ("Blue Mesa | | 40 North Elm St | | | | 5205550111", "Blue Mesa | | 40 South Elm St | | | | 5205550111"),
    ("Blue Mesa | | 38-11 Broadway | | | | 5205550111", "Blue Mesa | | 3811 Broadway | | | | 5205550111"),
    # withheld, no phone in common, or two houses of one operator
    ("Mesa Shelter | | --- | | | | 5205550111", "Mesa Shelter | | --- | | | | 5205550199"),
    ("Mesa Shelter | | ---", "Mesa Shelter | | ---"),
    ("Mesa Shelter | Mesa House | --- | | | | 5205550111", "Mesa Shelter | Palo Verde | --- | | | | 5205550111"),
    # names of which half agrees
    ("Ocotillo Koller Clinic | | 1 Elm Street", "Saguaro Koller Clinic | | 1 Elm Street"),
    (
        "Ocotillo | Inpatient Behavioral Health Unit | 1 Elm St | | | | 5205550111",
        "Saguaro | Inpatient Behavioral Health Unit | 1 Elm St | | | | 5205550199",
    ),
    (
        "Ocotillo | Inpatient Behavioral Health Unit | 1 Elm St | Suite 8",
        "Saguaro | Inpatient Behavioral Health Unit | 1 Elm St",
    ),
    (
        "Adult and Child Health | | 1 Elm Street | | | | 5205550111",
        "Adult and Child Mental Health Center | | 1 Elm Street | | | | 5205550199",
    ),
]  # fmt: skip


def row_of(text):
    cells = [cell.strip() for cell in text.split("|")]
    row = dict(zip(COLUMNS, cells + [""] * (len(COLUMNS) - len(cells)), strict=True))
    return row | {"city": row["city"] or "Tucson", "zip": row["zip"] or "85701"}


def spot_of(row, ref, phones=True):
    """The Spot of a row as a reader of registers makes it."""
    withheld = is_withheld(row["street1"])
    phone = parse_phone(row["phone"]) if phones else None
    return make_spot(
        ref,
        (1, ref),
        names=join_names(row["name1"], row["name2"]),
        street="" if withheld else row["street1"],
        unit="" if withheld else row["street2"],
        postal_code=zip_code(row["zip"]) or "",
        phones=[phone[0]] if phone else [],
        withheld=withheld,
        city=row["city"],
    )


def judge(one, other):
    """CERTAIN, LIKELY or 0: what an import makes of two spots."""
    found, likely = group([one, other])
    return CERTAIN if len(found) == 1 else LIKELY if likely else 0


CASES = [
    *((one, other, CERTAIN) for one, other in JOINED),
    *((one, other, 0) for one, other in APART),
    *((one, other, LIKELY) for one, other in SUSPECTED),
]


@pytest.mark.parametrize(("one", "other", "expected"), CASES)
def test_hard_pairs(one, other, expected):
    one, other = row_of(one), row_of(other)
    assert judge(spot_of(one, "a"), spot_of(other, "b")) == expected
    assert judge(spot_of(other, "a"), spot_of(one, "b")) == expected


@pytest.fixture(scope="module")
def federal_pairs():
    """(row of 2020, row of 2024, whether they are one clinic) of the federal pairs."""
    if not PAIRS.exists():
        pytest.skip(f"{PAIRS} is not here.")
    with open(PAIRS, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (
            {name: row[f"a_{name}"] for name in COLUMNS},
            {name: row[f"b_{name}"] for name in COLUMNS},
            row["label"] != "sibling_site",
        )
        for row in rows
    ]


@pytest.mark.parametrize(("phones", "recall"), [(True, 0.98), (False, 0.9)])
def test_the_federal_pairs(federal_pairs, phones, recall):
    joined = [
        same
        for one, other, same in federal_pairs
        if judge(spot_of(one, "a", phones), spot_of(other, "b", phones)) == CERTAIN
    ]
    assert all(joined)  # no sibling site
    assert sum(joined) >= recall * sum(same for _one, _other, same in federal_pairs)
