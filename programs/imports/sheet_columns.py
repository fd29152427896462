"""What each column of a list that a person made was taken for: by its name, by the map, or as the name of one term."""

from collections import defaultdict
from dataclasses import dataclass

from programs.imports.cell_words import is_nothing, read_answer
from programs.imports.labels import Dictionary
from programs.imports.shown import shown
from programs.imports.wordings import LEFT_OUT, Subject, find, nearest, subjects
from programs.publishing import Refused

FIXED = "="  # a name in the map that begins so is a value of every row
TERM = "term"
# The vocabularies of which a column may be named for one term: Medicaid, Alcohol, Spanish …
OF_TERMS = (
    "payment", "substance", "condition", "language", "therapy", "setting", "route", "group", "access", "aftercare",
    "supervisor",
)  # fmt: skip
VERBS = (
    "accepts",
    "accept",
    "takes",
    "take",
    "treats",
    "treat",
    "offers",
    "offer",
    "serves",
    "has",
    "speaks",
)
# Several columns of these are joined; of the rest the first that is filled counts.
JOINED = {"phone", "phone_intake", "phone_other", "phone_tty", "accreditations"}
# Where no column says what a clinic is called, the first of these does.
NAMES = ("organization", "name_2", "program_name")


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, and what it was taken for. `term` is (vocabulary, slug) where it is one."""

    name: str
    subject: Subject
    term: tuple = ()

    @property
    def taken_for(self):
        return ":".join(self.term) if self.term else self.subject.name


class SheetColumns:
    """The columns of a sheet. `samples` are some rows of it; `renames` is {their name: ours, "" to leave it out}.

    `fixed` are (subject, value) of every row. Raises Refused for a map that names no column of ours.
    """

    def __init__(self, header, renames, dictionary: Dictionary, samples):
        self.columns: list[Column] = []
        self.left_out: list[tuple[str, str]] = []
        self.unknown: list[str] = []
        self.notes: list[str] = []
        self.dictionary, self.samples = dictionary, samples
        for place, name in enumerate(header):
            self.take(place, name, renames)
        self.fixed = [
            Column(name, mapped(name, ours, dictionary)[0])
            for name, ours in renames.items()
            if name.startswith(FIXED) and ours
        ]
        self.settle_name()
        self.by_subject = defaultdict(list)
        for column in self.columns:
            self.by_subject[column.subject.name].append(column)
        self.settle_address()
        self.held = {*self.by_subject, *(each.subject.name for each in self.fixed)}
        self.tell_joined()
        self.tell_unused(header, renames)

    def read_as(self, reads):
        """The subjects of the sheet whose cells are read so, in the order of wordings.toml."""
        return [each for name, each in subjects().items() if each.reads == reads and name in self.held]

    def take(self, place, name, renames):
        """Note what the column at `place` (from 0) is."""
        if name in renames and not renames[name]:
            self.left_out.append((name, "the map says so"))
        elif name in renames:
            self.columns.append(Column(name, *mapped(name, renames[name], self.dictionary)))
        elif subject := find(name.partition(" (column ")[0]):
            self.columns.append(Column(name, subject))
        elif term := self.term_of(place, name):
            self.columns.append(Column(name, Subject(TERM, TERM), term))
        elif not name.startswith("column ") and any(map(str.strip, self.cells_at(place))):
            self.unknown.append(name)
        for column in self.columns[-1:]:
            if column.name == name and column.subject.reads == LEFT_OUT:
                self.left_out.append((name, column.subject.why))
                self.columns.pop()

    def cells_at(self, place):
        return [row[place] for row in self.samples if place < len(row)]

    def term_of(self, place, name):
        """(vocabulary, slug) of the term that a column of yes and no is named for, or ()."""
        cells = [cell for cell in self.cells_at(place) if not is_nothing(cell)]
        if not cells or not all(read_answer(cell)[0] for cell in cells):
            return ()
        found = named_term(name, OF_TERMS, self.dictionary)
        return found[:2] if found else ()

    def settle_name(self):
        """Where no column says what a clinic is called, another does."""
        if any(column.subject.name == "clinic_name" for column in self.columns):
            return
        for name in NAMES:
            for place, column in enumerate(self.columns):
                if column.subject.name == name:
                    self.columns[place] = Column(column.name, subjects()["clinic_name"])
                    self.notes.append(
                        f"No column is for the clinic's name: “{column.name}” was taken for it."
                    )
                    return

    def settle_address(self):
        """A column "address" holds the street where others hold the city, else all of the address."""
        held = set(self.by_subject)
        if "address" in held and held & {"city", "city_state_zip"}:
            self.by_subject["street"] += self.by_subject.pop("address")
            self.columns = [
                Column(each.name, subjects()["street"]) if each.subject.name == "address" else each
                for each in self.columns
            ]

    def tell_joined(self):
        for name, columns in self.by_subject.items():
            if len(columns) > 1 and name != TERM:
                joined = name in JOINED or columns[0].subject.reads in ("list", "telehealth", "states")
                names = " and ".join(f"“{each.name}”" for each in columns)
                how = "they were joined" if joined else "the first that is filled counts"
                self.notes.append(f"{names} were taken for {name}: {how}.")

    def tell_unused(self, header, renames):
        missing = [name for name in renames if name not in header and not name.startswith(FIXED)]
        self.notes += [f"The map names “{name}”, which is no column here." for name in missing]

    def sentences(self):
        """What is to be said of the columns, as sentences."""
        said = [*self.notes]
        said += [f"“{name}” was left out: {why}." for name, why in self.left_out]
        return said + [unknown_sentence(name) for name in self.unknown]

    def table(self):
        """{their name: what it was taken for}, empty for a column that was left out or is not known."""
        taken = {each.name: each.taken_for for each in self.columns}
        return taken | dict.fromkeys((*dict(self.left_out), *self.unknown), "")


def unknown_sentence(name):
    wording, subject = nearest(name)
    near = f"the nearest known is “{wording}” ({subject})" if subject else "no known one is like it"
    return f"“{shown(name)}” is not known and was left out: {near}. Say with --map what it is."


def named_term(name, vocabularies, dictionary):
    """(vocabulary, slug, answer) of the term that a column is named for, such as Accepts Medicaid; or None."""
    plain = name.replace("?", " ").strip()
    first, *rest = plain.split(maxsplit=1)
    texts = [plain, *(rest if first.casefold() in VERBS else ())]
    for ending in (" accepted", " treated", " offered", " spoken", " available"):
        texts += [text.removesuffix(ending) for text in texts if text.casefold().endswith(ending)]
    return next((hit for text in texts if (hit := dictionary.look_up(text, vocabularies))), None)


def mapped(name, ours, dictionary):
    """(subject, term) that the map gives a column; raises Refused for none of ours."""
    vocabulary, colon, slug = ours.partition(":")
    if colon and (vocabulary, slug) in dictionary.terms:
        return Subject(TERM, TERM), (vocabulary, slug)
    if subject := subjects().get(ours) or find(ours):
        return subject, ()
    _wording, near = nearest(ours)
    hint = f" The nearest is {near}." if near else ""
    raise Refused(
        f'--map: "{name}" = "{ours}": we have no column of that name.{hint} --print-map lists them all.'
    )
