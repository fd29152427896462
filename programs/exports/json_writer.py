"""JSON: one object, its rows as objects of column name and value; the stamp ends it."""

from programs.exports.json_rows import as_text, dumped, objects, stamped, terms_of_use, write_array

NAME = "json"
LABEL = "JSON"
CONTENT_TYPE = "application/json"


def write(file, table):
    """Write `table` to the binary `file`, a line a row."""
    with as_text(file) as text:
        head = terms_of_use() | {"columns": explained(table.columns)}
        text.write("{" + "".join(f"{dumped(key)}: {dumped(value)},\n" for key, value in head.items()))
        text.write('"rows": ')
        write_array(text, objects(table))
        text.write(f',\n"stamp": {dumped(stamped(table))}}}\n')


def explained(columns):
    return [
        {"name": column.name, "kind": column.kind, "group": column.group, "meaning": column.explained()}
        for column in columns
    ]
