"""SAMHSA's National Directories of mental health and of substance use treatment facilities, 2024, as rows."""

from programs.imports import facility
from programs.imports.facility import LISTS, Facility, Reader, no_facility
from programs.imports.left_out import name_left_out
from programs.imports.names import tidy
from programs.imports.row import Reject, Skip
from programs.imports.shown import shown

NAME = "samhsa-directory"
LABEL = "SAMHSA National Directory, one row a facility with its service codes"
KIND = "register"
OUT_OF_SCOPE = facility.OUT_OF_SCOPE
EDITION = "2024"
stable_ids = False  # facility_id is a running number of one edition
CODES = "service_code_info"
COLUMNS = (
    "directory_type name1 name2 street1 street2 city state zip phone intake1 intake2 intake1a intake2a "
    "service_code_info"
).split()
NEEDED = COLUMNS
SOURCE = {
    "url": "https://www.samhsa.gov/data/report/national-directories",
    "licence": facility.PUBLIC_DOMAIN,
    "attribution": f"{facility.SAMHSA}, National Directories",
}


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    if set(COLUMNS) <= set(header):
        return "it has the columns directory_type, name1, street1, phone and service_code_info"
    return None


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`. Costs the queries of the code lists and places."""
    reader = Reader(options)
    name_left_out(table, COLUMNS)
    for line, raw in table.rows:
        cells = {name: tidy(raw[name]) for name in COLUMNS}
        kind, codes = cells.pop("directory_type"), cells.pop(CODES)
        reason = no_facility(cells | {"codes": codes})
        if reason:
            yield Skip(line, raw, reason)
        elif kind not in LISTS:
            yield Reject(line, raw, "directory_type", shown(kind), "write mental or substance")
        else:
            yield reader.row(read_row(line, raw, kind, cells, codes, reader))


def read_row(line, raw, kind, cells, codes, reader):
    """The Facility of a row; its codes are separated by blanks, categories by asterisks."""
    codes = tuple(dict.fromkeys(codes.replace("*", " ").split()))
    meanings, unknown = reader.look_up(codes, kind)
    return Facility(line, raw, kind, cells, codes, meanings, unknown_codes(unknown), column=CODES)


def unknown_codes(codes):
    return [(CODES, shown(code), "unknown code: nothing was made of it") for code in codes]
