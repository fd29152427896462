"""SAMHSA's list of opioid treatment programs: name and address of each, and no more.

ID is the program's name. That a place is in the list makes it other-care; which medicine it gives to whom is not said.
"""

from programs.imports import facility
from programs.imports.capitals import readable
from programs.imports.facility import SUBSTANCE, Facility, Reader, no_facility
from programs.imports.names import tidy
from programs.imports.row import Skip, in_columns
from programs.imports.streets import split_unit

NAME = "samhsa-otp"
LABEL = "SAMHSA opioid treatment programs, name and address"
KIND = "register"
OUT_OF_SCOPE = facility.OUT_OF_SCOPE
stable_ids = False  # ID is a name
COLUMNS = {"ID": "name1", "ADDRESS": "street1", "CITY": "city", "STATE": "state", "POSTAL": "zip"}
NEEDED = tuple(COLUMNS)
THEIRS = {ours: name for name, ours in COLUMNS.items()}
SA = "SA"
SOURCE = {
    "url": "https://dpt2.samhsa.gov/treatment/",
    "licence": facility.PUBLIC_DOMAIN,
    "attribution": f"{facility.SAMHSA}, Opioid Treatment Program Directory",
}


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    names = [name for name in header if name != "reason"]
    return f"its columns are exactly {', '.join(COLUMNS)}" if names == list(COLUMNS) else None


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`. Costs the queries of the code lists and places."""
    reader = Reader(options)
    meanings, _unknown = reader.look_up((SA,), SUBSTANCE)
    for line, raw in table.rows:
        cells = {ours: tidy(raw[name]) for name, ours in COLUMNS.items()}
        reason = no_facility(cells)
        if reason:
            yield Skip(line, raw, reason)
            continue
        yield in_columns(reader.row(Facility(line, raw, "otp", with_parts(cells), (SA,), meanings)), THEIRS)


def with_parts(cells):
    """The cells of a row with its street and unit apart, and no words in capitals alone."""
    street, unit = split_unit(cells["street1"])
    cells |= {"street1": street, "street2": unit, "name2": ""}
    return cells | {name: readable(cells[name]) for name in ("name1", "street1", "street2", "city")}
