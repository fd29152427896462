"""Deciding conflicts: ours, theirs or another value, over what was seen, with history, source and ended checks."""

import pytest
from django.core.exceptions import ValidationError

from programs.models import Change, Conflict, Organization, Phone, Statement
from programs.models.facts import texts
from programs.publishing import Stale, change, confirm, merge, set_rows, set_terms
from programs.publishing.conflicts import Decided, edit, keep_ours, take_theirs
from programs.publishing.units import field_of, said_of, with_unit
from tests.factories import make_clinic, make_conflict, make_program, make_user

pytestmark = pytest.mark.django_db
OURS, THEIRS, OTHER = (f"main | +152055501{n}" for n in ("11", "22", "33"))


def again(entry):
    """The entry's facts, as the database has them."""
    return texts(type(entry).objects.get(pk=entry.pk))


def updates(entry):
    """(fact, before, after, who, why) of each change since the entry was made."""
    found = Change.objects.filter(resource_id=entry.public_id, last_action_type="update").order_by("pk")
    return list(found.values_list("field_name", "previous_value", "replacement_value", "updated_by", "why"))


def decision(conflict):
    conflict.refresh_from_db()
    return conflict.decision, conflict.decided_value, conflict.decided_by, conflict.decided_at is not None


def test_keep_ours_is_remembered_and_changes_no_fact():
    clinic, cora = make_clinic(name="Mesa"), make_user("cora")
    check = confirm(clinic, "identity", by=cora, method="call")
    before, said = again(clinic), Statement.objects.count()
    conflict = make_conflict(clinic, "name", "Mesa Two")
    keep_ours(conflict, by=cora, version=1, offered="Mesa Two")
    assert decision(conflict) == ("kept", "Mesa", cora, True)
    assert (again(clinic), updates(clinic), Statement.objects.count()) == (before, [], said)
    clinic.refresh_from_db()
    check.refresh_from_db()
    assert (clinic.version, check.ended_on) == (1, None)


def test_take_theirs_writes_history_names_the_source_and_ends_the_check():
    clinic, cora = make_clinic(name="Mesa"), make_user("cora")
    check = confirm(clinic, "identity", by=cora, method="call")
    other = confirm(clinic, "contact", by=cora, method="call")
    conflict = make_conflict(clinic, "name", "Mesa Two")
    take_theirs(conflict, by=cora, version=1, offered="Mesa Two")
    assert decision(conflict) == ("taken", "Mesa Two", cora, True)
    assert updates(clinic) == [("name", "Mesa", "Mesa Two", "cora", "Took what Invented register 2025 says.")]
    check.refresh_from_db()
    other.refresh_from_db()
    assert (check.ended_on is None, other.ended_on) == (False, None)
    said = Statement.objects.filter(clinic=clinic, source=conflict.source).values_list("group", "edition")
    assert list(said) == [("identity", "2025")]


def test_edit_is_the_editors_word():
    clinic, cora = make_clinic(name="Mesa"), make_user("cora")
    conflict = make_conflict(clinic, "name", "Mesa Two")
    edit(conflict, "Mesa Three", by=cora, version=1, offered="Mesa Two", why="They said so on the phone.")
    assert decision(conflict) == ("edited", "Mesa Three", cora, True)
    assert updates(clinic) == [("name", "Mesa", "Mesa Three", "cora", "They said so on the phone.")]
    said = Statement.objects.filter(clinic=clinic, group="identity").values_list("source__kind", flat=True)
    assert sorted(said) == ["editors", "register"]


def test_a_version_that_moved_is_stale_and_leaves_everything():
    clinic, cora = make_clinic(name="Mesa"), make_user("cora")
    conflict = make_conflict(clinic, "name", "Mesa Two")
    with change(clinic, by="somebody"):
        clinic.email = "new@example.org"
    before = again(clinic)
    for verb in (keep_ours, take_theirs, lambda *args, **said: edit(*args, "Mesa Three", **said)):
        with pytest.raises(Stale):
            verb(conflict, by=cora, version=1, offered="Mesa Two")
    assert (again(clinic), decision(conflict)) == (before, ("waiting", "", None, False))


def test_what_somebody_decided_or_the_source_changed_is_not_decided_again():
    clinic, cora, dora = make_clinic(name="Mesa"), make_user("cora"), make_user("dora")
    conflict = make_conflict(clinic, "name", "Mesa Two")
    take_theirs(conflict, by=dora, version=1)
    for version in (1, 2):
        with pytest.raises(Decided) as decided:
            keep_ours(conflict, by=cora, version=version, offered="Mesa Two")
        assert (decided.value.conflict.decision, decided.value.conflict.decided_by) == ("taken", dora)
    moved = make_conflict(clinic, "email", "one@example.org")
    Conflict.objects.filter(pk=moved.pk).update(offered="two@example.org")
    with pytest.raises(Decided) as decided:
        take_theirs(moved, by=cora, version=2, offered="one@example.org")
    assert decided.value.conflict.offered == "two@example.org"
    gone = make_conflict(clinic, "website", "https://example.org/")
    Conflict.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Decided) as decided:
        take_theirs(gone, by=cora, version=2)
    assert decided.value.conflict is None
    assert again(clinic)["email"] == ""


