"""A psilocybin trial joins through the admin alone, and is found, filtered and exported like every program."""

import csv
import io

import pytest
from django.urls import reverse

from programs.models import Clinic, Program
from programs.search import find
from tests.factories import make_program
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(desk):
    """The program, made by posting what a curator types, and by nothing else."""
    add = reverse("admin:programs_clinic_add")
    typed = {"name": "Invented University", "street": "1 Study Street", "city": "Tucson", "region": "AZ"}
    typed |= {"postal_code": "85719", "phones-0-number": "(520) 555-0177"}
    desk.post(add, fields_of(desk.get(add)) | typed)
    clinic = Clinic.objects.get(name="Invented University")
    add = f"{reverse('admin:programs_program_add')}?clinic={clinic.pk}"
    page = desk.get(add)
    medicine = medicine_choice(page, "Psilocybin")
    typed = {
        "types": ["trial"],
        "name": "A study of psilocybin",
        "medicine": medicine,
        "legal_status": "trial_only",
    }
    typed |= {
        "trial_registration": "NCT00000000",
        "substances-alcohol": "yes",
        "substances-alcohol-role": "primary",
    }
    typed |= {
        "routes-oral": "yes",
        "prices-0-item": "whole_course",
        "prices-0-low": "0",
        "prices-0-high": "0",
    }
    desk.post(add, fields_of(page) | typed)
    program = Program.objects.get(name="A study of psilocybin")
    action = {"action": "publish_selected", "_selected_action": [program.pk], "index": "0", "one": "1"}
    desk.post(reverse("admin:programs_program_changelist"), action)
    return program


def medicine_choice(page, label):
    from tests.page_forms import page_of

    select = next(node for node in page_of(page).iter("select") if node.get("name") == "medicine")
    return next(option.get("value") for option in select.iter("option") if option.text == label)


def names(**params):
    result = find({name: [value] for name, value in params.items()})
    assert result.errors == {}
    return sorted(program.name for hit in result.hits for program in hit.programs)


def test_a_psilocybin_trial_made_in_the_admin_is_found_filtered_and_exported(desk, client, trial):
    make_program(name="Ketamine with talk", substances=["alcohol"])
    assert names(medicine="psilocybin") == ["A study of psilocybin"]
    assert names(type="trial") == ["A study of psilocybin"]
    assert names(q="psilocybin", substance="alcohol", near="85701", radius="25") == ["A study of psilocybin"]
    assert names(course_max="0") == ["A study of psilocybin"]
    assert names(medicine="ketamine") == ["Ketamine with talk"]

    page = client.get(f"/clinics/{Clinic.objects.get(pk=trial.clinic_id).slug}/")
    assert page.status_code == 200
    assert "A study of psilocybin" in page.content.decode()

    exported = desk.get("/exports/listings.csv?medicine=psilocybin").content.decode().removeprefix("\ufeff")
    rows = [row for row in csv.DictReader(io.StringIO(exported)) if row["program_name"]]
    assert [
        (row["program_name"], row["medicine"], row["program_types"], row["substances"]) for row in rows
    ] == [("A study of psilocybin", "psilocybin", "trial", "alcohol:primary")]
