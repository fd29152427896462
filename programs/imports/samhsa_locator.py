"""SAMHSA's locators of 2020 (mental health) and 2021 (substance use): name, place and contact, no services.

The substance-use locator says of each place that it treats addiction, and no more: other-care. The mental-health
locator says of none that it does: its rows add phones, website and coordinates to clinics that are here.
"""

from programs.imports import facility
from programs.imports.facility import MENTAL, SUBSTANCE, TYPES, Facility, Reader, no_facility
from programs.imports.left_out import name_left_out
from programs.imports.names import tidy
from programs.imports.row import Reject, Skip
from programs.imports.shown import shown
from programs.imports.table import REASON

NAME = "samhsa-locator"
LABEL = "SAMHSA locator of 2020 or 2021: place and contact of each facility, no services"
KIND = "register"
OUT_OF_SCOPE = "no clinic here yet that it could add to, and no word of addiction care in it"
stable_ids = False
NEEDED = ("name1", "name2", "street1", "street2", "city", "state", "zip", "latitude", "longitude")
KNOWN = (
    *NEEDED,
    *("zip4", "county", "phone", "intake_prompt", "intake1", "intake2", "website", "type_facility"),
)
NOT_TAKEN = {"zip4", "intake_prompt"}
TYPE = "type_facility"
EDITIONS = {MENTAL: "2020", SUBSTANCE: "2021"}
SA = "SA"
SOURCE = {
    "url": "https://findtreatment.gov/",
    "licence": facility.PUBLIC_DOMAIN,
    "attribution": f"{facility.SAMHSA}, treatment locators",
}


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    if not set(NEEDED) <= set(header) or {*filter(None, header)} - {*KNOWN, REASON}:
        return None
    if TYPE in header:
        return "it has the columns name1, zip, latitude and type_facility, and none of services"
    return "it has the columns name1, zip and latitude, and none of phones, types or services"


def edition(table):
    """The year of the locator that has these columns."""
    return EDITIONS[MENTAL if TYPE in table.header else SUBSTANCE]


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`. Costs the queries of the code lists and places."""
    reader = Reader(options)
    columns = [name for name in KNOWN if name in table.header]
    name_left_out(table, set(columns) - NOT_TAKEN)
    for line, raw in table.rows:
        cells = {name: tidy(raw[name]) for name in columns}
        kind = cells.pop(TYPE, SA)
        reason = no_facility(cells)
        if reason:
            yield Skip(line, raw, reason)
        elif kind not in TYPES:
            yield Reject(line, raw, TYPE, shown(kind), "write MH or SA")
        else:
            yield reader.row(read_row(line, raw, TYPES[kind], cells, reader))


def read_row(line, raw, kind, cells, reader):
    """The Facility of a row: being in the substance-use locator says what the code SA says."""
    codes = (SA,) if kind == SUBSTANCE else ()
    meanings, _unknown = reader.look_up(codes, kind)
    return Facility(line, raw, kind, cells, codes, meanings, adds_only=kind == MENTAL)
