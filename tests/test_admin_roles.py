"""Who may do what in the admin: role × address × verb, and what cannot be forged."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from programs.admin.roles import load_roles, role_permissions
from programs.models import (
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
PEOPLE = ("anonymous", "patient", "staff export", "curator")


def sign_in(client, who):
    if who == "anonymous":
        return client
    user = make_user(f"a {who}", is_staff=who != "patient")
    if who != "patient":
        user.groups.add(Group.objects.get(name=who))
    client.force_login(user)
    return client


def addresses():
    """{address: what a curator gets for GET}: every page of the admin for one row of each model."""
    program = make_program()
    entries = [program, program.clinic, make_organization()]
    words = [
        Term.objects.first(),
        ProgramType.objects.first(),
        make_source(),
        Passage.objects.create(key="k", body="b"),
    ]
    found = {reverse("admin:index"): FINE}
    for row in [*entries, *words]:
        stem = f"admin:programs_{row._meta.model_name}"
        found[reverse(f"{stem}_changelist")] = FINE
        found[reverse(f"{stem}_add")] = REFUSED if isinstance(row, ProgramType) else FINE
        found[reverse(f"{stem}_change", args=[row.pk])] = FINE
        found[reverse(f"{stem}_history", args=[row.pk])] = FINE
        found[reverse(f"{stem}_delete", args=[row.pk])] = REFUSED
    found[reverse("admin:programs_program_add")] = GONE_ON  # to the clinics: a program is added at its clinic
    found[reverse("admin:programs_program_confirm", args=[program.pk, "offer"])] = METHOD
    found[reverse("admin:programs_clinic_confirm", args=[program.clinic.pk, "contact"])] = METHOD
    found[reverse("admin:programs_organization_confirm", args=[entries[2].pk, "contact"])] = METHOD
    found[reverse("admin:programs_program_copy", args=[program.pk])] = METHOD
    found |= {reverse(f"admin:{name}"): FINE for name in ("conflicts", "absences", "suspects")}
    conflict = Conflict.objects.create(
        clinic=program.clinic, field="email", source=make_source(), offered="a@b.example"
    )
    found[reverse("admin:conflict", args=[conflict.pk])] = FINE
    for model in ("user", "group"):
        found[reverse(f"admin:auth_{model}_changelist")] = REFUSED
        found[reverse(f"admin:auth_{model}_add")] = REFUSED
    user = make_user("somebody")
    found[reverse("admin:auth_user_change", args=[user.pk])] = REFUSED
    found[reverse("admin:auth_user_password_change", args=[user.pk])] = REFUSED
    return found


def expected(who, address, for_curator):
    if who in ("anonymous", "patient"):
        return SIGN_IN
    if who == "curator":
        return for_curator
    return FINE if address == reverse("admin:index") else REFUSED


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


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_gets_these_pages_and_no_others(client, who):
    pages = addresses()
    sign_in(client, who)
    got = {address: client.get(address).status_code for address in pages}
    assert got == {address: expected(who, address, status) for address, status in pages.items()}


@pytest.mark.parametrize("who", ["anonymous", "patient", "staff export"])
def test_a_post_of_anybody_but_a_curator_writes_nothing(client, who):
    pages = addresses()
    sign_in(client, who)
    program = Program.objects.get()
    before = everything()
    body = {"name": "Forged", "version": "1", "method": "call", "action": "publish_selected", "post": "yes"}
    body |= {"_selected_action": str(program.pk), "why": "forged", "apply": "1", "is_superuser": "on"}
    refused = {SIGN_IN, REFUSED} if who != "staff export" else {REFUSED, METHOD, FINE}
    for address in pages:
        assert client.post(address, body).status_code in refused
    assert everything() == before


def test_the_staff_export_desk_offers_nothing_to_write(client):
    sign_in(client, "staff export")
    page = client.get(reverse("admin:index")).content.decode()
    assert "/admin/programs/" not in page
    assert "/admin/auth/" not in page


def test_a_get_changes_nothing(client):
    pages = addresses()
    sign_in(client, "curator")
    before = everything()
    for address in pages:
        client.get(address, {"method": "call", "version": "1", "action": "publish_selected", "apply": "1"})
    assert everything() == before


def test_a_post_without_its_token_is_refused(settings):
    from django.test import Client

    client = sign_in(Client(enforce_csrf_checks=True), "curator")
    program = make_program()
    program.refresh_from_db()
    for address in (
        reverse("admin:programs_program_confirm", args=[program.pk, "offer"]),
        reverse("admin:programs_program_copy", args=[program.pk]),
        reverse("admin:programs_program_change", args=[program.pk]),
        reverse("admin:programs_program_changelist"),
    ):
        assert client.post(address, {"method": "call", "version": program.version}).status_code == 403
    assert (Check.objects.count(), Program.objects.count()) == (0, 1)


def test_every_page_is_kept_by_nobody(client):
    pages = addresses()
    sign_in(client, "curator")
    for address, status in pages.items():
        if status == FINE:
            assert (
                client.get(address)["Cache-Control"]
                == "max-age=0, no-cache, no-store, must-revalidate, private"
            )


def test_loading_the_roles_again_takes_away_what_was_added_by_hand():
    curator = Group.objects.get(name="curator")
    from django.contrib.auth.models import Permission

    curator.permissions.add(Permission.objects.get(codename="delete_clinic"))
    load_roles()
    load_roles()
    for role, codenames in role_permissions().items():
        group = Group.objects.get(name=role)
        assert sorted(group.permissions.values_list("codename", flat=True)) == sorted(codenames)
    assert not [name for name in role_permissions()["curator"] if name.startswith("delete_")]
    assert role_permissions()["staff export"] == ["export_clinic"]


def test_somebody_who_may_only_look_sees_no_button_and_saves_nothing(client):
    from django.contrib.auth.models import Permission

    viewer = make_user("vera", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["view_clinic", "view_program"]))
    client.force_login(viewer)
    program = make_program(make_clinic())
    for entry in (program, program.clinic):
        address = reverse(f"admin:programs_{entry._meta.model_name}_change", args=[entry.pk])
        page = client.get(address)
        assert page.status_code == 200
        assert b'type="submit"' not in page.content.replace(b'<button type="submit">Log out', b"")
        assert client.post(address, {"name": "Forged", "version": "1"}).status_code == 403
