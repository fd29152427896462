"""Short lines: how several small records share one cell, with a way back.

Records are joined by "; ", the parts of a record by " | ". A backslash keeps those signs in a text.
"""

import re

RECORDS = "; "
PARTS = " | "
ESCAPES = {"\\": "\\\\", ";": "\\;", "|": "\\|", "\n": "\\n", "\r": "\\r"}
SIGNS = {code[1]: sign for sign, code in ESCAPES.items()}
TABLE = str.maketrans(ESCAPES)
TOKEN = re.compile(r"\\(.)|; | \| |(.)", re.DOTALL)


def escape(text):
    """Return `text` with the signs that would end a part or a record marked, outer blanks off."""
    return text.strip().translate(TABLE)


def join(records):
    """Return one line for `records`, each a list of texts; empty parts at a record's end fall away."""
    return RECORDS.join(PARTS.join(escape(part) for part in trimmed(record)) for record in records)


def trimmed(record):
    """Return `record` without the empty texts at its end (its first part always stays)."""
    parts = [part.strip() for part in record]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def split(line):
    """Return the records of `line`: the way back from join(). An empty line holds none."""
    if not line:
        return []
    if "\\" not in line:
        return [record.split(PARTS) for record in line.split(RECORDS)]
    records = [[""]]
    for token in TOKEN.finditer(line):
        if token[0] == RECORDS:
            records.append([""])
        elif token[0] == PARTS:
            records[-1].append("")
        else:
            records[-1][-1] += SIGNS.get(token[1], token[1]) if token[1] else token[2]
    return records


def padded(record, width):
    """Return `record` with empty texts up to `width` parts; raises ValueError when it has more."""
    if len(record) > width:
        raise ValueError(f"{PARTS.join(record)!r} has {len(record)} parts, at most {width} are known.")
    return [*record, *[""] * (width - len(record))]
