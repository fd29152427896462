"""Two editions of one source, with a curator between them: what updates, what is put before a person, what stays.

Each test holds a sentence of "How an import knows a row again, and whose word counts".
"""

import pytest

from programs.models import Change, Check, Clinic, Conflict, Phone, Program, Source, SourceRecord
from programs.models.facts import texts
from programs.publishing import change, confirm, set_rows, set_terms
from programs.publishing.conflicts import edit, keep_ours, take_theirs
from tests.factories import make_user
from tests.import_files import KETAMINE, directory_row, import_rows, outcomes

pytestmark = pytest.mark.django_db
OTHER = "Another register"


def place(number, **cells):
    """A row about the invented clinic `number`, at a place of its own."""
    names = [
        "Blue Mesa Counseling",
        "Ocotillo House",
        "Saguaro Recovery",
        "Palo Verde Center",
        "Cholla Health",
    ]
    row = {"name1": names[number], "street1": f"{100 + number} North Invented Street", "phone": phone(number)}
    return directory_row(**row) | cells


def phone(number):
    return f"520-555-01{number:02}"


def clinic_at(number):
    return Clinic.objects.get(street__startswith=f"{100 + number} ")


def edited(entry, **fields):
    with change(entry, by=make_user("cora")):
        for name, value in fields.items():
            setattr(entry, name, value)


def numbered(clinic, *numbers):
    """Give a clinic these phone numbers, by a curator's hand."""
    with change(clinic, by=make_user("cora")):
        set_rows(clinic, "phones", [Phone(number=f"+1{number.replace('-', '')}") for number in numbers])


def waiting():
    """(clinic's street number, field, ours, theirs, said before) of each conflict that waits."""
    found = Conflict.objects.filter(decision="waiting").order_by("clinic__street", "field")
    rows = found.values_list("clinic__street", "field", "ours", "offered", "was")
    return [(street.partition(" ")[0], *rest) for street, *rest in rows]


def updates():
    """(street number, fact, before, after) of each change that an import made, that of the operator's name left out."""
    found = Change.objects.filter(last_action_type="update", updated_by__startswith="import:")
    rows = (
        found.exclude(field_name="organization")
        .order_by("clinic__street", "field_name")
        .values_list("clinic__street", "field_name", "previous_value", "replacement_value")
    )
    return [(street.partition(" ")[0], *rest) for street, *rest in rows]


def test_two_editions_whole(tmp_path):
    import_rows(tmp_path, [place(number) for number in range(5)])
    edited(clinic_at(0), name="Blue Mesa Center")
    numbered(clinic_at(2), "520-555-0177")
    edited(clinic_at(3), email="ours@example.org")
    before = {clinic.street: texts(clinic) for clinic in Clinic.objects.all()}
    second = [
        place(0, name1="Blue Mesa Counseling Group"),  # the curator changed the name too
        place(1, phone="520-555-0151"),
        place(2, phone="520-555-0152"),  # the curator changed the number too
        place(3, name1="Palo Verde Center of Tucson", service_code_info=KETAMINE.replace("SP", "F28")),
        place(0, name1="New Dawn", street1="900 South Invented Street", phone="520-555-0190"),
    ]
    report = import_rows(tmp_path, second, "--complete", edition="2025")
    assert outcomes(report) == {"created": 1, "updated": 2, "conflicting": 2}
    assert updates() == [
        ("101", "phones", "main | +15205550101", "main | +15205550151"),
        ("103", "languages", "es", "fr"),
        ("103", "name", "Palo Verde Center", "Palo Verde Center of Tucson"),
    ]
    assert waiting() == [
        ("100", "name", "Blue Mesa Center", "Blue Mesa Counseling Group", "Blue Mesa Counseling"),
        ("102", "phones.+15205550152", "", "main | +15205550152", "main | +15205550102"),
    ]
    for number in (0, 2, 4):
        after = texts(clinic_at(number))
        changed = {name for name in after if after[name] != before[clinic_at(number).street][name]}
        assert changed - {"organization"} == set()
    assert clinic_at(3).email == "ours@example.org"
    gone = SourceRecord.objects.exclude(missing_from="")
    assert set(gone.values_list("clinic__street", "missing_from")) == {("104 North Invented Street", "2025")}
    assert (clinic_at(4).status, Clinic.objects.filter(status="published").count()) == ("published", 6)
    count, versions = Change.objects.count(), dict(Clinic.objects.values_list("pk", "version"))
    again = import_rows(tmp_path, second, "--complete", edition="2025")
    assert (outcomes(again), again["missing"]) == ({"unchanged": 5}, 0)
    assert (Change.objects.count(), dict(Clinic.objects.values_list("pk", "version"))) == (count, versions)


