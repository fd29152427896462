"""What sources' lists say beside a clinic's page: other names, and that a clinic or program is no longer listed."""

import pytest

from programs.models import Clinic, Program, SourceRecord
from programs.publishing import change, withdraw
from tests.factories import make_user
from tests.import_files import KETAMINE, directory_row, import_rows
from tests.page_forms import texts_of

pytestmark = pytest.mark.django_db
SOURCE = "Register of facilities"
WITHOUT_KETAMINE = KETAMINE.replace("KIT ", "")


def said(client):
    """The lines of "Who says so" that are about lists."""
    response = client.get(f"/clinics/{Clinic.objects.get(name__startswith='Blue Mesa').slug}/")
    lines = texts_of(response, ".//section[@aria-labelledby='who']/ul/li")
    return [line for line in lines if "list" in line]


def test_another_name_is_told_and_the_same_name_is_not(client, tmp_path):
    import_rows(tmp_path, [directory_row()])
    assert said(client) == []
    with change(Clinic.objects.get(), by=make_user()) as clinic:
        clinic.name = "Blue Mesa Center"
    assert said(client) == [f"Also listed as “Blue Mesa Counseling” ({SOURCE} 2024)"]
    import_rows(tmp_path, [directory_row(name1="Blue Mesa One")], edition="2025")
    assert said(client) == [f"Also listed as “Blue Mesa One” ({SOURCE} 2025)"]


def test_what_the_whole_edition_no_longer_lists_is_told_and_stays(client, tmp_path):
    other = directory_row(name1="Ocotillo House", street1="7 Other Road", phone="520-555-0160")
    import_rows(tmp_path, [directory_row(), other])
    assert said(client) == []
    import_rows(tmp_path, [other], "--complete", edition="2025")
    assert said(client) == [f"“Blue Mesa Counseling” is not in the list of {SOURCE} 2025."]
    SourceRecord.objects.update(missing_seen_by=make_user())
    assert said(client) == [f"“Blue Mesa Counseling” is not in the list of {SOURCE} 2025."]
    import_rows(tmp_path, [directory_row(), other], "--complete", edition="2026")
    assert said(client) == []


def test_a_program_that_is_no_longer_listed_is_named_while_it_is_public(client, tmp_path):
    import_rows(tmp_path, [directory_row()])
    import_rows(tmp_path, [directory_row(service_code_info=WITHOUT_KETAMINE)], "--complete", edition="2025")
    assert said(client) == [f"“Ketamine infusion” is not in the list of {SOURCE} 2025."]
    withdraw(
        Program.objects.get(slug="ketamine-infusion"), by=make_user(), why="The register lists it no longer."
    )
    assert said(client) == []


def test_one_of_two_rows_is_enough_to_be_listed(client, tmp_path):
    again = directory_row(phone="520-555-0155")
    import_rows(tmp_path, [directory_row(), again])
    assert Clinic.objects.count() == 1
    import_rows(tmp_path, [again], "--complete", edition="2025")
    assert said(client) == []
