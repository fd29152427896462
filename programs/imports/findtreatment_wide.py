"""FindTreatment.gov's export: one column a service code, 1 where the facility has it."""

from programs.imports import facility
from programs.imports.facility import OTHER_LIST, RETIRED, TYPES, Facility, Reader, no_facility
from programs.imports.left_out import name_left_out
from programs.imports.names import tidy
from programs.imports.row import Reject, Skip
from programs.imports.service_labels import Labels
from programs.imports.shown import shown

NAME = "findtreatment-wide"
LABEL = "FindTreatment.gov export, one column a service code"
KIND = "register"
OUT_OF_SCOPE = facility.OUT_OF_SCOPE
stable_ids = False
TYPE = "type_facility"
PLACE = (
    "name1 name2 street1 street2 city state zip zip4 county phone intake_prompt intake1 intake2 website latitude "
    "longitude last_update"
).split()
NOT_TAKEN = ("zip4", "intake_prompt", "last_update")
NEEDED = ("name1", "street1", "city", "state", "zip", TYPE)
TELLING = ("sa", "op", "res", "cbt")  # code columns that every edition has
GONE = ("mmw", "bmw", "ubn")  # and some that only the edition of 2018 had
MARK = ("1", "1.0")
NO_MARK = ("", "0", "0.0")
SOURCE = {
    "url": "https://findtreatment.gov/",
    "licence": facility.PUBLIC_DOMAIN,
    "attribution": f"{facility.SAMHSA}, FindTreatment.gov",
}


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    names = {name.casefold() for name in header}
    if names.issuperset((*NEEDED, *TELLING)):
        return (
            f"it has the columns name1, zip and type_facility, and {len(codes_of(header))} of service codes"
        )
    return None


def edition(table):
    """The year of the export that has these columns."""
    return "2018" if {name.casefold() for name in table.header}.issuperset(GONE) else "2024"


def codes_of(header):
    """{column: its code, in capitals} of the columns that are codes."""
    place = {*PLACE, TYPE, "", "reason"}
    return {name: name.upper() for name in header if name.casefold() not in place}


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`. Costs the queries of the code lists and places."""
    reader, labels = Reader(options), Labels(options.edition)
    columns = {name: name.casefold() for name in table.header if name.casefold() in (*PLACE, TYPE)}
    codes = codes_of(table.header)
    name_left_out(table, {name for name in table.header if name.casefold() not in NOT_TAKEN})
    for line, raw in table.rows:
        cells = dict.fromkeys(PLACE, "") | {ours: tidy(raw[name]) for name, ours in columns.items()}
        kind = cells.pop(TYPE)
        marks = {code: cell for name, code in codes.items() if (cell := raw[name].strip()) not in NO_MARK}
        reason = no_facility(cells | marks)
        if reason:
            yield Skip(line, raw, reason)
        elif kind not in TYPES:
            yield Reject(line, raw, TYPE, shown(kind), "write MH or SA")
        else:
            filled = {name: cell for name, cell in raw.items() if cell}
            yield reader.row(read_row(line, filled, TYPES[kind], cells, marks, reader, labels))


def read_row(line, raw, kind, cells, marks, reader, labels):
    """The Facility of a row: codes of an earlier edition are read as those of today that say the same."""
    codes = tuple(code for code, cell in marks.items() if cell in MARK)
    today = dict.fromkeys(now for code in codes if (now := labels.code(code)))
    meanings, unknown = reader.look_up(today, kind, OTHER_LIST[kind], RETIRED)
    odd = [
        (code.casefold(), shown(cell), "neither 1 nor empty")
        for code, cell in marks.items()
        if cell not in MARK
    ]
    odd += [(code.casefold(), "1", "unknown code: nothing was made of it") for code in unknown]
    return Facility(line, raw, kind, cells, tuple(today), meanings, odd)
