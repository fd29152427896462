"""FindTreatment.gov's answers as a flat sheet: all services of a facility in one cell, as labels."""

from programs.imports import facility, findtreatment
from programs.imports.facility import Reader, no_facility
from programs.imports.findtreatment import labelled
from programs.imports.left_out import name_left_out
from programs.imports.names import tidy
from programs.imports.row import Skip, in_columns
from programs.imports.service_labels import Labels

NAME = "findtreatment-labels"
LABEL = "FindTreatment.gov answers as a sheet, services as labels in one cell"
KIND = "register"
OUT_OF_SCOPE = facility.OUT_OF_SCOPE
SOURCE = findtreatment.SOURCE
stable_ids = False
COLUMNS = {
    "Name": "name1",
    "Address": "street1",
    "City": "city",
    "State": "state",
    "ZIP": "zip",
    "Phone": "phone",
    "Website": "website",
    "Latitude": "latitude",
    "Longitude": "longitude",
}
THEIRS = {ours: name for name, ours in COLUMNS.items()}
EMPTY = ("name2", "street1", "street2", "city", "zip")
SERVICES = ("All Services", "Residential Services")
NEEDED = ("Name", "City", "State", "ZIP", "All Services")


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    return "it has the columns Name, ZIP and All Services" if set(NEEDED) <= set(header) else None


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`. Costs the queries of the code lists and places."""
    reader, labels = Reader(options), Labels(options.edition)
    columns = {name: ours for name, ours in COLUMNS.items() if name in table.header}
    name_left_out(table, (*columns, *SERVICES))
    services = [name for name in SERVICES if name in table.header]
    for line, raw in table.rows:
        cells = dict.fromkeys(EMPTY, "") | {ours: tidy(raw[name]) for name, ours in columns.items()}
        said = [(name, "", label) for name in services for label in map(tidy, raw[name].split(";")) if label]
        reason = no_facility(cells | {"services": said})
        if reason:
            yield Skip(line, raw, reason)
            continue
        found = labelled(line, raw, "", cells, once(said), reader, labels, SERVICES[0])
        yield in_columns(reader.row(found), THEIRS)


def once(said):
    """Each label in the first column that says it."""
    return list({label: (column, heading, label) for column, heading, label in reversed(said)}.values())[::-1]
