"""What a source says otherwise stands beside the group on the entry's page, and conflicts are one link away."""

import pytest

from programs.models import Clinic, Program
from programs.publishing import change, set_terms
from tests.factories import make_user
from tests.import_files import directory_row, import_rows
from tests.page_forms import page_of, texts_of

pytestmark = pytest.mark.django_db


def beside(desk, entry, group):
    page = desk.get(f"/admin/programs/{entry._meta.model_name}/{entry.pk}/change/")
    return [text for text in texts_of(page, f".//section[@id='{group}']/p") if text.startswith("Also listed")]


def test_other_words_of_a_source_stand_beside_their_group(desk, tmp_path):
    import_rows(tmp_path, [directory_row()])
    clinic, program = Clinic.objects.get(), Program.objects.get(slug="other-care-here")
    assert (beside(desk, clinic, "identity"), beside(desk, program, "protocol")) == ([], [])
    with change(clinic, by=make_user("cora")):
        clinic.name = "Blue Mesa Center"
    with change(program, by=make_user("cora")):
        set_terms(program, "therapy", ["cbt"])
    assert beside(desk, clinic, "identity") == [
        "Also listed as: Name “Blue Mesa Counseling” (Register of facilities 2024)"
    ]
    assert beside(desk, program, "protocol") == [
        "Also listed as: Therapies “Group counseling” (Register of facilities 2024)"
    ]
    assert beside(desk, clinic, "contact") == []


def test_the_clinics_page_leads_to_its_conflicts(desk, tmp_path):
    import_rows(tmp_path, [directory_row()])
    clinic = Clinic.objects.get()
    with change(clinic, by=make_user("cora")):
        clinic.name = "Blue Mesa Center"
    import_rows(tmp_path, [directory_row(name1="Blue Mesa One")], edition="2025")
    page = desk.get(f"/admin/programs/clinic/{clinic.pk}/change/")
    links = list(page_of(page).iterfind(".//section[@id='programs']/p/a"))
    assert [(node.get("href"), node.text) for node in links] == [
        (
            f"/admin/conflicts/?clinic={clinic.pk}",
            "A source says something else: 1 conflict waits for a decision",
        )
    ]
    assert [row.label for row in desk.get(links[0].get("href")).context["rows"]] == ["Name"]
