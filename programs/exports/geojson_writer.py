"""GeoJSON (RFC 7946): a feature a row at the clinic's public point; none where the address is withheld or unknown."""

from programs.exports.json_rows import as_text, dumped, objects, stamped, terms_of_use, write_array

NAME = "geojson"
LABEL = "Map (GeoJSON)"
CONTENT_TYPE = "application/geo+json"


def write(file, table):
    """Write `table` to the binary `file`, a line a row; licence and stamp are members of their own."""
    with as_text(file) as text:
        head = {"type": "FeatureCollection"} | terms_of_use()
        text.write("{" + "".join(f"{dumped(key)}: {dumped(value)},\n" for key, value in head.items()))
        text.write('"features": ')
        write_array(text, map(feature, objects(table)))
        text.write(f',\n"stamp": {dumped(stamped(table))}}}\n')


def feature(row):
    """One row; its id is the program's, or the clinic's in a row without one or of several."""
    program = row["program_id"]
    one = program and ";" not in program
    return {
        "type": "Feature",
        "id": program if one else row["clinic_id"],
        "geometry": geometry(row),
        "properties": row,
    }


def geometry(row):
    """Longitude first, as RFC 7946 has it."""
    if row["address_withheld"] == "yes" or row["latitude"] is None:
        return None
    return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
