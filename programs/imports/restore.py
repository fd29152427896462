"""A full listing brought back into a database that holds no clinic: ids, slugs, states, statements and checks."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError

from programs.codebook import columns_of
from programs.columns import FULL
from programs.imports.listing import (
    CUT_SHORT,
    FACT_COLUMNS,
    NAME,
    STAMP_REASON,
    cells_of,
    check_stamp,
    is_full,
    stamp_of,
)
from programs.models import (
    Clinic,
    ClinicSlug,
    ClinicTerm,
    Organization,
    Program,
    ProgramTerm,
    ProgramType,
    ServedState,
    Source,
    Term,
    lines,
)
from programs.models.answers import NOT_STATED
from programs.models.facts import read_terms
from programs.models.groups import FACTS
from programs.models.source_lines import read_checks, read_sources, read_statements
from programs.publishing import Refused
from programs.publishing.restore import Entries
from programs.publishing.restore import restore as write_back
from programs.publishing.values import READ_ROWS, plain_value

MOST_REASONS = 20
ROW_IDS = {"phones": "phone_ids", "licences": "licence_ids", "prices": "price_ids"}
# A row's own column of sources stands beside clinic columns, but speaks of its program too.
REPEATED = [
    column.name for column in columns_of(FULL) if column.owner == "clinic" and column.name != "sources"
]
RECORD_TEXTS = ("slug", "status", "withdrawn_reason")


def can_restore(tables) -> bool:
    """Whether `tables`, (Table, format, reason), are one full listing and the database holds no clinic."""
    [(table, form, _reason), *others] = tables
    return not others and form.NAME == NAME and is_full(table.header) and not Clinic.objects.exists()


def restore(table, *, by, apply: bool = True) -> dict:
    """Restore a full listing, all of it or nothing; without `apply` everything is tried and taken back.

    Returns the counts of an import's report. Raises Refused with the reasons, each with its line and column.
    """
    builder = Builder()
    for line, cells in whole_rows(table):
        builder.add(line, cells)
    if builder.reasons:
        raise Refused(*builder.reasons[:MOST_REASONS])
    write_back(builder.entries, by=by, apply=apply)
    return {
        "rows": builder.rows + 1,
        "created": builder.rows,
        **dict.fromkeys(("updated", "unchanged", "conflicting", "rejected"), 0),
        "skipped": 1,
        "skipped_reasons": {STAMP_REASON: 1},
        "clinics_created": len(builder.entries.clinics),
        "programs_created": len(builder.entries.programs),
        "restored": True,
        "applied": apply,
    }


def whole_rows(table) -> Iterator[tuple[int, dict]]:
    """(line, cells) of each row of a listing that ends in its stamp. Raises Refused for one that does not."""
    stamp, count = None, 0
    for line, raw in table.rows:
        if stamp := stamp_of(table, raw):
            continue
        count += 1
        yield line, cells_of(raw)
    if table.rejects:
        raise Refused(
            *(f"line {row.line}, {row.column}: {row.reason}" for row in table.rejects[:MOST_REASONS])
        )
    if stamp is None:
        raise Refused(CUT_SHORT)
    check_stamp(stamp)
    if stamp.rows != count:
        raise Refused(f"The file has {count} rows, its stamp says {stamp.rows}: it is not whole.")


class Builder:
    """Makes unsaved entries of rows, and keeps the reasons why it cannot."""

    def __init__(self):
        self.entries = Entries()
        self.reasons: list[str] = []
        self.rows = 0
        self.line = 0
        self.terms = {(term.vocabulary, term.slug): term for term in Term.objects.all()}
        self.types = {kind.slug: kind for kind in ProgramType.objects.all()}
        self.sources = {source.name: source for source in Source.objects.all()}
        self.organizations = {str(each.public_id): each for each in Organization.objects.all()}
        self.clinics: dict[str, Clinic] = {}
        self.last: dict = {"clinic_id": ""}

    def add(self, line, cells):
        """Take one row: its clinic when it is new, and its program when it has one."""
        self.line = line
        self.rows += 1
        self.tried("sources", lambda: self.add_sources(cells["sources"]))
        clinic = self.clinic_of(cells)
        if cells["program_id"]:
            self.add_program(clinic, cells)

    def tried(self, column, build: Callable):
        """What `build` returns, or None and a reason."""
        try:
            return build()
        except (ValidationError, ValueError) as error:
            said = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            self.reasons.append(f"line {self.line}, {column}: {said}")
            return None

    def clinic_of(self, cells):
        """The clinic of the row, made at its first row; the row after it has to say the same of it."""
        key = cells["clinic_id"]
        if key not in self.clinics:
            self.clinics[key] = self.add_clinic(cells)
        elif key == self.last["clinic_id"]:
            differing = [name for name in REPEATED if cells[name] != self.last[name]]
            self.reasons += [f"line {self.line}, {name}: the row before says otherwise" for name in differing]
        self.last = cells
        return self.clinics[key]

    def add_sources(self, line):
        for source in read_sources(line):
            if source.name not in self.sources:
                source.clean_fields()
                self.sources[source.name] = source
                self.entries.sources.append(source)

    def add_clinic(self, cells):
        """The clinic of a row with all that stands beside it."""
        clinic = Clinic(public_id=cells["clinic_id"])
        self.set_record(clinic, "clinic", cells)
        clinic.demonstration = cells["demonstration"] == "yes"
        clinic.published_at = self.tried("clinic_published_at", lambda: moment(cells["clinic_published_at"]))
        clinic.organization = self.tried("organization_id", lambda: self.organization_of(cells))
        self.set_facts(clinic, "clinic", cells)
        self.tried("clinic_id", lambda: clinic.clean_fields(exclude=["organization", "merged_into"]))
        self.entries.clinics.append(clinic)
        self.entries.beside += [
            ClinicSlug(clinic=clinic, slug=slug) for [slug] in lines.split(cells["old_slugs"])
        ]
        if cells["merged_into"]:
            self.entries.merged.append((clinic, cells["merged_into"]))
        self.add_claims(cells, "clinic", clinic, None)
        return clinic

    def organization_of(self, cells):
        """The organization of the row by its id, made when it is new."""
        key = cells["organization_id"]
        if key and key not in self.organizations:
            made = Organization(
                public_id=key,
                name=cells["organization"],
                ownership=cells["organization_ownership"] or NOT_STATED,
                npi=cells["organization_npi"],
            )
            made.clean_fields()
            self.organizations[key] = made
            self.entries.organizations.append(made)
        return self.organizations[key] if key else None

    def add_program(self, clinic, cells):
        program = Program(clinic=clinic, public_id=cells["program_id"])
        self.set_record(program, "program", cells)
        self.set_facts(program, "program", cells)
        self.tried("program_id", lambda: program.clean_fields(exclude=["clinic", "medicine"]))
        self.entries.programs.append(program)
        self.add_claims(cells, "program", clinic, program)

    def set_record(self, entry, kind, cells):
        """What an entry says of itself as an entry."""
        for name in RECORD_TEXTS:
            setattr(entry, name, cells[f"{kind}_{name}"])
        entry.version = self.tried(f"{kind}_version", lambda: int(cells[f"{kind}_version"]))
        entry.withdrawn_on = self.tried(f"{kind}_withdrawn_on", lambda: day(cells[f"{kind}_withdrawn_on"]))
        for name in ("created_at", "updated_at"):
            column = f"{kind}_{name}"
            setattr(entry, name, self.tried(column, lambda column=column: moment(cells[column])))

    def set_facts(self, entry, kind, cells):
        """Every fact of an entry, list facts as rows beside it."""
        for column in FACT_COLUMNS:
            if column.owner == kind and column.fact != "organization":
                self.tried(
                    column.name,
                    lambda column=column: self.set_fact(entry, kind, column.fact, cells[column.name], cells),
                )

    def set_fact(self, entry, kind, name, text, cells):
        fact = FACTS[kind, name]
        if fact.kind == "field":
            setattr(entry, name, plain_value(kind, name, text))
        elif fact.kind == "term":
            entry.medicine = self.term(fact.vocabulary, text) if text else None
        elif fact.kind == "types":
            self.entries.types.append((entry, [self.type_of(slug) for [slug] in lines.split(text)]))
        elif fact.kind == "states":
            self.entries.beside += [
                ServedState(program=entry, region=region) for [region] in lines.split(text)
            ]
        elif fact.kind == "terms":
            self.entries.beside += [
                self.stated_term(entry, kind, fact.vocabulary, *row) for row in read_terms(text)
            ]
        else:
            self.entries.beside += self.rows_of(entry, kind, name, text, cells)

    def stated_term(self, entry, kind, vocabulary, slug, role, answer, note):
        model = ClinicTerm if kind == "clinic" else ProgramTerm
        row = model(term=self.term(vocabulary, slug), role=role, answer=answer, note=note, **{kind: entry})
        row.clean_fields(exclude=[kind, "term"])
        return row

    def term(self, vocabulary, slug):
        if (vocabulary, slug) not in self.terms:
            raise ValueError(f"{slug} is no term of {vocabulary} here: add it first")
        return self.terms[vocabulary, slug]

    def type_of(self, slug):
        if slug not in self.types:
            raise ValueError(f"{slug} is no program type here")
        return self.types[slug]

    def source(self, name):
        if name not in self.sources:
            raise ValueError(f"{name} does not stand in the column sources")
        return self.sources[name]

    def rows_of(self, entry, kind, name, text, cells):
        """Phones, hours, licences or prices, with the ids they had."""
        rows = READ_ROWS[name](text)
        if name in ROW_IDS:
            for row, [key] in zip(rows, lines.split(cells[ROW_IDS[name]]), strict=True):
                row.public_id = key
        for row in rows:
            setattr(row, kind, entry)
            if name == "prices" and row.source_name:
                row.source = self.source(row.source_name)
            row.clean_fields(exclude=[kind, "source"])
        return rows

    def add_claims(self, cells, kind, clinic, program):
        """The statements and checks of an entry."""
        said, checked = f"{kind}_statements", f"{kind}_checks"
        self.tried(said, lambda: self.add_statements(read_statements(cells[said]), clinic, program))
        self.tried(checked, lambda: self.add_about(read_checks(cells[checked]), clinic, program))

    def add_statements(self, rows, clinic, program):
        for name, statement in rows:
            statement.source = self.source(name)
        self.add_about([statement for _name, statement in rows], clinic, program)

    def add_about(self, rows, clinic, program):
        for row in rows:
            row.clinic, row.program = clinic, program
            row.clean_fields(exclude=["clinic", "program", "source", "by"])
        self.entries.beside += rows


def moment(text):
    """A time as the codebook writes it; the empty text is None. Raises ValueError."""
    return dt.datetime.fromisoformat(text) if text else None


def day(text):
    return dt.date.fromisoformat(text) if text else None
