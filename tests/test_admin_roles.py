"""Who may do what in the admin: role × address × verb, and what cannot be forged."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from programs.admin.roles import load_roles, role_permissions
from programs.models import (
    Audit,
    Change,
    Check,
    Clinic,
    Conflict,
    Organization,
    Passage,
    Program,
    ProgramType,
    Source,
    Term,
)
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user

pytestmark = pytest.mark.django_db

SIGN_IN, REFUSED, METHOD, FINE, GONE_ON = 302, 403, 405, 200, 302
ROLES = ("viewer", "curator", "publisher", "staff export", "administrator")
STRANGERS = ("anonymous", "patient")
WRITERS = ("curator", "publisher")
LOOKING, WRITING, ACTING, PEOPLE, NOBODY, ALL = "look", "write", "act", "people", "nobody", "all"
# What each role gets for a page of a kind: the rows are kinds of page, the columns are ROLES.
TABLE = {
    ALL: (FINE, FINE, FINE, FINE, FINE),
    LOOKING: (FINE, FINE, FINE, REFUSED, FINE),
    WRITING: (REFUSED, FINE, FINE, REFUSED, REFUSED),
    ACTING: (REFUSED, METHOD, METHOD, REFUSED, REFUSED),
    PEOPLE: (REFUSED, REFUSED, REFUSED, REFUSED, FINE),
    NOBODY: (REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
}


def sign_in(client, who):
    if who == "anonymous":
        return client
    user = make_user(f"a {who}", is_staff=who != "patient")
    if who != "patient":
        user.groups.add(Group.objects.get(name=who))
    client.force_login(user)
    return client


def addresses():
    """{address: kind of page}: every page of the admin for one row of each model."""
    program = make_program()
    entries = [program, program.clinic, make_organization()]
    words = [
        Term.objects.first(),
        ProgramType.objects.first(),
        make_source(),
        Passage.objects.create(key="k", body="b"),
    ]
    found = {reverse("admin:index"): ALL}
    for row in [*entries, *words]:
        stem = f"admin:programs_{row._meta.model_name}"
        found[reverse(f"{stem}_changelist")] = LOOKING
        found[reverse(f"{stem}_add")] = NOBODY if isinstance(row, ProgramType) else WRITING
        found[reverse(f"{stem}_change", args=[row.pk])] = LOOKING
        found[reverse(f"{stem}_history", args=[row.pk])] = LOOKING
        found[reverse(f"{stem}_delete", args=[row.pk])] = NOBODY
    found[reverse("admin:programs_program_add") + f"?clinic={program.clinic.pk}"] = WRITING
    del found[reverse("admin:programs_program_add")]
    found[reverse("admin:programs_program_confirm", args=[program.pk, "offer"])] = ACTING
    found[reverse("admin:programs_clinic_confirm", args=[program.clinic.pk, "contact"])] = ACTING
    found[reverse("admin:programs_organization_confirm", args=[entries[2].pk, "contact"])] = ACTING
    found[reverse("admin:programs_program_copy", args=[program.pk])] = ACTING
    found[reverse("admin:programs_program_copy_to", args=[program.pk])] = WRITING
    found[reverse("admin:programs_clinic_start")] = WRITING
    found[reverse("admin:programs_clinic_invite", args=[program.clinic.pk])] = WRITING
    found[reverse("admin:programs_clinic_same_as", args=[program.clinic.pk])] = WRITING
    found |= {
        reverse(f"admin:programs_{row._meta.model_name}_note", args=[row.pk]): ACTING for row in entries[:2]
    }
    found |= {reverse(f"admin:{name}"): LOOKING for name in ("conflicts", "absences", "suspects", "queue")}
    conflict = Conflict.objects.create(
        clinic=program.clinic, field="email", source=make_source(), offered="a@b.example"
    )
    found[reverse("admin:conflict", args=[conflict.pk])] = LOOKING
    found[reverse("admin:check", args=["program", program.pk, "offer"])] = LOOKING
    found[reverse("preview", args=[program.clinic.public_id])] = LOOKING
    user = make_user("somebody")
    found |= {reverse(f"admin:auth_user_{name}"): PEOPLE for name in ("changelist", "add")}
    found[reverse("admin:auth_user_change", args=[user.pk])] = PEOPLE
    found[reverse("admin:auth_user_history", args=[user.pk])] = PEOPLE
    found[reverse("admin:auth_user_password_change", args=[user.pk])] = PEOPLE
    found[reverse("admin:auth_user_delete", args=[user.pk])] = NOBODY
    found[reverse("admin:programs_audit_changelist")] = PEOPLE
    row = Audit.objects.order_by("pk").last() or Audit.objects.create(kind="denied", who="x")
    found[reverse("admin:programs_audit_change", args=[row.pk])] = PEOPLE
    found[reverse("admin:programs_audit_add")] = NOBODY
    found[reverse("admin:programs_audit_delete", args=[row.pk])] = NOBODY
    return found


def everything():
    """All rows that a write through the admin could touch."""
    models = (
        Clinic,
        Program,
        Organization,
        Term,
        ProgramType,
        Source,
        Passage,
        Check,
        Change,
        User,
        Group,
        Conflict,
    )
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("who", [*STRANGERS, *ROLES])
def test_each_person_gets_these_pages_and_no_others(client, who):
    pages = addresses()
    sign_in(client, who)
    got = {address: client.get(address).status_code for address in pages}
    if who in STRANGERS:
        preview = next(address for address in pages if "preview" in address)
        expected = dict.fromkeys(pages, SIGN_IN) | ({preview: REFUSED} if who == "patient" else {})
    else:
        expected = {address: TABLE[kind][ROLES.index(who)] for address, kind in pages.items()}
    assert got == expected


@pytest.mark.parametrize("who", [*STRANGERS, "viewer", "staff export", "administrator"])
def test_a_post_of_those_who_write_no_entries_changes_none(client, who):
    pages = addresses()
    sign_in(client, who)
    program = Program.objects.get()
    before = everything()
    body = {"name": "Forged", "version": "1", "method": "call", "post": "yes", "slug": "forged", "key": "f"}
    body |= {"_selected_action": str(program.pk), "why": "forged", "apply": "1", "is_superuser": "on"}
    body |= {"act": f"keep:{program.pk}", "pair": "1", "status": "published"}
    for action in ("publish_selected", "submit_selected", "confirm_selected", "delete_selected"):
        for address, kind in pages.items():
            if kind != PEOPLE or who != "administrator":
                assert client.post(address, {**body, "action": action}).status_code != 500
    assert everything() == before


PUBLIC_ACTS = {
    "publish_selected": {},
    "withdraw_selected": {"why": "It stopped.", "apply": "1"},
    "send_back_selected": {"why": "Two prices.", "apply": "1"},
}


def act(client, clinic, action):
    body = {"action": action, "_selected_action": str(clinic.pk), "one": "1", **PUBLIC_ACTS[action]}
    client.post(reverse("admin:programs_clinic_changelist"), body)


@pytest.mark.parametrize("action", PUBLIC_ACTS)
@pytest.mark.parametrize("who", ROLES)
def test_what_the_public_sees_the_end_of_is_for_publishers(client, who, action):
    clinic = make_program(make_clinic(), published=action == "withdraw_selected").clinic
    if action == "send_back_selected":
        Clinic.objects.filter(pk=clinic.pk).update(status="in_review")
    before = Clinic.objects.filter(pk=clinic.pk).values("status", "operating_status").get()
    act(sign_in(client, who), clinic, action)
    after = Clinic.objects.filter(pk=clinic.pk).values("status", "operating_status").get()
    assert (after != before) == (who == "publisher")


def test_no_field_of_a_form_publishes_an_entry(client):
    from tests.page_forms import fields_of

    sign_in(client, "curator")
    program = make_program(published=False)
    for entry in (program, program.clinic):
        address = reverse(f"admin:programs_{entry._meta.model_name}_change", args=[entry.pk])
        forged = {"status": "published", "slug": "mine", "merged_into": "1", "public_id": "x", "clinic": "1"}
        forged |= {"demonstration": "on", "published_at": "2020-01-01"}
        before = type(entry).objects.filter(pk=entry.pk).values().get()
        assert client.post(address, fields_of(client.get(address)) | forged).status_code == GONE_ON
        assert type(entry).objects.filter(pk=entry.pk).values().get() == before


def test_a_row_of_another_entry_cannot_be_taken_by_its_number(client):
    from tests.page_forms import fields_of

    sign_in(client, "curator")
    mine, theirs = make_clinic(), make_clinic()
    foreign = theirs.phones.get()
    address = reverse("admin:programs_clinic_change", args=[mine.pk])
    forged = {"phones-0-id": str(foreign.pk), "phones-0-number": "+15205559999"}
    client.post(address, fields_of(client.get(address)) | forged)
    assert list(theirs.phones.values_list("pk", "number")) == [(foreign.pk, foreign.number)]


def test_the_staff_export_desk_offers_nothing_to_write(client):
    sign_in(client, "staff export")
    page = client.get(reverse("admin:index")).content.decode()
    assert "/admin/programs/" not in page
    assert "/admin/auth/" not in page


def test_a_get_changes_nothing(client):
    pages = addresses()
    sign_in(client, "publisher")
    before = everything()
    for address in pages:
        client.get(address, {"method": "call", "version": "1", "action": "publish_selected", "apply": "1"})
    assert everything() == before


def test_a_post_without_its_token_is_refused():
    client = sign_in(Client(enforce_csrf_checks=True), "publisher")
    program = make_program()
    program.refresh_from_db()
    for address in (
        reverse("admin:programs_program_confirm", args=[program.pk, "offer"]),
        reverse("admin:programs_program_copy", args=[program.pk]),
        reverse("admin:programs_program_change", args=[program.pk]),
        reverse("admin:programs_program_changelist"),
        reverse("admin:logout"),
        reverse("accounts:own"),
    ):
        assert client.post(address, {"method": "call", "version": program.version}).status_code == 403
    assert (Check.objects.count(), Program.objects.count()) == (0, 1)


def test_every_page_is_kept_by_nobody(client):
    pages = addresses()
    sign_in(client, "publisher")
    kept = {client.get(address)["Cache-Control"] for address, kind in pages.items() if kind in (ALL, LOOKING)}
    assert kept == {"max-age=0, no-cache, no-store, must-revalidate, private", "private, no-store"}


def test_loading_the_roles_again_takes_away_what_was_added_by_hand():
    curator = Group.objects.get(name="curator")
    curator.permissions.add(Permission.objects.get(codename="delete_clinic"))
    load_roles()
    load_roles()
    for role, codenames in role_permissions().items():
        group = Group.objects.get(name=role)
        assert sorted(group.permissions.values_list("codename", flat=True)) == sorted(codenames)
    assert not [name for role in ROLES for name in role_permissions()[role] if name.startswith("delete_")]
    assert role_permissions()["staff export"] == ["export_clinic"]


def test_somebody_who_may_only_look_sees_no_button_and_saves_nothing(client):
    sign_in(client, "viewer")
    program = make_program(make_clinic())
    for entry in (program, program.clinic):
        address = reverse(f"admin:programs_{entry._meta.model_name}_change", args=[entry.pk])
        page = client.get(address)
        assert page.status_code == 200
        assert b'type="submit"' not in page.content.replace(b'<button type="submit">Log out', b"")
        assert client.post(address, {"name": "Forged", "version": "1"}).status_code == 403


def account_fields(**changed):
    return {"username": "new", "password1": "a long enough one", "password2": "a long enough one"} | {
        "usable_password": "true",
        **changed,
    }


def test_an_administrator_gives_roles_but_makes_no_superuser(client):
    sign_in(client, "administrator")
    curator = Group.objects.get(name="curator")
    forged = {"is_superuser": "on", "is_staff": "on", "user_permissions": "1"}
    answer = client.post(reverse("admin:auth_user_add"), account_fields(groups=[curator.pk], **forged))
    user = User.objects.get(username="new")
    assert answer.status_code == GONE_ON
    assert (user.is_superuser, user.is_staff, list(user.groups.all())) == (False, True, [curator])
    export = Group.objects.get(name="staff export")
    address = reverse("admin:auth_user_change", args=[user.pk])
    client.post(address, {"username": "new", "groups": [export.pk], "is_active": "on", **forged})
    user.refresh_from_db()
    assert (user.is_superuser, user.is_staff, list(user.groups.all())) == (False, False, [export])
    assert list(user.user_permissions.all()) == []
    said = list(Audit.objects.filter(kind="roles").order_by("pk").values_list("who", "what"))
    assert said == [
        ("a administrator", "account new: new → curator, active"),
        ("a administrator", "account new: curator, active → staff export, active"),
    ]


def test_an_administrator_cannot_touch_a_superuser(client):
    sign_in(client, "administrator")
    root = make_user("root", is_superuser=True, is_staff=True)
    page = reverse("admin:auth_user_change", args=[root.pk])
    assert client.post(page, {"username": "mine", "is_active": "on"}).status_code == 403
    passwords = {"password1": "a long enough one", "password2": "a long enough one"}
    assert (
        client.post(reverse("admin:auth_user_password_change", args=[root.pk]), passwords).status_code == 403
    )
    assert client.post(reverse("admin:auth_user_reset_second_step", args=[root.pk])).status_code == 403
    assert User.objects.filter(pk=root.pk).values("username", "password").get() == {
        "username": "root",
        "password": "",
    }