def test_a_row_whose_key_is_new_is_taken_over_with_its_record(tmp_path):
    import_rows(tmp_path, [place(0)])
    kept = dict(SourceRecord.objects.values_list("part", "pk"))
    report = import_rows(
        tmp_path, [place(0, name1="Blue Mesa Counseling Services")], "--complete", edition="2025"
    )
    assert (outcomes(report), report["missing"]) == ({"updated": 1}, 0)
    assert dict(SourceRecord.objects.values_list("part", "pk")) == kept
    assert (Clinic.objects.get().name, Program.objects.count()) == ("Blue Mesa Counseling Services", 2)


def test_a_row_is_known_again_though_a_curator_corrected_name_place_and_phone(tmp_path):
    import_rows(tmp_path, [place(0)])
    edited(clinic_at(0), name="Tucson Wellness", street="120 Other Road", postal_code="85705")
    numbered(Clinic.objects.get(), "520-555-0177")
    report = import_rows(tmp_path, [place(0, phone="520-555-0155")], "--complete", edition="2025")
    assert (report["clinics_created"], report["missing"], Clinic.objects.count()) == (0, 0, 1)
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.street) == ("Tucson Wellness", "120 Other Road")
    assert [row[1] for row in waiting()] == ["phones.+15205550155"]


def test_another_place_is_no_renamed_row(tmp_path):
    import_rows(tmp_path, [place(0)])
    report = import_rows(
        tmp_path, [place(0, street1="100 South Elsewhere Street")], "--complete", edition="2025"
    )
    assert (report["clinics_created"], report["missing"]) == (1, 3)


@pytest.mark.parametrize("group", ["identity", "contact", "access"])
def test_a_clinics_group_with_a_live_check_is_never_updated(tmp_path, group):
    import_rows(tmp_path, [place(0)])
    confirm(clinic_at(0), group, by=make_user("cora"), method="call")
    before = texts(clinic_at(0))
    row = place(0, name1="Blue Mesa Counseling Group", phone="520-555-0155")
    import_rows(tmp_path, [row | {"service_code_info": KETAMINE.replace("SP", "F28")}], edition="2025")
    after = texts(clinic_at(0))
    facts = {"identity": ("name", "organization"), "contact": ("phones",), "access": ("languages",)}
    held = facts.pop(group)
    assert {name: after[name] for name in held} == {name: before[name] for name in held}
    assert all(
        after[name] != before[name] for names in facts.values() for name in names if name != "organization"
    )
    assert {field.partition(".")[0] for _number, field, *_rest in waiting()} <= set(held)
    assert waiting()
    assert not Check.objects.exclude(ended_on=None).exists()


def test_a_programs_group_with_a_live_check_is_never_updated(tmp_path):
    import_rows(tmp_path, [place(0)])
    program = Program.objects.get(slug="other-care-here")
    confirm(program, "protocol", by=make_user("cora"), method="web_page")
    import_rows(tmp_path, [place(0, service_code_info=KETAMINE.replace("GT", "DBT"))], edition="2025")
    assert texts(Program.objects.get(pk=program.pk))["therapies"] == "group-counselling; cbt"
    assert [(row[1], row[2], row[3]) for row in waiting()] == [
        ("therapies.dbt", "", "dbt"),
        ("therapies.group-counselling", "group-counselling", ""),
    ]


def test_a_group_confirmed_between_plan_and_writing_is_held(tmp_path, monkeypatch):
    from programs.imports import importing

    import_rows(tmp_path, [place(0)])
    planned = importing.apply

    def later(plan, **options):
        confirm(clinic_at(0), "contact", by=make_user("cora"), method="call")
        return planned(plan, **options)

    monkeypatch.setattr(importing, "apply", later)
    report = import_rows(tmp_path, [place(0, phone="520-555-0155")], edition="2025")
    assert outcomes(report) == {"conflicting": 1}
    assert (texts(clinic_at(0))["phones"], waiting()) == ("main | +15205550100", [])
    monkeypatch.undo()
    import_rows(tmp_path, [place(0, phone="520-555-0155")], edition="2025")
    assert [row[1] for row in waiting()] == ["phones.+15205550100", "phones.+15205550155"]


# Another source


