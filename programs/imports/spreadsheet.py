"""A list that a person made: columns are recognised by the many names people give them, cells as people fill them.

A row is a clinic, with a program where it says something about care: about ketamine where it says so, else
other-care. Nothing is inferred that the row does not say; what could not be read is a warning.
"""

from programs.imports.capitals import readable
from programs.imports.cell_words import is_nothing
from programs.imports.cells_of_row import CellsOfRow
from programs.imports.clinic_cells import (
    Unusable,
    contact_facts,
    licence_facts,
    name_facts,
    operator_facts,
    place_facts,
)
from programs.imports.headers import find_header, is_list, known
from programs.imports.labels import Dictionary
from programs.imports.options import EVERYTHING
from programs.imports.own_ids import OwnIds
from programs.imports.points import points_of
from programs.imports.program_cells import OTHER, program_facts
from programs.imports.registers import lists
from programs.imports.row import Reject, Row, Skip
from programs.imports.several_programs import tell_apart
from programs.imports.sheet_columns import SheetColumns
from programs.imports.shown import shown
from programs.imports.table import Table
from programs.models.document import words
from programs.vocabulary import state_code

NAME = "spreadsheet"
LABEL = "a spreadsheet that a person made"
stable_ids = False
IN_CAPITALS = ("name", "organization", "street", "city")  # facts that lists hold in capitals alone
SAMPLE = 300  # rows, by which a column of yes and no is told
TOTALS = frozenset("total subtotal sum grand overall count average mean clinic all row number".split())
IN_TOTALS = frozenset("total subtotal sum".split())
LEGEND = (
    "note",
    "notes",
    "source",
    "legend",
    "key",
    "*",
    "updated",
    "prepared",
    "last updated",
    "total clinics",
)
LONG = 80  # signs of a lone cell that is no name any more
NOT_FOUND = (
    "A list that a person made is known by a column for the clinic's name and one for its address, city, ZIP code or "
    "phone, in one of the first 30 rows of a sheet that is not hidden."
)
NO_PROGRAM = "Rows that say nothing about care: {}. Their clinics get no program, and stay drafts."
OUT_OF_SCOPE = "says nothing about ketamine, and no clinic here yet: --scope all takes it"
NO_KETAMINE = (
    "No row says anything about ketamine. To take them as other care, use --scope all; if all of them offer ketamine, "
    'say so with --map: {{"= ketamine": "medicine"}}.'
)
UNSAID_SETTING = "Ketamine infusions were taken as outpatient: no column says where people stay."


def recognise(header):
    """Why a header is this format's, in words; None when it is not."""
    if is_list(header):
        return f"{len(known(header))} columns are known by their names: {', '.join(known(header)[:6])} …"
    return None


def find_table(sheets, renames):
    """The Table of the list among the sheets of a file, wherever its header stands; None where there is none."""
    header = find_header(sheets, renames)
    if header is None:
        return None
    table = Table(header.sheet.path, renames, sheet=header.sheet, header_line=header.line, names=header.names)
    table.notes = header.notes
    return table


def reason(table):
    """Why a table of find_table() is this format's, in words."""
    return recognise([table.renames.get(name, name) for name in table.header])


def read(table, options):
    """Yield a Row, Reject or Skip for each row of `table`, whose `notes` and `columns` then say what was made of it.

    Costs the queries of the vocabulary, the places and what the source said before.
    """
    reader = Reader(table, options)
    read_rows = [reader.read(line, raw) for line, raw in table.rows]
    taken = [(row, ref) for row, ref in read_rows if isinstance(row, Row)]
    ids = OwnIds(taken, options.source)
    for row, ref in taken:
        row.key, doubt = ids.key(row, ref)
        if doubt:
            row.warnings = (*row.warnings, (reader.ref_column, ref, doubt))
    tell_apart([row for row, _ref in taken], options.source)
    table.notes = [*table.notes, *reader.notes([row for row, _ref in taken])]
    table.columns = reader.columns.table()
    yield from (row for row, _ref in read_rows)


