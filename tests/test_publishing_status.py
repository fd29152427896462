"""Publishing, withdrawing, closing, renaming, merging."""

import datetime as dt

import pytest

from programs.models import Change, Clinic, ClinicSlug, Program, Statement
from programs.publishing import (
    Refused,
    close,
    confirm,
    merge,
    publish,
    publish_clinic,
    rename,
    reopen,
    withdraw,
)
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db


def fresh(entry):
    return type(entry).objects.get(pk=entry.pk)


def test_publishing_a_program_publishes_its_clinic_with_an_address():
    program = make_program(make_clinic(name="Ocotillo Clínica"), published=False)
    publish(program, by=make_user())
    clinic = fresh(program.clinic)
    assert (fresh(program).status, clinic.status, clinic.slug) == (
        "published",
        "published",
        "ocotillo-clinica-tucson-az",
    )
    assert clinic.published_at is not None


@pytest.mark.parametrize(
    ("types", "lists", "missing"),
    [
        (
            ["integrated"],
            {},
            "the type “Ketamine with CBT, 12-step or other therapy” needs “Therapy” answered yes.",
        ),
        (
            ["personalized"],
            {},
            "the type “Plan made for you” needs “What the plan takes into account” answered yes.",
        ),
        (
            ["infusion"],
            {},
            "the type “Ketamine infusions, outpatient” needs “Drip into a vein (IV infusion)” answered yes.",
        ),
        (
            ["infusion"],
            {"routes": [("iv-infusion", "", "no", "")]},
            "the type “Ketamine infusions, outpatient” needs “Drip into a vein (IV infusion)” answered yes.",
        ),
        ([], {}, "choose at least one program type."),
    ],
)
def test_a_type_asks_for_its_terms(types, lists, missing):
    program = make_program(types=types, published=False, **lists)
    with pytest.raises(Refused) as told:
        publish(program, by=make_user())
    assert told.value.reasons == [f"{program}: {missing}"]
    assert (fresh(program).status, fresh(program.clinic).status) == ("draft", "draft")


def test_with_its_terms_it_is_published():
    program = make_program(
        types=["integrated", "personalized", "infusion"],
        therapies=["cbt"],
        plan_factors=["history"],
        routes=["iv-infusion"],
        published=False,
    )
    publish(program, by=make_user())
    assert fresh(program).status == "published"


def test_a_stated_group_without_a_source_is_refused():
    program = make_program(published=False)
    Statement.objects.filter(clinic=program.clinic, group="contact").delete()
    with pytest.raises(Refused) as told:
        publish(program, by=make_user())
    assert told.value.reasons == [f"{program.clinic}: “Contact” has no source."]
    assert fresh(program).status == "draft"


def test_a_clinic_without_programs_is_not_published():
    with pytest.raises(Refused):
        publish_clinic(make_clinic(), by=make_user())


def test_withdrawing_the_last_program_withdraws_the_clinic():
    program = make_program()
    other = make_program(program.clinic)
    withdraw(program, by=make_user(), why="No longer offered")
    assert (fresh(program).status, fresh(program.clinic).status) == ("withdrawn", "published")
    withdraw(other, by=make_user(), why="No longer offered")
    clinic = fresh(program.clinic)
    assert (clinic.status, clinic.withdrawn_reason) == ("withdrawn", "No longer offered")


def test_withdrawing_a_clinic_withdraws_its_programs_and_asks_for_a_reason():
    program = make_program()
    with pytest.raises(Refused):
        withdraw(program.clinic, by=make_user(), why="  ")
    assert fresh(program.clinic).status == "published"
    withdraw(program.clinic, by=make_user(), why="Asked to be removed")
    assert (fresh(program).status, fresh(program.clinic).status) == ("withdrawn", "withdrawn")
    assert list(Program.objects.published()) == list(Clinic.objects.published()) == []


def test_it_can_be_published_again_under_the_same_address():
    program = make_program()
    slug = program.clinic.slug
    withdraw(program.clinic, by=make_user(), why="By mistake")
    publish(fresh(program), by=make_user())
    clinic = fresh(program.clinic)
    assert (clinic.slug, clinic.status, clinic.withdrawn_reason, clinic.withdrawn_on) == (
        slug,
        "published",
        "",
        None,
    )


