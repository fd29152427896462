"""The new clinics and programs of an import, some hundred at a time."""

from itertools import chain
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify

from programs.models import (
    Change,
    Clinic,
    ClinicSlug,
    ClinicTerm,
    Hours,
    Licence,
    Phone,
    Place,
    Price,
    Program,
    ProgramTerm,
    ProgramType,
    SearchDocument,
    ServedState,
    Source,
    SourceRecord,
    Statement,
    Status,
    Term,
)
from programs.models.answers import NO, YES
from programs.models.document import (
    KEEPS_OUT,
    document_of,
    entry_words,
    term_words,
    type_words,
    words,
    words_once,
)
from programs.models.groups import FACTS
from programs.publishing.bulk import insert, insert_rows, reserve_ids
from programs.publishing.change import history
from programs.publishing.derived import RESERVED, clinic_stem, first_free, refresh_public_point
from programs.publishing.operators import Operators
from programs.publishing.status import unmet
from programs.publishing.values import READ_ROWS, blank, plain_value, read_record, records_of

ROW_MODELS = {"phones": Phone, "hours": Hours, "licences": Licence, "prices": Price}
TERM_MODELS = {"clinic": (ClinicTerm, "clinic"), "program": (ProgramTerm, "program")}
TERM_FIELDS = ("term", "answer", "role", "note")
TYPE_ROW = Program.types.through


