"""HSDS 3.0 JSON: a page of full services, one a program, in the order of the rows; the stamp stands beside them."""

from programs.exports.hsds import public_services
from programs.exports.json_rows import as_text, dumped, stamped, terms_of_use, write_array

NAME = "hsds"
ENDING = "hsds.json"
LABEL = "HSDS 3.0 (JSON)"
CONTENT_TYPE = "application/json"


def write(file, table):
    """Write the public facts of `table` to the binary `file`, a line a service, whatever columns it has.

    Raises WrongChoice for a table of unpublished entries.
    """
    services = public_services(table, NAME)
    with as_text(file) as text:
        text.write('{"contents": ')
        write_array(text, services)
        text.write("".join(f",\n{dumped(key)}: {dumped(value)}" for key, value in page(table).items()))
        text.write("}\n")


def page(table):
    """What HSDS says of a page, with the stamp and the terms of use."""
    return {
        "total_items": table.count,
        "total_pages": 1,
        "page_number": 1,
        "size": table.count,
        "first_page": True,
        "last_page": True,
        "empty": not table.count,
        "stamp": stamped(table),
    } | terms_of_use()
