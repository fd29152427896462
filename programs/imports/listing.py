"""Our own listing, as the exports write it: one row a program, columns named by the codebook.

Its check and claim columns are not believed here; see restore.py for a full listing that comes back into an empty
database.
"""

from uuid import UUID

from django.conf import settings

from programs.cells import read_stamp, unguarded
from programs.codebook import BY_NAME, COLUMNS, READABLE, VERSION, columns_of
from programs.columns import DATE, FULL, NUMBER
from programs.imports.row import Reject, Row, Skip
from programs.models.answers import NOT_STATED
from programs.publishing import Refused

NAME = "listing"
LABEL = "our own listing, one row a program, as CSV"
stable_ids = True
NEEDED = ("clinic_id", "clinic_name", "program_id")
POINT = ("latitude", "longitude", "precision")
STAMP_REASON = "the stamp that ends the file"
CUT_SHORT = (
    "The file has no stamp as its last line: it was cut short, or it is a workbook, which has its stamp in a sheet of "
    "its own. Export it again, as CSV."
)
FACT_COLUMNS = [column for column in COLUMNS if column.fact]


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    if set(NEEDED) <= set(header):
        return f"it has the columns {', '.join(NEEDED)} of our own listing"
    return None


def read(table, options):
    """Yield a Row a program, with the ids of clinic and program as key and part; at the end the stamp, or a Reject."""
    stamp, line = None, 1
    for line, raw in table.rows:
        stamp = stamp_of(table, raw)
        yield Skip(line, raw, STAMP_REASON) if stamp else read_row(line, raw)
    if stamp is None:
        yield Reject(line, {}, table.header[0], "", CUT_SHORT)
    else:
        check_stamp(stamp)


def stamp_of(table, raw):
    """The Stamp that a row is, or None."""
    first, *rest = [raw[name] for name in table.header]
    return None if any(rest) else read_stamp(first)


def check_stamp(stamp):
    """Raise Refused for a file of another codebook, or of invented entries where real ones are kept."""
    if stamp.codebook not in READABLE:
        raise Refused(f"The file was written by codebook {stamp.codebook}; this is codebook {VERSION}.")
    if stamp.demonstration and not settings.DEMONSTRATION:
        raise Refused("The file is of a demonstration: its clinics are invented.")


def cells_of(raw):
    """{column: text} of the columns that the codebook knows, the guard of texts taken off."""
    known = {name: cell or "" for name, cell in raw.items() if name in BY_NAME}
    return {
        name: cell if BY_NAME[name].kind in (NUMBER, DATE) else unguarded(cell)
        for name, cell in known.items()
    }


def is_full(header):
    """Whether a file with this header holds all that a restore needs."""
    return {column.name for column in columns_of(FULL)} <= set(header)


def read_row(line, raw):
    """One row as facts, or the reason why not."""
    cells = cells_of(raw)
    for name in ("clinic_id", "program_id"):
        if (name == "clinic_id" or cells[name]) and not is_id(cells[name]):
            return Reject(line, raw, name, cells[name], wrong_id(cells[name]))
    part = cells["program_id"]
    return Row(
        line,
        raw,
        key=cells["clinic_id"],
        clinic=clinic_facts(cells),
        programs={part: stated(cells, "program")} if part else {},
        operator={
            fact: cells[f"organization_{fact}"]
            for fact in ("ownership", "npi")
            if cells.get(f"organization_{fact}", "") not in ("", NOT_STATED)
        },
    )


def wrong_id(text):
    if "; " in text:
        return "this listing has one row a clinic: export it with one row a program"
    return "this is no id as our listings have it"


def is_id(text):
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def clinic_facts(cells):
    """What the row states of the clinic; of a withheld address the point is the city's, and so left out."""
    facts = stated(cells, "clinic")
    if facts.get("address_withheld") == "yes" and not facts.get("street"):
        facts = {name: text for name, text in facts.items() if name not in POINT}
    return facts


def stated(cells, owner):
    """{fact: text} of what the row states of its clinic or program."""
    return {
        column.fact: cells[column.name]
        for column in FACT_COLUMNS
        if column.owner == owner and cells.get(column.name, "") not in ("", NOT_STATED)
    }