class Maker:
    """What is read once for a whole import, and makes entries in batches.

    `drafts` are sentences about programs that were to be published and lack what their type asks for.
    """

    def __init__(self, plan, source, by, batch=None, why=""):
        self.plan, self.source, self.by, self.batch = plan, source, by, batch
        self.why = why or f"{source} {plan.edition}".strip()
        self.now = timezone.now()
        self.drafts = []
        self.operators = Operators()
        terms = list(Term.objects.prefetch_related("texts"))
        self.terms = {(term.vocabulary, term.slug): term.pk for term in terms}
        self.term_words = {term.pk: folded(term_words(term)) for term in terms}
        self.types = {
            kind.slug: kind for kind in ProgramType.objects.prefetch_related("texts", "requirements__term")
        }
        self.type_words = {slug: folded(type_words(kind)) for slug, kind in self.types.items()}
        self.sources = dict(Source.objects.values_list("name", "pk"))
        self.slugs = {*Clinic.objects.exclude(slug="").values_list("slug", flat=True)}
        self.slugs |= {*ClinicSlug.objects.values_list("slug", flat=True), *RESERVED}
        self.ids = {*Clinic.objects.values_list("public_id", flat=True)}
        self.ids |= {*Program.objects.values_list("public_id", flat=True)}
        self.cities = {}
        self.found = {}
        self.clinic_terms = {}

    def make(self, plans):
        """Write some new clinics with all that belongs to them; return {id of the ClinicPlan: pk}."""
        changes = self.make_operators(plans)
        clinics = [self.clinic(plan) for plan in plans]
        for clinic, pk in zip(clinics, reserve_ids(Clinic, len(clinics)), strict=True):
            clinic.pk = pk
        pairs = list(zip(plans, clinics, strict=True))
        for plan, clinic in pairs:
            lists = self.lists_of("clinic", plan.clinic.facts)
            self.clinic_terms[clinic.pk] = [pk for each in lists for pk in self.said_yes(*each)]
        programs = [(entry, self.program(entry, clinic)) for plan, clinic in pairs for entry in plan.programs]
        self.publish(pairs, programs)
        insert(Clinic, clinics)
        self.make_programs(programs)
        entries = [(plan.clinic, clinic) for plan, clinic in pairs]
        self.make_lists("clinic", entries)
        changes += [
            row for _entry, made in chain(entries, programs) for row in history(made, {}, {}, [], self.by, "")
        ]
        self.write_about([(entry, clinic, None) for entry, clinic in entries])
        self.keep_history(changes)
        return {id(plan): clinic.pk for plan, clinic in pairs}

    def keep_history(self, changes):
        """Write Change rows as those of this import."""
        for row in changes:
            row.batch = self.batch
        insert(Change, changes)

    def make_operators(self, plans):
        """Make the organizations that new clinics name; return their Change rows."""
        wanted = {}
        for plan in plans:
            if name := plan.clinic.facts.get("organization"):
                wanted.setdefault((name, plan.clinic.facts.get("region", "")), plan.operator)
        return self.operators.make(wanted, self.by)

    def clinic(self, plan):
        """An unsaved clinic without status, slug and pk."""
        facts = plan.clinic.facts
        clinic = Clinic(**self.fields("clinic", facts), **self.given_id(plan.clinic))
        clinic.organization = self.operators.get(facts.get("organization", ""), facts.get("region", ""))
        refresh_public_point(clinic, self.middle_of_city)
        return clinic

    def program(self, entry, clinic):
        """An unsaved program of `clinic`, its slug set; raises nothing: texts were checked when the plan was made."""
        program = Program(clinic=clinic, **self.fields("program", entry.facts), **self.given_id(entry))
        if medicine := entry.facts.get("medicine"):
            program.medicine_id = self.terms["medicine", medicine]
        return program

    def given_id(self, entry):
        """The id that our own listing brought, unless somebody here has it."""
        try:
            public_id = UUID(entry.public_id)
        except ValueError:
            return {}
        if public_id in self.ids:
            return {}
        self.ids.add(public_id)
        return {"public_id": public_id}

    def fields(self, owner, facts):
        """{field: value} of the plain facts."""
        plain = {
            name: text
            for name, text in facts.items()
            if FACTS[owner, name].kind == "field" and not blank(text)
        }
        plain.pop("organization", None)
        return {name: plain_value(owner, name, text) for name, text in plain.items()}

    def middle_of_city(self, city, region, country):
        """The same answers as derived.middle_of_city(), read once."""
        if not self.cities:
            places = Place.objects.filter(kind=Place.Kind.CITY).order_by("pk")
            for each in places.values_list("city", "state", "country", "latitude", "longitude").iterator():
                self.cities.setdefault((each[0].casefold(), *each[1:3]), each[3:])
        return self.cities.get((city.casefold(), region, country))

    def publish(self, pairs, programs):
        """Set status and slugs: a clinic is published with a published program."""
        self.name_programs(programs, {})
        public = {id(program.clinic) for _entry, program in programs if program.status == Status.PUBLISHED}
        for _plan, clinic in pairs:
            if id(clinic) in public:
                self.publish_clinic(clinic)

    def name_programs(self, programs, taken):
        """Set slug and status of new programs: published when it has what its types ask for.

        `taken` are the slugs in use, {clinic pk: slugs}.
        """
        for entry, program in programs:
            held = taken.setdefault(program.clinic_id, set())
            program.slug = first_free(slugify(program.name) or "program", held)
            held.add(program.slug)
            lacking = self.lacking(entry) if self.plan.publish else []
            if self.plan.publish and not lacking:
                program.status = Status.PUBLISHED
            self.drafts += [f"{program.clinic.name}, {program.name}: {words}" for words in lacking]

    def publish_clinic(self, clinic):
        clinic.status, clinic.published_at = Status.PUBLISHED, self.now
        clinic.slug = first_free(clinic_stem(clinic), self.slugs)
        self.slugs.add(clinic.slug)

    def lacking(self, entry):
        """What the types of a program ask for and it does not say."""
        kinds = [self.types[slug] for slug in records_of(entry.facts.get("types", "")) if slug in self.types]
        if kinds and not any(kind.requirements.all() for kind in kinds):
            return []
        said = {
            (vocabulary, read_record(record)[0])
            for vocabulary, text in self.lists_of("program", entry.facts)
            for record in records_of(text)
            if read_record(record)[2] != NO
        }
        return unmet(kinds, said)

    def make_programs(self, programs):
        """Write programs with their types, lists, rows, statements, records and search documents."""
        for (_entry, program), pk in zip(programs, reserve_ids(Program, len(programs)), strict=True):
            program.pk = pk
        insert(Program, [program for _entry, program in programs])
        kinds = [
            (program.pk, self.types[slug].pk)
            for entry, program in programs
            for slug in records_of(entry.facts.get("types", ""))
        ]
        insert_rows(TYPE_ROW, ("program", "programtype"), kinds)
        self.make_lists("program", programs)
        states = [
            ServedState(program_id=program.pk, region=region)
            for entry, program in programs
            for region in records_of(entry.facts.get("telehealth_states", ""))
        ]
        insert(ServedState, states)
        self.write_about([(entry, program.clinic, program) for entry, program in programs])
        # Many rows a statement: SQLite's full-text index is written once a statement.
        SearchDocument.objects.bulk_create(self.document(entry, program) for entry, program in programs)

    def make_lists(self, owner, entries):
        """Write terms, and rows such as phones, of new entries."""
        model, name = TERM_MODELS[owner]
        rows = (row for entry, made in entries for row in self.term_rows(owner, entry.facts, made.pk))
        insert_rows(model, (name, *TERM_FIELDS), rows)
        for fact, row_model in ROW_MODELS.items():
            if (owner, fact) in FACTS:
                rows = [
                    row for entry, made in entries for row in self.rows(fact, entry.facts.get(fact, ""), made)
                ]
                insert(row_model, rows)

    def term_rows(self, owner, facts, pk):
        for name, text in facts.items():
            if (vocabulary := FACTS[owner, name].vocabulary) and FACTS[owner, name].kind == "terms":
                for record in records_of(text):
                    yield pk, *self.term_of(vocabulary, record)

    def term_of(self, vocabulary, record):
        """(pk of the term, answer, role, note) of a record such as `alcohol:primary`."""
        found = self.found.get((vocabulary, record))
        if found is None:
            slug, role, answer, note = read_record(record)
            found = self.found[vocabulary, record] = self.terms[vocabulary, slug], answer, role, note
        return found

    def rows(self, fact, text, owner):
        """Unsaved rows of a fact such as phones, each belonging to `owner`."""
        rows = READ_ROWS[fact](text) if text else []
        for row in rows:
            if fact == "prices":
                row.program_id = owner.pk
                row.source_id = self.sources.get(row.source_name, self.source.pk)
            else:
                row.clinic_id = owner.pk
        return rows

    def write_about(self, entries):
        """Write statements and records of new entries, (EntryPlan, clinic, program or None) each."""
        said = (row for each in entries for row in self.statements(*each))
        insert_rows(Statement, ("clinic", "program", "group", "source", "edition"), said)
        insert(SourceRecord, [row for each in entries for row in self.records(*each)])

    def statements(self, entry, clinic, program):
        for group in entry.groups:
            yield clinic.pk, program and program.pk, group, self.source.pk, self.plan.edition

    def records(self, entry, clinic, program):
        for each in entry.records:
            if each.pk is None:
                yield SourceRecord(
                    source_id=self.source.pk,
                    edition=self.plan.edition,
                    key=each.key,
                    part=each.part,
                    row=each.raw,
                    digest=each.digest,
                    said=each.said,
                    clinic_id=clinic.pk,
                    program_id=program and program.pk,
                )

    def document(self, entry, program):
        """The same document as refresh_documents() writes, made from the plan's texts."""
        found = [words_once(part) for part in entry_words(program.clinic, program)]
        found += [self.type_words[slug] for slug in records_of(entry.facts.get("types", ""))]
        found += [self.term_words[pk] for pk in self.terms_of_clinic(program.clinic)]
        for vocabulary, text in self.lists_of("program", entry.facts):
            if vocabulary not in KEEPS_OUT:
                found += [self.term_words[pk] for pk in self.said_yes(vocabulary, text)]
        found += [self.term_words[program.medicine_id]] if program.medicine_id else []
        return document_of(program, chain.from_iterable(found))

    def terms_of_clinic(self, clinic):
        """The pks of the terms that a clinic says yes to, whether it is new or known."""
        if clinic.pk not in self.clinic_terms:
            known = clinic.terms.filter(answer=YES).values_list("term_id", flat=True)
            self.clinic_terms[clinic.pk] = list(known)
        return self.clinic_terms[clinic.pk]

    def said_yes(self, vocabulary, text):
        terms = (self.term_of(vocabulary, record) for record in records_of(text))
        return [pk for pk, answer, _role, _note in terms if answer != NO]

    def lists_of(self, owner, facts):
        """(vocabulary, text) of the lists of a clinic or program, in the order of its terms."""
        found = [(FACTS[owner, name], text) for name, text in facts.items()]
        return sorted((fact.vocabulary, text) for fact, text in found if fact.kind == "terms")


def folded(texts):
    return [word for text in texts for word in words(text)]
