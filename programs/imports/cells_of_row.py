"""The cells of one row by what their columns were taken for, with the remarks that reading them makes."""

from programs.imports.cell_words import ERROR, is_error, is_nothing, read_answer, read_word
from programs.imports.labels import Labels
from programs.imports.names import tidy
from programs.imports.sheet_columns import SheetColumns, named_term
from programs.imports.shown import shown
from programs.models.answers import NO, YES

NOT_LISTED = "yes or no alone names nothing of this list: taken as not stated"


class CellsOfRow:
    """One row. `warnings` are (column, value, words), filled while its cells are read."""

    def __init__(self, line, raw, columns: SheetColumns, dictionary):
        self.line, self.raw, self.columns, self.dictionary = line, raw, columns, dictionary
        self.warnings: list[tuple[str, str, str]] = []

    def warn(self, column, value, words):
        """Note a remark, once."""
        remark = column, shown(value), words
        if remark not in self.warnings:
            self.warnings.append(remark)

    def has(self, name):
        return bool(self.cells(name, quiet=True))

    def column(self, name):
        """The name of the first column that was taken for a subject; the subject's own where there is none."""
        return next((each.name for each in self.columns.by_subject.get(name, ())), name)

    def cells(self, name, quiet=False):
        """[(column, text)] of the columns taken for a subject whose cell says something."""
        if name not in self.columns.held:
            return []
        found = [(each.name, self.raw[each.name]) for each in self.columns.by_subject.get(name, ())]
        found += [
            (each.name, each.name.lstrip("= ")) for each in self.columns.fixed if each.subject.name == name
        ]
        for column, text in found:
            if is_error(text) and not quiet:
                self.warn(column, text, ERROR)
        return [
            (column, text.strip()) for column, text in found if not is_nothing(text) and not is_error(text)
        ]

    def first(self, name):
        """(column, text) of the first cell that says something; a second that says otherwise is named."""
        found = self.cells(name)
        for column, text in found[1:]:
            if tidy(text).casefold() != tidy(found[0][1]).casefold():
                self.warn(column, text, f"“{found[0][0]}” says otherwise, and was taken")
        return found[0] if found else (self.column(name), "")

    def text(self, name):
        """The text of a subject with one blank between words."""
        return tidy(self.first(name)[1])

    def raw_text(self, name):
        """The same with its line breaks."""
        return self.first(name)[1]

    def dashes(self, *names):
        """Whether a cell holds dashes alone, two or more: the mark of an address that is withheld."""
        cells = [self.raw[each.name] for name in names for each in self.columns.by_subject.get(name, ())]
        return any(cell.count("-") > 1 and not cell.strip("- ") for cell in cells)

    def read(self, name, reader, empty=""):
        """What `reader` makes of a subject's text, its complaint noted; `empty` where the cell says nothing."""
        column, text = self.first(name)
        if not text:
            return empty
        value, complaint = reader(text)
        if complaint:
            self.warn(column, text, complaint)
        return value

    def answer(self, name):
        return self.read(name, read_answer)

    def word(self, name):
        return self.read(name, lambda text: read_word(name, text))

    def labels(self):
        """The Labels of all columns that hold labels, and of those named for one term."""
        found = Labels()
        for subject in self.columns.read_as("list"):
            for column, text in self.cells(subject.name):
                self.read_labels(found, column, text, subject.lists)
        for column in self.columns.by_subject.get("term", ()):
            self.read_term(found, column)
        return found

    def read_labels(self, found, column, text, lists):
        if read_answer(text) in ((YES, ""), (NO, "")) and not self.dictionary.look_up(text, lists):
            if term := named_term(column, lists, self.dictionary):
                self.dictionary.keep(found, *term[:2], read_answer(text)[0])
            else:
                self.warn(column, text, NOT_LISTED)
            return
        said = self.dictionary.read(text, lists)
        found.add(said)
        for unknown in said.unknown:
            near = self.dictionary.nearest(unknown, lists)
            hint = f"the nearest is “{near}”" if near else "no known one is like it"
            self.warn(column, unknown, f"unknown label, left out: {hint}")

    def read_term(self, found, column):
        text = self.raw[column.name]
        if is_nothing(text):
            return
        answer, complaint = read_answer(text)
        if complaint:
            self.warn(column.name, text, complaint)
        if answer in (YES, NO):
            self.dictionary.keep(found, *column.term, answer)
