"""GeoJSON (RFC 7946): a feature a row at the clinic's public point; none where the address is withheld or unknown."""

from programs.codebook import BY_NAME
from programs.exports.json_rows import as_text, dumped, row_of, stamped, terms_of_use, write_array

NAME = "geojson"
LABEL = "Map (GeoJSON)"
CONTENT_TYPE = "application/geo+json"
ASKED = "clinic_id program_id address_withheld latitude longitude".split()


def write(file, table):
    """Write `table` to the binary `file`, a line a row; licence and stamp are members of their own."""
    with as_text(file) as text:
        head = {"type": "FeatureCollection"} | terms_of_use()
        text.write("{" + "".join(f"{dumped(key)}: {dumped(value)},\n" for key, value in head.items()))
        text.write('"features": ')
        write_array(text, features(table))
        text.write(f',\n"stamp": {dumped(stamped(table))}}}\n')


def features(table):
    """A feature a row. Which one it is and where are asked for beside the columns of the table."""
    shown = {column.name for column in table.columns}
    columns = [*table.columns, *(BY_NAME[name] for name in ASKED if name not in shown)]
    for cells in table.rows(columns):
        row = row_of(columns, cells)
        yield feature(row) | {"properties": {name: row[name] for name in row if name in shown}}


def feature(row):
    """One row; its id is the program's, or the clinic's in a row without one or of several."""
    program = row["program_id"]
    one = program and ";" not in program
    return {"type": "Feature", "id": program if one else row["clinic_id"], "geometry": geometry(row)}


def geometry(row):
    """Longitude first, as RFC 7946 has it."""
    if row["address_withheld"] == "yes" or row["latitude"] is None:
        return None
    return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
