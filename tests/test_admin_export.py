"""The list action that exports what is chosen: only what is public, and it says what it left out."""

import pytest
from django.urls import reverse

from tests.factories import make_clinic, make_program, make_user
from tests.page_forms import texts_of

pytestmark = pytest.mark.django_db


def export(desk, *entries, **more):
    kind = entries[0]._meta.model_name if entries else "clinic"
    body = {
        "action": "export_selected",
        "index": "0",
        "_selected_action": [entry.pk for entry in entries],
        **more,
    }
    return desk.post(reverse(f"admin:programs_{kind}_changelist"), body)


def told(response):
    """(program names, what the last line says) of the file."""
    header, *rows, last = response.content.decode().removeprefix("\ufeff").splitlines()
    place = header.split(",").index("program_name")
    return [row.split(",")[place] for row in rows], last.split(", filter ")[1].strip('"')


def warnings(desk):
    return texts_of(desk.get(reverse("admin:index")), ".//ul[@class='messagelist']/li")


def test_clinics_leave_with_their_public_programs_only(desk):
    clinic = make_clinic(name="Willow")
    make_program(clinic, name="Evening")
    make_program(clinic, name="Canary draft", published=False)
    make_program(name="Not chosen")
    draft = make_program(published=False).clinic
    response = export(desk, clinic, draft)
    assert response["Content-Type"].startswith("text/csv")
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    names, stamp = told(response)
    assert names == ["Evening"]
    assert stamp.startswith("1 of 2 chosen by hand, the others are not public")
    assert warnings(desk) == ["1 of the chosen entries is not public and was left out of the file."]


def test_programs_leave_alone(desk):
    clinic = make_clinic(name="Willow")
    evening, morning = make_program(clinic, name="Evening"), make_program(clinic, name="Morning")
    assert told(export(desk, morning))[0] == ["Morning"]
    assert told(export(desk, evening, morning))[0] == ["Evening", "Morning"]
    assert warnings(desk) == []


@pytest.mark.parametrize("published", [True, False])
def test_nothing_chosen_and_nothing_public_give_no_file(desk, published):
    program = make_program(published=published)
    for response in [export(desk)] + (
        [] if published else [export(desk, program), export(desk, program.clinic)]
    ):
        assert response.status_code == 302
    assert b"program_name" not in export(desk).content


def test_the_whole_list_can_leave(desk):
    for name in ("Evening", "Morning"):
        make_program(name=name)
    program = make_program(name="Noon")
    assert sorted(told(export(desk, program, select_across="1"))[0]) == ["Evening", "Morning", "Noon"]


def test_somebody_who_may_not_export_is_not_offered_it(client):
    from django.contrib.auth.models import Permission

    editor = make_user("ed", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__in=["view_clinic", "change_clinic"]))
    client.force_login(editor)
    program = make_program()
    assert "export_selected" not in client.get(reverse("admin:programs_clinic_changelist")).content.decode()
    assert b"program_name" not in export(client, program.clinic).content
