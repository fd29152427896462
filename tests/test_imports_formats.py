"""Which format a file is: each header is one format's alone, and who insists on another is told what lacks."""

import pytest
from django.utils import timezone

from programs.imports import formats, hsds, listing
from programs.imports.table import Table
from programs.models import Source
from programs.publishing import Refused
from tests.import_files import directory_row, write_rows
from tests.test_imports_ca_dhcs import normalized_row, raw_row
from tests.test_imports_findtreatment_labels import answer_row, flat_row
from tests.test_imports_findtreatment_wide import wide_row
from tests.test_imports_samhsa_locator import mental_row, substance_row
from tests.test_imports_samhsa_otp import otp_row

ROWS = {
    "samhsa-directory": directory_row(),
    "findtreatment-wide": {name.strip(): cell for name, cell in wide_row().items()},
    "findtreatment-json": answer_row(),
    "findtreatment-labels": flat_row(),
    "samhsa-locator": mental_row(),
    "samhsa-otp": otp_row(),
    "ca-dhcs": raw_row(),
    "ca-dhcs-normalized": normalized_row(),
}
REGISTERS = [each for each in formats.FORMATS if each not in (hsds, listing)]
THIS_YEAR = str(timezone.localdate().year)


def test_every_register_has_rows_in_its_layout():
    assert {each.NAME for each in REGISTERS} == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_a_header_is_one_formats_alone(name):
    known = [each.NAME for each in formats.FORMATS if each.recognise(list(ROWS[name]))]
    assert known == [name]


@pytest.mark.parametrize("form", REGISTERS, ids=[each.NAME for each in REGISTERS])
def test_a_register_names_its_source_and_the_terms_of_its_use(form):
    source = Source(name="Register", kind=form.KIND, **form.SOURCE)
    source.clean_fields()
    assert source.kind == "register"
    assert source.licence
    assert source.attribution
    assert form.OUT_OF_SCOPE
    assert form.stable_ids is False


@pytest.mark.parametrize(
    ("row", "year"),
    [
        (directory_row(), "2024"),
        (mental_row(), "2020"),
        (substance_row(), "2021"),
        (otp_row(), THIS_YEAR),
        (flat_row(), THIS_YEAR),
        (raw_row(), THIS_YEAR),
    ],
)
def test_the_edition_where_nobody_says_it(tmp_path, row, year):
    table, form, _reason = formats.find_table("auto", write_rows(tmp_path / "rows.csv", [row]))
    assert formats.edition_of(form, table) == year


@pytest.mark.parametrize("form", REGISTERS, ids=[each.NAME for each in REGISTERS])
def test_who_insists_on_a_format_is_told_which_column_lacks(tmp_path, form):
    table = Table(write_rows(tmp_path / "rows.csv", [{"Clinic": "Blue Mesa", "Town": "Tucson"}]))
    with pytest.raises(Refused) as refused:
        formats.choose(form.NAME, table)
    assert f"{form.NAME} needs the column {form.NEEDED[0]}, which is not there." in str(refused.value)


def test_who_insists_on_the_right_columns_is_obeyed(tmp_path):
    table = Table(write_rows(tmp_path / "rows.csv", [otp_row() | {"PHONE": ""}]))
    form, reason = formats.choose("samhsa-otp", table)
    assert (form.NAME, reason) == ("samhsa-otp", "you said so")