def test_what_another_source_stated_first_is_never_overwritten(tmp_path):
    import_rows(tmp_path, [place(0)], source=OTHER)
    import_rows(tmp_path, [place(0)])
    row = place(0, name1="Blue Mesa Counseling Group", phone="520-555-0155")
    import_rows(tmp_path, [row], edition="2025")
    clinic = clinic_at(0)
    assert (clinic.name, texts(clinic)["phones"]) == ("Blue Mesa Counseling", "main | +15205550100")
    assert [row[1] for row in waiting()] == ["phones.+15205550155"]
    said = SourceRecord.objects.exclude(source__name=OTHER).get(part="clinic").said
    assert (said["name"], said["phones"]) == ("Blue Mesa Counseling Group", "main | +15205550155")


def test_the_source_that_stated_it_first_still_updates_it(tmp_path):
    import_rows(tmp_path, [place(0)])
    import_rows(tmp_path, [place(0)], source=OTHER)
    import_rows(tmp_path, [place(0, name1="Blue Mesa Counseling Group")], edition="2025")
    assert (clinic_at(0).name, waiting()) == ("Blue Mesa Counseling Group", [])
    import_rows(tmp_path, [place(0, name1="Blue Mesa Counseling Inc")], source=OTHER, edition="2025")
    assert (clinic_at(0).name, waiting()) == ("Blue Mesa Counseling Group", [])


def test_what_only_the_second_source_stated_it_may_change(tmp_path):
    import_rows(tmp_path, [place(0, service_code_info=KETAMINE.replace(" SP", ""))], source=OTHER)
    import_rows(tmp_path, [place(0)])
    assert texts(clinic_at(0))["languages"] == "es"
    row = place(0, service_code_info=KETAMINE.replace("SP", "F28"))
    import_rows(tmp_path, [row], edition="2025")
    assert (texts(clinic_at(0))["languages"], waiting()) == ("fr", [])


def test_of_another_source_a_phone_a_status_and_a_licence_are_queue_items_and_nothing_else(tmp_path):
    from programs.imports.three_way import Comparison

    now = {"name": "A", "website": "a", "phones": "main | +15205550100", "operating_status": "open",
           "licences": "licence | AZ | 7", "email": "a@example.org"}  # fmt: skip
    new = {"name": "B", "website": "b", "phones": "main | +15205550155", "operating_status": "closed",
           "licences": "licence | AZ | 8", "email": "b@example.org"}  # fmt: skip
    found = Comparison(
        "clinic", now=now, was={}, new=new, known=False, live=set(),
        foreign={"identity", "contact", "licences"}, rank=lambda owner, name: None,
    )  # fmt: skip
    fields = [each.field for each in found.conflicts]
    assert (found.changes, fields) == ({}, ["licences.AZ", "operating_status", "phones.+15205550155"])


# Decisions


def conflict_about_the_name(tmp_path):
    """A clinic that a curator renamed, and the conflict with what the edition of 2025 calls it."""
    import_rows(tmp_path, [place(0)])
    edited(clinic_at(0), name="Blue Mesa Center")
    import_rows(tmp_path, [place(0, name1="Blue Mesa One")], edition="2025")
    return Conflict.objects.get(field="name")


def test_a_decided_conflict_does_not_return_with_the_same_offer(tmp_path):
    keep_ours(conflict_about_the_name(tmp_path), by=make_user("cora"))
    row = place(0, name1="Blue Mesa One")
    assert outcomes(import_rows(tmp_path, [row], edition="2025")) == {"unchanged": 1}
    other_fact = row | {"service_code_info": KETAMINE.replace("SP", "F28")}
    assert outcomes(import_rows(tmp_path, [other_fact], edition="2026")) == {"updated": 1}
    conflict = Conflict.objects.get(field="name")
    assert (conflict.decision, conflict.decided_by.username, conflict.edition) == ("kept", "cora", "2025")
    assert clinic_at(0).name == "Blue Mesa Center"
    import_rows(tmp_path, [other_fact | {"name1": "Blue Mesa Two"}], edition="2027")
    conflict.refresh_from_db()
    told = (conflict.decision, conflict.offered, conflict.was, conflict.ours, conflict.edition)
    assert told == ("waiting", "Blue Mesa Two", "Blue Mesa One", "Blue Mesa Center", "2027")
    assert (conflict.decided_by, conflict.decided_at, conflict.decided_value) == (None, None, "")


def test_what_was_taken_follows_the_source_again(tmp_path):
    take_theirs(conflict_about_the_name(tmp_path), by=make_user("cora"))
    import_rows(tmp_path, [place(0, name1="Blue Mesa Two")], edition="2026")
    assert (clinic_at(0).name, waiting()) == ("Blue Mesa Two", [])


