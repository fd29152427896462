"""Three-way, field by field: was, now, new."""

import pytest

from programs.imports.three_way import CONFLICT, KEEP, UPDATE, Comparison, merged, verdict

PHONE, OTHER = "main | +15205550100", "main | +15205550101"
INTAKE = "intake | +15205550100"


@pytest.mark.parametrize(
    ("was", "now", "new", "expected"),
    [
        ("a", "a", "a", KEEP),
        ("a", "b", "a", KEEP),  # a curator's edit stays while the source says the same
        ("a", "a", "b", UPDATE),
        ("a", "b", "b", KEEP),
        ("a", "b", "c", CONFLICT),
        ("a", "", "b", CONFLICT),
        ("a", "a", "", UPDATE),
        ("", "", "b", UPDATE),
        ("", "a", "b", CONFLICT),
    ],
)
def test_the_table(was, now, new, expected):
    assert verdict(was, now, new) == expected


def compare(name, was, now, new, owner="clinic", known=True, live=(), foreign=()):
    found = Comparison(
        owner,
        now={name: now},
        was={name: was},
        new={name: new},
        known=known,
        live=set(live),
        foreign=set(foreign),
        rank=lambda owner, name: None,
    )
    conflicts = [(each.field, each.ours, each.offered) for each in found.conflicts]
    return found.changes.get(name, ("", ""))[1], conflicts


@pytest.mark.parametrize(
    ("case", "then", "conflicts"),
    [
        ({"name": "website", "was": "a", "now": "a", "new": "b"}, "b", []),
        ({"name": "website", "was": "a", "now": "c", "new": "b"}, "", [("website", "c", "b")]),
        ({"name": "website", "was": "a", "now": "a", "new": "b", "live": ["contact"]}, "", [("website", "a", "b")]),
        ({"name": "name", "was": "a", "now": "a", "new": ""}, "", []),
        ({"name": "website", "was": "", "now": "c", "new": "b", "known": False}, "", []),
        ({"name": "website", "was": "", "now": "c", "new": "b", "foreign": ["contact"]}, "", []),
        ({"name": "website", "was": "", "now": "c", "new": "b"}, "", [("website", "c", "b")]),
        ({"name": "website", "was": "", "now": "not_stated", "new": "b", "known": False}, "b", []),
        ({"name": "operating_status", "was": "", "now": "open", "new": "closed", "known": False}, "",
         [("operating_status", "open", "closed")]),
        ({"name": "phones", "was": PHONE, "now": PHONE, "new": f"{PHONE}; {OTHER}"}, f"{PHONE}; {OTHER}", []),
        ({"name": "phones", "was": PHONE, "now": f"{PHONE}; {OTHER}", "new": ""}, OTHER, []),
        ({"name": "phones", "was": "", "now": PHONE, "new": OTHER, "known": False}, "",
         [("phones.+15205550101", "", OTHER)]),
        ({"name": "phones", "was": "", "now": PHONE, "new": PHONE, "known": False}, "", []),
        ({"name": "phones", "was": "", "now": PHONE, "new": INTAKE, "known": False}, "", []),
        ({"name": "phones", "was": INTAKE, "now": PHONE, "new": f"{INTAKE} |  | Night"}, "", []),
        ({"name": "phones", "was": PHONE, "now": PHONE, "new": INTAKE, "live": ["contact"]}, "", []),
        ({"name": "languages", "was": "es", "now": "es; fr", "new": "es; de"}, "es; fr; de", []),
        ({"name": "languages", "was": "es; de", "now": "es; de; fr", "new": "de"}, "de; fr", []),
        ({"name": "languages", "was": "es", "now": "es=no", "new": "es | by phone"}, "",
         [("languages.es", "es=no", "es | by phone")]),
        ({"name": "licences", "was": "licence | A", "now": "licence | A | 7", "new": "licence | A | 8"}, "",
         [("licences.A", "licence | A | 7", "licence | A | 8")]),
            ({"name": "accepting", "owner": "program", "was": "yes", "now": "yes", "new": "no", "live": ["offer"]},
             "no", []),
    ],
)  # fmt: skip
def test_one_fact(case, then, conflicts):
    assert compare(**case) == (then, conflicts)