class Reader:
    """Reads the rows of one table; what they share is read once."""

    def __init__(self, table, options):
        self.table, self.options = table, options
        self.dictionary, self.points = Dictionary(), points_of()
        below = table.sheet.first_records(table.header_line + SAMPLE)
        samples = [cells for line, cells in below if line > table.header_line]
        self.columns = SheetColumns(table.header, table.renames, self.dictionary, samples)
        self.ref_column = next((each.name for each in self.columns.by_subject.get("ref", ())), "")
        self.about_ketamine = self.without_program = 0

    def read(self, line, raw):
        """(Row, Reject or Skip; the row's own id or "")."""
        if reason := self.no_clinic(line, raw):
            return Skip(line, raw, reason), ""
        cells = CellsOfRow(line, raw, self.columns, self.dictionary)
        try:
            return self.row(cells), cells.text("ref").removesuffix(".0")
        except Unusable as error:
            column, value, reason = error.args
            return Reject(line, raw, column, shown(value), reason), ""

    def row(self, cells):
        named = name_facts(cells)
        place = place_facts(cells, self.points)
        labels = cells.labels()
        programs, is_about = program_facts(cells, labels)
        clinic = {**named, **place, **contact_facts(cells), **licence_facts(cells)}
        clinic |= {name: readable(clinic[name]) for name in IN_CAPITALS if name in clinic}
        clinic |= lists(labels.terms)["clinic"]
        only_known = not is_about and self.options.scope != EVERYTHING
        self.about_ketamine += is_about
        self.without_program += not programs
        return Row(
            line=cells.line,
            raw=cells.raw,
            key="",
            clinic={name: text for name, text in clinic.items() if text},
            programs={} if only_known else programs,
            operator=operator_facts(cells, clinic.get("organization", "")),
            only_known=only_known,
            silent=frozenset({OTHER}) if only_known else frozenset(),
            warnings=tuple(cells.warnings),
        )

    def no_clinic(self, line, raw):
        """Why a row is none of a clinic: hidden, blank, a total, a heading, a note; None for a clinic."""
        if self.table.is_hidden(line):
            return "hidden row"
        said = {name: cell.strip() for name, cell in raw.items() if not is_nothing(cell)}
        if not said:
            return "blank row"
        if all(cell == name for name, cell in said.items()):
            return "the header once more"
        names = [said[each.name] for each in self.columns.by_subject["clinic_name"] if each.name in said]
        if self.is_total(line, said, names):
            return "totals row"
        lone = next(iter(said.values())) if len(said) == 1 else ""
        if lone and state_code(lone):
            return "heading between the rows"
        if lone and (len(lone) > LONG or lone.casefold().startswith(LEGEND)):
            return "note, no clinic"
        return None

    def is_total(self, line, said, names):
        """Whether a row sums up others: a name of such words alone, or a formula and figures without a name."""
        if names:
            found = {word for word in words(names[0]) if not word.isdigit()}
            placed = self.is_placed(said)
            return bool(found & IN_TOTALS) and (found <= TOTALS or not placed) and not placed
        formulas = bool(self.table.formulas_of(line)) or any(cell.startswith("=") for cell in said.values())
        return formulas and not self.is_placed(said)

    def is_placed(self, said):
        names = ("address", "street", "city", "city_state_zip", "postal_code", "state")
        return any(each.name in said for name in names for each in self.columns.by_subject.get(name, ()))

    def notes(self, rows):
        """What is to be said of the file as a whole, as sentences."""
        said = self.columns.sentences()
        if rows and not self.about_ketamine:
            said.append(NO_KETAMINE.format())
        if self.without_program and self.options.scope == EVERYTHING:
            said.append(NO_PROGRAM.format(self.without_program))
        if any({"infusion"} & set(row.programs) for row in rows) and not self.columns.by_subject.get(
            "settings"
        ):
            said.append(UNSAID_SETTING)
        return said
