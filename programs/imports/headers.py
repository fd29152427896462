"""Where the header of a list stands that a person made: which sheet, which row, and the names of its columns."""

from collections import Counter
from dataclasses import dataclass, field

from programs.imports.sheet import Broken, Sheet
from programs.imports.shown import shown
from programs.imports.wordings import find, subjects

LOOK_AT = 30  # rows of each sheet, among which the header is looked for
LIKELY = 2  # known columns of a row that looks like a header
LOOK_BELOW = 300  # rows below it, by which a column without a heading is found to hold something
NAMED = {"clinic_name", "organization", "name_2"}
PLACED = {
    "address",
    "street",
    "city",
    "city_state_zip",
    "postal_code",
    "point",
    "phone",
    "phone_intake",
    "phone_other",
}
PLACED |= {"latitude"}


@dataclass
class Header:
    """The row `line` of `sheet` with the `names` of its columns; `notes` say what else was seen."""

    sheet: Sheet
    line: int
    names: list[str]
    notes: list[str] = field(default_factory=list)


def is_list(names) -> bool:
    """Whether the names of a row say what a clinic is called, and a place or a phone."""
    said = set(known(names))
    return bool(said & NAMED and said & PLACED)


def known(names) -> list[str]:
    """The different subjects that the names of a row stand for."""
    return list(dict.fromkeys(each.name for name in names if name and (each := find(name))))


def find_header(sheets, renames) -> Header | None:
    """The row with the most known names of columns, of the sheets that are not hidden; None where none is a list.

    `renames` is {their name: ours}.
    """
    rows = [row for sheet in sheets if not sheet.hidden for row in candidates(sheet, renames)]
    if not rows:
        return None
    best = max(rows, key=lambda row: row[0])
    _count, sheet, line, cells = best
    names, notes = name_columns(sheet, line, cells)
    notes = [*titles(sheet, line), *other_sheets(sheets, rows, sheet), *notes]
    return Header(sheet, line, names, notes)


def candidates(sheet, renames):
    """(how many names are known, sheet, line, names) of each row that may be the header."""
    for line, cells in sheet.first_records(LOOK_AT):
        if isinstance(cells, Broken) or line in sheet.hidden_lines:
            continue
        names = [renamed(cell.strip(), renames) for cell in cells]
        if is_list(names):
            yield len(known(names)), sheet, line, [cell.strip() for cell in cells]


def likeliest(sheets, renames) -> str:
    """What a sentence says of the row that looks most like a header, where no row is one; empty when none does."""
    rows = [
        (len(known(names := [renamed(cell.strip(), renames) for cell in cells])), sheet, line, names)
        for sheet in sheets
        if not sheet.hidden
        for line, cells in sheet.first_records(LOOK_AT)
        if not isinstance(cells, Broken)
    ]
    count, sheet, line, names = max(rows, key=lambda row: row[0], default=(0, None, 0, []))
    if count < LIKELY:
        return ""
    ours, lacks = (
        ("clinic_name", "the clinic's name")
        if not set(known(names)) & NAMED
        else ("city", "a place or phone")
    )
    unknown = [shown(name) for name in names if name and not find(name)] or ["Their column"]
    return (
        f"{sheet}: line {line} looks like a header, and none of its columns is known as {lacks}. "
        f"Not known: {', '.join(f'“{name}”' for name in unknown)}. "
        f'Say with --map which of them it is, such as {{"{unknown[0]}": "{ours}"}}.'
    )


def renamed(name, renames):
    return renames.get(name, name) if name else ""


def titles(sheet, line):
    above = sum(
        any(cell.strip() for cell in cells) for at, cells in sheet.first_records(LOOK_AT) if at < line
    )
    return [f"The header stands in line {line}. Rows above it that were left out: {above}."] if above else []


def other_sheets(sheets, rows, chosen):
    """What is said of the sheets that were not read."""
    notes = []
    lists = {id(sheet) for _count, sheet, _line, _cells in rows}
    for sheet in sheets:
        if sheet is chosen:
            continue
        why = (
            "hidden"
            if sheet.hidden
            else "it looks like a list too, and --sheet reads it"
            if id(sheet) in lists
            else "no list of clinics"
        )
        notes.append(f"Sheet “{sheet.name}” was left out: {why}.")
    return notes


def name_columns(sheet, line, cells):
    """(a name of its own for each column, notes): a second column of one name, and one without, by its letter."""
    below = [row for at, row in sheet.first_records(line + LOOK_BELOW) if at > line]
    filled = {place for row in below for place, cell in enumerate(row) if cell.strip()}
    if sheet.kind == "workbook":
        cells = [*cells, *[""] * (max(filled, default=-1) + 1 - len(cells))]
    names, notes, seen = [], [], Counter()
    for place, name in enumerate(cells):
        letter = letter_of(place)
        seen[name] += 1
        if not name:
            names.append(f"column {letter}")
            notes += [f"Column {letter} has no heading: it was left out."] if place in filled else []
        elif seen[name] > 1:
            names.append(f"{name} (column {letter})")
            notes += (
                [f"“{name}” stands twice: the one in column {letter} is the second."]
                if place in filled
                else []
            )
        else:
            names.append(name)
    hidden = [
        names[place] for place in sorted(sheet.hidden_columns) if place in filled and place < len(names)
    ]
    notes += [f"The hidden column “{name}” was read too." for name in hidden]
    return names, notes


def letter_of(place: int) -> str:
    """A, B … Z, AA … of a column, from 0."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def names_of_subjects() -> list[str]:
    """Every name that a map of columns may give."""
    return sorted(subjects())
