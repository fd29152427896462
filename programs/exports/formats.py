"""The formats that listings leave in: every module of this room whose name ends in _writer.

A writer has NAME (also the file's ending, unless it has an ENDING), LABEL, CONTENT_TYPE and write(file, table), which
writes row by row.
"""

from importlib import import_module
from pkgutil import iter_modules

from django.utils import translation

from programs import exports
from programs.exports.table import Table, WrongChoice

WRITERS = [module.name for module in iter_modules(exports.__path__) if module.name.endswith("_writer")]
FORMATS = {writer.NAME: writer for writer in (import_module(f"programs.exports.{name}") for name in WRITERS)}


def writer_of(name: str):
    """The writer of a format. Raises WrongChoice."""
    if name not in FORMATS:
        raise WrongChoice("format", f"format: use one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def ending(writer) -> str:
    """What a file of the format ends in: its name, unless it says otherwise."""
    return getattr(writer, "ENDING", writer.NAME)


def write(file, name: str, table: Table) -> int:
    """Write `table` to the binary `file` in the format `name`; return the number of rows."""
    with translation.override(table.language):
        writer_of(name).write(file, table)
    return table.count