def test_what_was_typed_instead_is_a_curators_edit(tmp_path):
    edit(conflict_about_the_name(tmp_path), "Blue Mesa Three", by=make_user("cora"))
    assert outcomes(import_rows(tmp_path, [place(0, name1="Blue Mesa One")], edition="2026")) == {
        "unchanged": 1
    }
    assert (clinic_at(0).name, waiting()) == ("Blue Mesa Three", [])
    import_rows(tmp_path, [place(0, name1="Blue Mesa Two")], edition="2027")
    assert waiting()[0][1:4] == ("name", "Blue Mesa Three", "Blue Mesa Two")


def test_a_waiting_conflict_stays_one_and_ends_when_both_agree(tmp_path):
    conflict = conflict_about_the_name(tmp_path)
    import_rows(tmp_path, [place(0, name1="Blue Mesa Two")], edition="2026")
    assert Conflict.objects.get(field="name").pk == conflict.pk
    import_rows(tmp_path, [place(0, name1="Blue Mesa Center")], edition="2027")
    assert not Conflict.objects.filter(field="name").exists()


def test_a_number_kept_out_stays_out_and_another_one_is_asked_about(tmp_path):
    import_rows(tmp_path, [place(0)])
    numbered(clinic_at(0), "520-555-0177")
    import_rows(tmp_path, [place(0, phone="520-555-0155")], edition="2025")
    keep_ours(Conflict.objects.get(), by=make_user("cora"))
    import_rows(tmp_path, [place(0, phone="520-555-0155")], edition="2026")
    assert (texts(clinic_at(0))["phones"], waiting()) == ("main | +15205550177", [])
    import_rows(tmp_path, [place(0, phone="520-555-0156")], edition="2027")
    assert [row[1] for row in waiting()] == ["phones.+15205550156"]


def test_what_was_kept_out_does_not_return_when_the_source_says_it_once_more(tmp_path):
    import_rows(tmp_path, [place(0)])
    confirm(clinic_at(0), "contact", by=make_user("cora"), method="call")
    import_rows(tmp_path, [place(0, intake1="520-555-0155")], edition="2025")
    keep_ours(Conflict.objects.get(), by=make_user("cora"))
    import_rows(tmp_path, [place(0)], edition="2026")
    import_rows(tmp_path, [place(0, intake1="520-555-0155")], edition="2027")
    assert (texts(clinic_at(0))["phones"], waiting()) == ("main | +15205550100", [])


def test_a_number_that_the_curator_only_added_does_not_hold_back_the_sources_own(tmp_path):
    import_rows(tmp_path, [place(0)])
    numbered(clinic_at(0), "520-555-0100", "520-555-0177")
    import_rows(tmp_path, [place(0, phone="520-555-0155")], edition="2025")
    phones = "main | +15205550177; main | +15205550155"
    assert (texts(clinic_at(0))["phones"], waiting()) == (phones, [])


def test_a_list_is_decided_term_by_term(tmp_path):
    import_rows(tmp_path, [place(0)])
    program = Program.objects.get(slug="other-care-here")
    with change(program, by=make_user("cora")):
        set_terms(program, "therapy", ["cbt", ("group-counselling", "", "no", "closed")])
    codes = KETAMINE.replace("CBT GT", "DBT")
    import_rows(tmp_path, [place(0, service_code_info=codes)], edition="2025")
    # cbt, as the source said it, goes; dbt comes; what the curator said of the groups is asked about.
    assert texts(Program.objects.get(pk=program.pk))["therapies"] == "group-counselling=no | closed; dbt"
    assert [(row[1], row[2], row[3]) for row in waiting()] == [
        ("therapies.group-counselling", "group-counselling=no | closed", "")
    ]


def test_an_edition_that_lists_it_again_takes_the_mark_away(tmp_path):
    import_rows(tmp_path, [place(0), place(1)])
    import_rows(tmp_path, [place(0)], "--complete", edition="2025")
    marked = SourceRecord.objects.filter(missing_from="2025")
    marked.update(missing_seen_by=make_user("cora"))
    assert (marked.count(), clinic_at(1).status) == (3, "published")
    import_rows(tmp_path, [place(0), place(1)], "--complete", edition="2026")
    assert not SourceRecord.objects.exclude(missing_from="").exists()
    assert not SourceRecord.objects.exclude(missing_seen_by=None).exists()


def test_a_partial_edition_marks_nothing_as_missing(tmp_path):
    import_rows(tmp_path, [place(0), place(1)])
    assert import_rows(tmp_path, [place(0)], edition="2025")["missing"] == 0
    assert not SourceRecord.objects.exclude(missing_from="").exists()


def test_an_import_is_never_the_editors(tmp_path):
    import_rows(tmp_path, [place(0)])
    import_rows(tmp_path, [place(0, phone="520-555-0155")], edition="2025")
    assert not Source.objects.filter(kind="editors", statements__isnull=False).exists()
