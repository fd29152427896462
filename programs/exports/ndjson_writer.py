"""NDJSON: an object a line, one line a row; the last line is the stamp, under that name."""

from programs.exports.json_rows import as_text, dumped, objects, stamped, terms_of_use

NAME = "ndjson"
LABEL = "JSON lines (NDJSON)"
CONTENT_TYPE = "application/x-ndjson"


def write(file, table):
    """Write `table` to the binary `file`."""
    with as_text(file) as text:
        text.writelines(f"{dumped(row)}\n" for row in objects(table))
        text.write(f"{dumped({'stamp': stamped(table) | terms_of_use()})}\n")
