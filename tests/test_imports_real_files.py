"""The real files, where they are at hand: every row is accounted for, and a second run changes nothing."""

from pathlib import Path

import pytest
from django.utils import timezone

from programs.models import Change, Clinic, Program
from programs.models.facts import texts
from tests.import_files import import_file, outcomes

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SOURCE = "SAMHSA National Directory"
# Each file of the lists that arrive: its format, year, and how many of its rows are rejected and skipped when it is
# the first to be imported.
LISTS = [
    ("samhsa/directory_2024_dev_sample500.csv", "samhsa-directory", "2024", 500, 0, 64),
    ("samhsa/locator_export_2018_wide.xlsx", "findtreatment-wide", "2018", 1, 0, 0),
    ("samhsa/findtreatment_wide_derived_dev.csv.gz", "findtreatment-wide", "2024", 1000, 0, 125),
    ("samhsa/locator_api_sample_2019.json", "findtreatment-json", "", 30, 0, 16),
    ("samhsa/findtreatment_residential_2025_dev.csv", "findtreatment-labels", "", 142, 0, 0),
    ("ca_dhcs/sud_facilities_2026_raw_dev.csv", "ca-dhcs", "", 1789, 1, 0),
    ("ca_dhcs/sud_facilities_2026_normalized_dev.csv", "ca-dhcs-normalized", "", 1789, 1, 0),
    ("samhsa/directory_2024_dev.csv.gz", "samhsa-directory", "2024", 14903, 0, 1992),
    ("samhsa/mental_health_locator_2020_dev.csv.gz", "samhsa-locator", "2020", 8268, 0, 8268),
    ("samhsa/substance_use_locator_2021_dev.csv.gz", "samhsa-locator", "2021", 10314, 0, 0),
]

WORDS = ("form", "edition", "rows", "rejected", "skipped")

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(tmp_path):
    """A copy of a real file, in a folder where reports may be written."""

    def copy(name):
        source = DATA / name
        if not source.exists():
            pytest.skip(f"{source} is not here.")
        target = tmp_path / source.name
        target.write_bytes(source.read_bytes())
        return target

    return copy


def test_the_sample_in_both_scopes(real):
    path = real("samhsa/directory_2024_dev_sample500.csv")
    narrow = import_file(path, "--scope", "ketamine", apply=False, source=SOURCE)
    assert (narrow["rows"], narrow["rejected"]) == (500, 0)
    report = import_file(path, source=SOURCE)
    assert (report["rows"], report["rejected"], report["conflicting"]) == (500, 0, 0)
    assert Clinic.objects.filter(status="published").count() == report["clinics_created"] > 400
    count = Change.objects.count()
    again = import_file(path, source=SOURCE)
    assert outcomes(again) == {
        "unchanged": report["created"] + report["updated"],
        "skipped": report["skipped"],
    }
    assert Change.objects.count() == count


def test_the_ketamine_rows_say_of_ketamine_only_that(real):
    report = import_file(real("samhsa/directory_2024_kit_dev.csv"), "--scope", "ketamine", source=SOURCE)
    assert (report["rows"], report["rejected"], report["skipped"]) == (90, 0, 0)
    ketamine = Program.objects.filter(medicine__slug="ketamine").for_reading()
    assert 80 <= len(ketamine) <= 90
    blank = {"", "not_stated"}
    for program in ketamine:
        said = {name for name, text in texts(program).items() if text not in blank}
        assert said == {"clinic", "status", "slug", "types", "name", "medicine", "routes"}
    assert Program.objects.filter(types__slug="other-care").count() > 60


@pytest.mark.long
@pytest.mark.parametrize(("name", *WORDS), LISTS, ids=[each[0] for each in LISTS])
def test_each_list_is_known_and_each_row_accounted_for(real, name, form, edition, rows, rejected, skipped):
    report = import_file(real(name), edition="", source=SOURCE, apply=False)
    [file] = report["files"]
    assert file["format"] == form
    assert file["because"] != "you said so"
    assert report["edition"] == (edition or str(timezone.localdate().year))
    assert (report["rows"], report["rejected"], report["skipped"]) == (rows, rejected, skipped)
    assert sum(report["skipped_reasons"].values()) == skipped
    assert "" not in report["skipped_reasons"]
    assert report["created"] + report["updated"] == rows - rejected - skipped


@pytest.mark.long
def test_lists_after_one_another_and_then_again(real):
    """Two lists about the same places: the second time round neither changes anything."""
    lists = [
        ("samhsa/directory_2024_kit_dev.csv", SOURCE),
        ("samhsa/locator_api_sample_2019.json", "Answers"),
        ("samhsa/locator_export_2018_wide.xlsx", "Export"),
        ("samhsa/findtreatment_residential_2025_dev.csv", "Flat answers"),
        ("ca_dhcs/sud_facilities_2026_raw_dev.csv", "Register of California"),
        ("ca_dhcs/sud_facilities_2026_normalized_dev.csv", "Register of California"),
    ]
    paths = [(real(name), source) for name, source in lists]
    for path, source in paths:
        import_file(path, source=source, edition="2026")
    count = Change.objects.count()
    for path, source in paths:
        again = import_file(path, source=source, edition="2026")
        assert set(outcomes(again)) <= {"unchanged", "skipped", "rejected"}
    assert Change.objects.count() == count