def test_an_offer_that_cannot_be_kept_changes_nothing():
    clinic, cora = make_clinic(name="Mesa"), make_user("cora")
    conflict = make_conflict(clinic, "name", "")
    with pytest.raises(ValidationError):
        take_theirs(conflict, by=cora, version=1, offered="")
    assert (again(clinic)["name"], decision(conflict)[0]) == ("Mesa", "waiting")


def test_one_number_among_several_and_the_others_keep_their_ids():
    clinic, cora = make_clinic(phone=None), make_user("cora")
    with change(clinic, by="tests"):
        set_rows(clinic, "phones", [Phone(number="+15205550111"), Phone(number="+15205550133")])
    ids = dict(clinic.phones.values_list("number", "public_id"))
    take_theirs(make_conflict(clinic, "phones.+15205550122", THEIRS), by=cora)
    assert again(clinic)["phones"] == f"{OURS}; {OTHER}; {THEIRS}"
    take_theirs(make_conflict(clinic, "phones.+15205550133", ""), by=cora)
    third = make_conflict(clinic, "phones.+15205550122", "intake | +15205550122", "Another")
    edit(third, "tty | +15205550144", by=cora)
    assert decision(third)[:2] == ("edited", "tty | +15205550144")
    assert again(clinic)["phones"] == f"{OURS}; tty | +15205550144"
    assert clinic.phones.get(number="+15205550111").public_id == ids["+15205550111"]


@pytest.mark.parametrize(
    ("field", "offered", "then"),
    [
        ("therapies.cbt", "cbt=no", "group-counselling; cbt=no"),
        ("therapies.cbt", "", "group-counselling"),
        ("therapies.dbt", "dbt | on Mondays", "group-counselling; cbt; dbt | on Mondays"),
        ("types.infusion", "infusion", "kap; infusion"),
        ("types.kap", "", ""),
        ("telehealth_states.NV", "NV", "AZ; NV"),
        ("medicine", "esketamine", "esketamine"),
        ("accepting", "yes", "yes"),
        ("accepting", "", "not_stated"),
        ("weeks_most", "6", "6"),
    ],
)
def test_each_kind_of_fact_of_a_program(field, offered, then):
    program = make_program(
        therapies=["cbt", "group-counselling"], states=["AZ"], accepting="no", published=False
    )
    before = again(program)
    take_theirs(make_conflict(program, field, offered), by=make_user("cora"))
    name = field.partition(".")[0]
    changed = {name: text for name, text in again(program).items() if text != before[name]}
    assert changed == {name: then}


@pytest.mark.parametrize(
    ("field", "offered", "then"),
    [
        ("point", "32.5 | -110.5 | street", {"latitude": "32.5", "longitude": "-110.5", "precision": "street"}),
        ("licences.State of AZ", "licence | State of AZ | 8", {"licences": "licence | State of AZ | 8 | not_stated"}),
        ("operating_status", "temporarily_closed", {"operating_status": "temporarily_closed"}),
        ("languages.es", "es", {"languages": "en; es"}),
        ("website", "https://example.org/a", {"website": "https://example.org/a"}),
    ],
)  # fmt: skip
def test_each_kind_of_fact_of_a_clinic(field, offered, then):
    clinic = make_clinic(languages=["en"])
    before = again(clinic)
    take_theirs(make_conflict(clinic, field, offered), by=make_user("cora"))
    assert {name: text for name, text in again(clinic).items() if text != before[name]} == then


def test_an_organization_is_found_by_its_name_in_the_state_or_made():
    cora = make_user("cora")
    here, there, far = (make_clinic(region=region) for region in ("AZ", "AZ", "NV"))
    take_theirs(make_conflict(here, "organization", "Desert Operators"), by=cora)
    take_theirs(make_conflict(there, "organization", "Desert operators"), by=cora)
    take_theirs(make_conflict(far, "organization", "Desert Operators"), by=cora)
    for clinic in (here, there, far):
        clinic.refresh_from_db()
    assert here.organization == there.organization != far.organization
    assert Organization.objects.filter(name="Desert Operators").count() == 2
    take_theirs(make_conflict(there, "organization", "", source="Another"), by=cora)
    there.refresh_from_db()
    assert there.organization is None


