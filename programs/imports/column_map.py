"""A map of the columns of a list, as TOML: what each was taken for, ready to edit and to give to --map."""

import json
import textwrap

from programs.imports.spreadsheet import Reader
from programs.imports.wordings import LEFT_OUT, nearest, subjects

HEAD = """\
# What each column of {} was taken for. Correct it, save it as a .toml file, and give that to --map.
# "" leaves a column out. "payment:medicaid" is a column of yes and no about one term.
# "= VALUE" gives every row a value: "= ketamine" = "medicine"
"""


def column_map(table, options) -> str:
    """The map of one table, with all names that it may give in comments below."""
    taken = Reader(table, options).columns
    lines = [HEAD.format(table.path.name)]
    for name in table.header:
        ours = taken.table().get(name)
        if ours is None:
            continue
        lines.append(f"{quoted(name)} = {quoted(ours)}{remark(name, taken)}")
    names = ", ".join(name for name, each in subjects().items() if each.reads != LEFT_OUT)
    lines += ["", *textwrap.wrap(f"Names of ours: {names}", 110, initial_indent="# ", subsequent_indent="# ")]
    return "\n".join(lines)


def remark(name, taken):
    if name in taken.unknown:
        near = nearest(name)[1]
        return f"  # not known; the nearest is {near}" if near else "  # not known"
    why = dict(taken.left_out).get(name)
    return f"  # left out: {why}" if why else ""


def quoted(text):
    """A basic string of TOML: JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
