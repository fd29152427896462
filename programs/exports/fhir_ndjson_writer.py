"""FHIR R4 as NDJSON: a resource a line, as bulk readers take it; the last line is an empty Bundle with the stamp."""

from programs.exports.fhir import public_resources, stamp_of
from programs.exports.json_rows import as_text, dumped

NAME = "fhir-ndjson"
ENDING = "fhir.ndjson"
LABEL = "FHIR R4 (NDJSON)"
CONTENT_TYPE = "application/fhir+ndjson"


def write(file, table):
    """Write the public facts of `table` to the binary `file`, whatever columns it has.

    Raises WrongChoice for a table of unpublished entries.
    """
    resources = public_resources(table, NAME, lambda kind, public_id: f"{kind}/{public_id}")
    with as_text(file) as text:
        text.writelines(f"{dumped(each)}\n" for each in resources)
        last = {"resourceType": "Bundle", "type": "collection", "meta": stamp_of(table)}
        text.write(f"{dumped(last)}\n")
