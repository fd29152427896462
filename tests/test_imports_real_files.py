"""The real files, where they are at hand: every row is accounted for, and a second run changes nothing."""

from pathlib import Path

import pytest

from programs.models import Change, Clinic, Program
from programs.models.facts import texts
from tests.import_files import import_file, outcomes

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "samhsa"
SOURCE = "SAMHSA National Directory"

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(tmp_path):
    """A copy of a real file, in a folder where reports may be written."""

    def copy(name):
        source = DATA / name
        if not source.exists():
            pytest.skip(f"{source} is not here.")
        target = tmp_path / name
        target.write_bytes(source.read_bytes())
        return target

    return copy


def test_the_sample_in_both_scopes(real):
    path = real("directory_2024_dev_sample500.csv")
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
    report = import_file(real("directory_2024_kit_dev.csv"), "--scope", "ketamine", source=SOURCE)
    assert (report["rows"], report["rejected"], report["skipped"]) == (90, 0, 0)
    ketamine = Program.objects.filter(medicine__slug="ketamine").for_reading()
    assert 80 <= len(ketamine) <= 90
    blank = {"", "not_stated"}
    for program in ketamine:
        said = {name for name, text in texts(program).items() if text not in blank}
        assert said == {"status", "slug", "types", "name", "medicine", "routes"}
    assert Program.objects.filter(types__slug="other-care").count() > 60
