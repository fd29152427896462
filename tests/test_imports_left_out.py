"""What a register says that the directory has no place for is named once in the report."""

import pytest

from tests.import_files import directory_row, import_rows
from tests.test_imports_ca_dhcs import normalized_row, raw_row
from tests.test_imports_findtreatment_labels import flat_row
from tests.test_imports_findtreatment_wide import wide_row
from tests.test_imports_samhsa_locator import mental_row, substance_row

pytestmark = pytest.mark.django_db
CAPACITY = {"Treatment_Capacity": "26", "Total_Capacity": "30"}
FILES = {
    "ca-dhcs": (raw_row(**CAPACITY), ["F20", "F21", "OBJECTID", "Treatment_Capacity", "Total_Capacity"]),
    "ca-dhcs-normalized": (normalized_row(treatment_capacity="26"), ["treatment_capacity"]),
    "samhsa-directory": (directory_row(), ["facility_id"]),
    "samhsa-locator 2020": (mental_row(), ["zip4", "intake_prompt"]),
    "samhsa-locator 2021": (substance_row(), ["zip4"]),
    "findtreatment-labels": (flat_row("Substance use treatment", Distance="3"), ["Distance"]),
    "findtreatment-wide": (wide_row(), ["zip4", "last_update"]),
}


@pytest.mark.parametrize("name", FILES)
def test_columns_that_nothing_is_taken_from_are_named_once(tmp_path, name):
    row, left_out = FILES[name]
    report = import_rows(tmp_path, [row | {"reason": "none"}, row], apply=False)
    [file] = report["files"]
    listed = ", ".join(f"“{column}”" for column in left_out)
    assert file["notes"] == [f"Not taken, kept with the row alone: {listed}."]
    assert report["printed"].count(file["notes"][0]) == 1


def test_a_file_without_such_columns_says_nothing_of_them(tmp_path):
    row = directory_row()
    del row["facility_id"]
    [file] = import_rows(tmp_path, [row], apply=False)["files"]
    assert file["notes"] == []