def test_a_point_that_we_looked_up_is_never_a_conflict():
    names = ("latitude", "longitude", "precision")
    was, now, new = (
        dict(zip(names, point, strict=True))
        for point in (
            ("32.2", "-110.9", "postal_code"),
            ("32.21", "-110.91", "exact"),
            ("32.3", "-110", "postal_code"),
        )
    )
    found = Comparison(
        "clinic", now=now, was=was, new=new, known=True, live=(), foreign=(), rank=lambda owner, name: None
    )
    assert (found.changes, found.conflicts) == ({}, [])
    moved = Comparison(
        "clinic", now=was, was=was, new=new, known=True, live=(), foreign=(), rank=lambda owner, name: None
    )
    assert moved.changes == {"latitude": ("32.2", "32.3"), "longitude": ("-110.9", "-110")}


LOOKED_UP = ("32.2", "-110.9", "postal_code")
OWN = ("32.21", "-110.91", "street")


@pytest.mark.parametrize(
    ("case", "taken"),
    [
        ({}, True),
        ({"withheld": "yes"}, False),
        ({"live": ["identity"]}, False),
        ({"was": OWN}, False),
        ({"now": OWN, "new": ("32.25", "-110.95", "exact")}, False),
        ({"new": ("32.25", "-110.95", "city")}, False),
    ],
)
def test_a_sources_own_point_takes_the_place_of_one_that_we_looked_up(case, taken):
    case = {"was": ("", "", ""), "now": LOOKED_UP, "new": OWN, "live": (), "withheld": "", **case}
    names = ("latitude", "longitude", "precision")
    was, now, new = (dict(zip(names, case[each], strict=True)) for each in ("was", "now", "new"))
    now["address_withheld"] = case["withheld"]
    found = Comparison(
        "clinic",
        now=now,
        was=was,
        new=new,
        known=False,
        live=case["live"],
        foreign=["identity"],
        rank=lambda owner, name: None,
    )
    own = {
        "latitude": ("32.2", "32.21"),
        "longitude": ("-110.9", "-110.91"),
        "precision": ("postal_code", "street"),
    }
    assert (found.changes, found.conflicts) == (own if taken else {}, [])


def test_several_rows_say_one_thing_in_any_order():
    rows = [
        {"name": "Mesa", "languages": "es", "phones": OTHER},
        {"name": "Mesa Counseling", "languages": "fr=no; es", "phones": "intake | +15205550101"},
        {"name": "Mesa Counseling", "languages": "fr"},
    ]
    expected = {"name": "Mesa Counseling", "languages": "es; fr", "phones": OTHER}
    assert merged("clinic", rows, lambda owner, name: str if name == "languages" else None) == expected
    assert merged("clinic", rows[::-1], lambda owner, name: str if name == "languages" else None) == expected


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (("Mesa: Willow House", "Mesa: Elm House"), "Mesa"),
        (("Mesa Outpatient Clinic", "Mesa: Elm House"), "Mesa"),
        (("Mesa Outpatient Clinic", "Mesa"), "Mesa"),
        (("Mesa Outpatient Clinic", "Mesa Outpatient Clinic", "Mesa"), "Mesa Outpatient Clinic"),
    ],
)
def test_a_place_with_several_parts_is_called_as_its_operator(names, name):
    rows = [{"name": each, "organization": "Mesa"} for each in names]
    assert merged("clinic", rows, lambda owner, name: None)["name"] == name


@pytest.mark.parametrize(("offered", "settled"), [(INTAKE, ["phones.+15205550100"]), (OTHER, [])])
def test_what_waited_about_the_kind_of_a_phone_is_over(offered, settled):
    found = Comparison(
        "clinic",
        now={"phones": PHONE},
        was={},
        new={"phones": offered},
        known=False,
        live=(),
        foreign=("contact",),
        rank=lambda owner, name: None,
    )
    over = [field for field in found.settled if field != "point"]
    assert (over, len(found.conflicts)) == (settled, int(not settled))
