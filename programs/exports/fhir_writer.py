"""FHIR R4: a Bundle with a HealthcareService a program, in the order of the rows; the stamp is its tags."""

from programs.exports.fhir import public_resources, stamp_of
from programs.exports.json_rows import as_text, dumped, write_array

NAME = "fhir"
ENDING = "fhir.json"
LABEL = "FHIR R4 (Bundle)"
CONTENT_TYPE = "application/fhir+json"


def write(file, table):
    """Write the public facts of `table` to the binary `file`, a line a resource, whatever columns it has.

    Raises WrongChoice for a table of unpublished entries.
    """
    resources = public_resources(table, NAME, lambda _kind, public_id: urn(public_id))
    with as_text(file) as text:
        text.write('{"resourceType": "Bundle", "type": "collection", "entry": ')
        write_array(text, ({"fullUrl": urn(each["id"]), "resource": each} for each in resources))
        text.write(
            f',\n"timestamp": {dumped(table.started_at.isoformat())}, "meta": {dumped(stamp_of(table))}}}\n'
        )


def urn(public_id):
    return f"urn:uuid:{public_id}"
