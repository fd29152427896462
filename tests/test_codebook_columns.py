"""The list of columns: every fact once, named apart, explained, and open to the right people."""

from programs.codebook import BY_NAME, COLUMNS, columns_of
from programs.columns import DATE, FULL, INSIDE, LIST, NUMBER, PUBLIC, STAFF, TEXT
from programs.models.groups import FACTS, GROUPS
from programs.readings import whole_units


def names(of):
    return [column.name for column in columns_of(of)]


def test_every_fact_of_the_model_is_a_public_column_once():
    facts = [(column.owner, column.fact) for column in COLUMNS if column.fact]
    assert sorted(facts) == sorted(FACTS)
    assert {column.audience for column in COLUMNS if column.fact} == {PUBLIC}


def test_no_two_columns_have_one_name():
    assert len(BY_NAME) == len(COLUMNS)


def test_each_group_says_who_claims_and_who_checked_it():
    parts = ("claim", "source", "checked_on", "method", "expires_on")
    expected = {f"{slug}_{part}" for slug in GROUPS for part in parts}
    assert expected <= set(names(PUBLIC))


def test_names_are_those_that_receivers_know():
    expected = (
        "clinic_id clinic_slug clinic_name organization street unit city state postal_code country latitude longitude "
        "precision program_id program_types substances price_from price_to course_from course_to currency accepting "
        "wait_days checked_on"
    ).split()
    public = names(PUBLIC)
    assert [name for name in expected if name not in public] == []


def test_what_is_internal_is_in_no_public_file():
    inside = set(names(STAFF)) - set(names(PUBLIC))
    assert inside == {
        "clinic_status",
        "program_status",
        "clinic_version",
        "program_version",
        "clinic_published_at",
        "clinic_updated_at",
        "program_updated_at",
        "source_keys",
    }
    assert {BY_NAME[name].audience for name in inside} == {STAFF}
    kept = set(names(FULL)) - set(names(STAFF))
    assert {"phone_ids", "clinic_checks", "program_statements", "merged_into", "old_slugs"} <= kept
    assert [name for name in kept if BY_NAME[name].sets not in ((FULL,), INSIDE)] == []


def test_every_column_is_explained_and_typed():
    assert [column.name for column in COLUMNS if not column.explained().strip().endswith((".", "/"))] == []
    assert {column.kind for column in COLUMNS} == {TEXT, NUMBER, DATE, LIST}
    assert BY_NAME["wait_days"].kind == NUMBER
    assert BY_NAME["operating_since"].kind == DATE
    assert BY_NAME["substances"].kind == LIST


def test_money_is_in_whole_units_of_its_currency():
    amounts = [
        (45000, "USD"),
        (45050, "USD"),
        (5, "USD"),
        (0, "USD"),
        (1200, "JPY"),
        (1234, "KWD"),
        (None, "USD"),
    ]
    assert [whole_units(*each) for each in amounts] == [450, 450.5, 0.05, 0, 1200, 1.234, None]
