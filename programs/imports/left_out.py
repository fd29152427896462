"""Columns of a register that a reader takes nothing from: named once, so that nobody looks for them in vain."""

from programs.imports.shown import shown
from programs.imports.table import REASON


def name_left_out(table, taken):
    """Note on `table` which of its columns are none of `taken`."""
    names = [name for name in table.header if name and name not in {*taken, REASON}]
    if names:
        listed = ", ".join(f"“{shown(name)}”" for name in names)
        table.notes = [*table.notes, f"Not taken, kept with the row alone: {listed}."]
