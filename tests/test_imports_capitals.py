"""Capitals made readable: abbreviations stay, and nothing but the letters' size changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.imports.capitals import readable


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HOUSE OF THE OAKS", "House of the Oaks"),
        ("THE OAKS, A HOME FOR WOMEN", "The Oaks, A Home for Women"),
        ("SHASTA DAY REPORTING CENTER (DRC)", "Shasta Day Reporting Center (DRC)"),
        ("STEPPING STONES II LLC", "Stepping Stones II LLC"),
        ("C.U.R.A., INC.", "C.U.R.A., Inc."),
        ("WOMEN'S O'BRIEN CENTER", "Women's O'Brien Center"),
        ("MCMILLAN AND MACY", "McMillan and Macy"),
        ("VISTA DEL MAR - DUI PROGRAM", "Vista del Mar - DUI Program"),
        ("LA JOLLA / THE POINT", "La Jolla / The Point"),
        ("R&R HOUSE 4U", "R&R House 4U"),
        ("CLINICA NIÑO", "Clinica Niño"),
        ("2035 W. 39TH STREET BLDG B", "2035 W. 39th Street Bldg B"),
        ("SUITE A & B", "Suite A & B"),
        ("Blue MESA", "Blue MESA"),
        ("", ""),
        ("12-34", "12-34"),
    ],
)
def test_names_in_capitals(written, meant):
    assert readable(written) == meant


@given(st.text(alphabet="ABCDEIOU'’.&-()/, 0123456789ÑÉß", max_size=40))
def test_only_the_size_of_letters_changes(text):
    assert readable(text).casefold() == text.casefold()
    assert readable(readable(text)).casefold() == text.casefold()
