"""The answer of FindTreatment.gov's interface: JSON rows with services under headings (f1, f2) as labels (f3)."""

import json

from programs.imports import facility, findtreatment
from programs.imports.facility import TYPES, Reader, no_facility
from programs.imports.findtreatment import labelled
from programs.imports.left_out import name_left_out
from programs.imports.names import tidy
from programs.imports.row import Reject, Skip
from programs.imports.service_labels import Labels
from programs.imports.shown import shown

NAME = "findtreatment-json"
LABEL = "FindTreatment.gov answer in JSON, services under headings"
KIND = "register"
OUT_OF_SCOPE = facility.OUT_OF_SCOPE
SOURCE = findtreatment.SOURCE
stable_ids = False  # nothing says that frid stays
TYPE, SERVICES = "typeFacility", "services"
PLACE = (
    *("name1", "name2", "street1", "street2", "city", "state", "zip"),
    *("phone", "intake1", "intake2", "hotline1", "website", "latitude", "longitude", "county"),
)
NEEDED = ("name1", "street1", "city", "state", "zip", TYPE, SERVICES)


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    return "its rows hold name1, typeFacility and services" if set(NEEDED) <= set(header) else None


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`. Costs the queries of the code lists and places."""
    reader, labels = Reader(options), Labels(options.edition)
    name_left_out(table, (*PLACE, TYPE, SERVICES))
    for line, raw in table.rows:
        cells = {name: tidy(raw.get(name, "")) for name in PLACE}
        said = services_of(raw[SERVICES])
        reason = no_facility(cells | {SERVICES: said})
        if reason:
            yield Skip(line, raw, reason)
        elif raw[TYPE] not in TYPES:
            yield Reject(line, raw, TYPE, shown(raw[TYPE]), "write MH or SA")
        elif said is None:
            wrong = "write a list of objects with f1, f2 and f3"
            yield Reject(line, raw, SERVICES, shown(raw[SERVICES]), wrong)
        else:
            yield reader.row(labelled(line, raw, TYPES[raw[TYPE]], cells, said, reader, labels, SERVICES))


def services_of(text):
    """[(column, heading's code, label)] of the cell of services; None when it is no such list."""
    try:
        services = json.loads(text) if text else []
        return [
            (f"{SERVICES} {each['f2']}", each["f2"], label)
            for each in services
            for label in map(tidy, (each["f3"] or "").split(";"))
            if label
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