def test_closing_for_good_takes_it_off_and_reopening_brings_it_back():
    clinic = make_clinic(published=True)
    close(clinic, by=make_user(), why="The owner retired", look_instead="Elm Clinic", on=dt.date(2026, 1, 2))
    kept = fresh(clinic)
    assert (kept.operating_status, kept.operating_since, kept.is_public) == (
        "closed",
        dt.date(2026, 1, 2),
        False,
    )
    assert list(Clinic.objects.published()) == []
    reopen(kept, by=make_user())
    assert (fresh(clinic).is_public, list(Clinic.objects.published())) == (True, [clinic])


def test_one_object_and_the_queryset_agree_on_what_is_public():
    make_clinic()
    for clinic, verb in ((make_clinic(published=True), None), (make_clinic(published=True), close)):
        if verb:
            verb(clinic, by=make_user(), why="Gone")
    withdraw(make_clinic(published=True), by=make_user(), why="Gone")
    close(make_clinic(published=True), by=make_user(), why="Flood", for_good=False)
    public = {clinic for clinic in Clinic.objects.all() if clinic.is_public}
    assert public == set(Clinic.objects.published())
    assert len(public) == 2


def test_a_renamed_clinic_keeps_its_old_address_for_ever():
    clinic = make_clinic(name="Elm", published=True)
    rename(clinic, "elm-house", by=make_user(), why="New name")
    assert (fresh(clinic).slug, ClinicSlug.objects.get().slug) == ("elm-house", "elm-tucson-az")
    other = make_clinic(name="Elm", published=True)
    assert other.slug == "elm-tucson-az-2"
    with pytest.raises(Refused):
        rename(other, "elm-tucson-az", by=make_user(), why="Nicer")
    rename(fresh(clinic), "elm-tucson-az", by=make_user(), why="Back")
    assert (fresh(clinic).slug, [old.slug for old in ClinicSlug.objects.all()]) == (
        "elm-tucson-az",
        ["elm-house"],
    )


def test_slugs_stay_within_eighty_characters():
    names = ["x" * 120, "x" * 120, "Drug/Alcohol Help"]
    slugs = [make_clinic(name=name, published=True).slug for name in names]
    stem = f"{'x' * 66}-tucson-az"
    assert slugs == [stem, f"{stem}-2", "drug-alcohol-help-tucson-az"]


def test_merging_moves_the_programs_with_all_about_them():
    gone, kept = make_program(slug="kap"), make_program(slug="kap")
    confirm(gone, "offer", by=make_user(), method="call")
    left = gone.clinic
    merge(left, kept.clinic, by=make_user("ana"), why="One place")
    moved = fresh(gone)
    assert (moved.clinic, moved.slug, moved.status) == (kept.clinic, "kap-2", "published")
    assert set(moved.statements.values_list("clinic", flat=True)) == {kept.clinic.pk}
    assert set(moved.checks.values_list("clinic", flat=True)) == {kept.clinic.pk}
    told = Change.objects.filter(resource_id=gone.public_id, why="One place")
    assert list(
        told.order_by("field_name").values_list("field_name", "previous_value", "replacement_value")
    ) == [
        ("clinic", str(left.public_id), str(kept.clinic.public_id)),
        ("slug", "kap", "kap-2"),
    ]
    assert (moved.version, moved.checks.get().ended_on) == (gone.version + 1, None)
    old = fresh(left)
    assert (old.status, old.merged_into, old.withdrawn_reason) == (
        "withdrawn",
        kept.clinic,
        f"The same place as {kept.clinic}.",
    )
    with pytest.raises(Refused):
        merge(kept.clinic, old, by=make_user())


@pytest.mark.parametrize(
    ("group", "on"), [("offer", None), ("nonsense", None), ("contact", dt.date(2999, 1, 1))]
)
def test_a_check_that_makes_no_sense_is_refused(group, on):
    clinic = make_clinic()
    with pytest.raises(Refused):
        confirm(clinic, group, by=make_user(), method="call", on=on)
    assert clinic.checks.count() == 0


def test_every_verb_leaves_its_reason_in_the_history():
    clinic = make_clinic(published=True)
    close(clinic, by=make_user("ana"), why="Flood", for_good=False)
    row = Change.objects.filter(field_name="operating_status").get()
    assert (row.updated_by, row.why, row.replacement_value) == ("ana", "Flood", "temporarily_closed")