def test_several_decisions_about_one_entry_keep_each_other():
    clinic, cora = make_clinic(name="Mesa"), make_user("cora")
    conflicts = [make_conflict(clinic, "name", "Mesa Two"), make_conflict(clinic, "email", "two@example.org")]
    loaded = Conflict.objects.select_related("clinic", "source").in_bulk([each.pk for each in conflicts])
    for version, conflict in enumerate(loaded.values(), start=1):
        take_theirs(conflict, by=cora, version=version)
    assert (again(clinic)["name"], again(clinic)["email"]) == ("Mesa Two", "two@example.org")


def test_the_search_finds_what_was_taken():
    program = make_program(therapies=["cbt"])
    with change(program, by="tests"):
        set_terms(program, "therapy", [])
    take_theirs(make_conflict(program, "therapies.dbt", "dbt"), by=make_user("cora"))
    program.refresh_from_db()
    assert " dialectical " in program.document.text


def test_a_unit_whose_name_is_too_long_is_still_found():
    issuer = "Board of " + "very " * 20 + "long names"
    facts = {"licences": f"licence | {issuer} | 7; licence | Other"}
    field = field_of("licences", issuer)
    assert (len(field), said_of("clinic", facts, field)) == (80, f"licence | {issuer} | 7")
    assert with_unit("clinic", facts, field, "") == {"licences": "licence | Other"}


def waiting(clinic):
    """(field, source, offered, ours) of what waits about a clinic."""
    found = Conflict.objects.filter(clinic=clinic, decision="waiting").order_by("field", "source__name")
    return list(found.values_list("field", "source__name", "offered", "ours"))


def test_what_waits_about_a_clinic_that_is_merged_away_waits_at_the_one_that_is_kept():
    cora = make_user("cora")
    gone, kept = make_clinic(name="Mesa", phone=None), make_clinic(name="Mesa Two", phone=None)
    with change(kept, by="tests"):
        set_rows(kept, "phones", [Phone(number="+15205550111")])
    program = make_program(gone, published=False)
    make_conflict(program, "accepting", "yes")
    make_conflict(gone, "website", "https://example.org/")
    make_conflict(gone, "name", "Mesa Two")  # what the kept one is called
    make_conflict(gone, "phones.+15205550111", "intake | +15205550111")  # a number of the kept one
    make_conflict(gone, "phones.+15205550122", THEIRS)
    merge(gone, kept, by=cora)
    assert waiting(gone) == []
    assert waiting(kept) == [
        ("accepting", "Invented register", "yes", ""),
        ("phones.+15205550122", "Invented register", THEIRS, ""),
        ("website", "Invented register", "https://example.org/", ""),
    ]
    assert Conflict.objects.filter(clinic=gone).count() == 0


def test_a_merge_asks_nothing_twice_and_forgets_no_offer():
    cora = make_user("cora")
    gone, kept = make_clinic(name="Mesa"), make_clinic(name="Mesa Two")
    for offered in ("county", "email", "website"):
        make_conflict(gone, offered, f"https://{offered}.example.org/")
    make_conflict(kept, "county", "https://county.example.org/")
    keep_ours(Conflict.objects.get(clinic=kept, field="county"), by=cora)  # the same offer, answered
    keep_ours(make_conflict(kept, "email", "another@example.org"), by=cora)  # another offer, answered
    make_conflict(kept, "website", "https://another.example.org/")  # another offer, waiting
    merge(gone, kept, by=cora)
    assert waiting(gone) == []
    assert waiting(kept) == [
        ("email", "Invented register", "https://email.example.org/", ""),
        ("website", "Invented register", "https://another.example.org/", ""),
    ]
    left = Conflict.objects.filter(clinic=gone).values_list(
        "field", "offered", "decision", "decided_by__username"
    )
    assert list(left) == [("website", "https://website.example.org/", "kept", "cora")]
    assert Conflict.objects.get(clinic=kept, field="county").decision == "kept"


@pytest.mark.parametrize(
    ("verb", "says"),
    [(keep_ours, ("kept", "")), (take_theirs, ("taken", THEIRS)), (None, ("edited", "main | +15205550133"))],
)
def test_one_decision_answers_all_sources_that_offer_the_same(verb, says):
    clinic, cora = make_clinic(phone=None), make_user("cora")
    field = "phones.+15205550122"
    first, second = (
        make_conflict(clinic, field, THEIRS),
        make_conflict(clinic, field, THEIRS, source="Another"),
    )
    elsewhere = make_conflict(make_clinic(phone=None), field, THEIRS)
    otherwise = make_conflict(clinic, field, "intake | +15205550122", source="A third")
    other_fact = make_conflict(clinic, "email", THEIRS, source="Another")
    verb(first, by=cora) if verb else edit(first, says[1], by=cora)
    assert decision(first) == decision(second) == (*says, cora, True)
    assert [decision(each)[0] for each in (elsewhere, otherwise, other_fact)] == ["waiting"] * 3
