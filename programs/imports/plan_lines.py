"""A plan as lines that people read: what is created, changed field by field, in conflict, rejected, left alone."""

import csv
import hashlib
from dataclasses import asdict, dataclass, fields
from itertools import islice

from programs.cells import guarded, unguarded
from programs.imports.planning import CONFLICTING, CREATED, UPDATED
from programs.models import Clinic, Program
from programs.models.groups import FACTS
from programs.publishing.units import units

REJECTED, SKIPPED, LIKELY, MISSING = "rejected", "skipped", "likely duplicate", "no longer listed"
KINDS = (CREATED, UPDATED, CONFLICTING, REJECTED, LIKELY, MISSING, SKIPPED)
CHUNK = 500
PLACE = ("street", "city", "region")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an import would do, or does not do.

    `clinic_id` and `program_id` are ids of entries that are here; `kind` is "clinic" or "program" where `field` is a
    fact. `now` and `then` are canonical texts; of a rejected row `field` is its column and `now` its value.
    """

    what: str
    line: str = ""
    clinic: str = ""
    clinic_id: str = ""
    program: str = ""
    kind: str = ""
    field: str = ""
    now: str = ""
    then: str = ""
    reason: str = ""


NAMES = [each.name for each in fields(Line)]


def lines_of(each):
    """The Lines of an Import whose plan is made: a few queries for each 500 clinics that are here."""
    new = sorted((plan for plan in each.plan.clinics if plan.is_new), key=lambda plan: min(plan.rows))
    yield from (line for plan in new for line in lines_of_new(plan))
    known = [plan for plan in each.plan.clinics if not plan.is_new]
    for start in range(0, len(known), CHUNK):
        some = known[start : start + CHUNK]
        clinics = Clinic.objects.in_bulk([plan.clinic.pk for plan in some])
        programs = Program.objects.in_bulk([entry.pk for plan in some for entry in plan.programs if entry.pk])
        for plan in some:
            yield from lines_of_known(plan, clinics.get(plan.clinic.pk), programs)
    yield from lines_of_suspects(each.plan)
    yield from lines_of_missing(each.plan.missing)
    for row in each.rejects_in_order():
        yield Line(REJECTED, str(row.line), field=row.column, now=row.value, reason=row.reason)
    for row in sorted(each.skips, key=lambda row: row.line):
        yield Line(SKIPPED, str(row.line), reason=row.reason)


def lines_of_new(plan):
    facts = plan.clinic.facts
    numbers = units("clinic", "phones", facts.get("phones", ""))
    place = ", ".join(filter(None, (*(facts.get(name, "") for name in PLACE), *numbers)))
    yield Line(CREATED, rows_of(plan), facts.get("name", ""), then=place)
    for entry in plan.programs:
        yield program_made(entry, plan, facts.get("name", ""), "")


def program_made(entry, plan, clinic, clinic_id):
    name = entry.facts.get("name", "") or entry.facts.get("types", "")
    return Line(CREATED, rows_of(plan), clinic, clinic_id, name, then=entry.facts.get("types", ""))


def lines_of_known(plan, clinic, programs):
    if clinic is None:
        return
    for entry in plan.entries():
        about = {"line": rows_of(plan), "clinic": clinic.name, "clinic_id": str(clinic.pk)}
        if entry.pk is None:
            yield program_made(entry, plan, clinic.name, str(clinic.pk))
            continue
        about |= {"program": programs[entry.pk].name if entry.kind == "program" else "", "kind": entry.kind}
        for name, (now, then) in entry.changes.items():
            yield Line(UPDATED, field=name, now=now, then=then, **about)
        for each in entry.conflicts:
            yield Line(CONFLICTING, field=each.field, now=each.ours, then=each.offered, **about)


def lines_of_suspects(plan):
    pks = [end for pair in plan.suspects for end in pair[:2] if isinstance(end, int)]
    here = Clinic.objects.in_bulk(pks)
    for one, other, reason in plan.suspects:
        names = [
            here[end].name if isinstance(end, int) else end.clinic.facts.get("name", "")
            for end in (one, other)
        ]
        yield Line(LIKELY, clinic=names[0], then=names[1], reason=reason)


def lines_of_missing(pks):
    for start in range(0, len(pks), CHUNK):
        rows = Clinic.objects.filter(records__in=pks[start : start + CHUNK]).order_by("name").distinct()
        for pk, name in rows.values_list("pk", "name"):
            yield Line(MISSING, clinic=name, clinic_id=str(pk))


def rows_of(plan):
    return ", ".join(str(line) for _path, line in sorted(plan.rows))


def write_lines(path, lines):
    """Write Lines as CSV that no spreadsheet reads as formulas; return ({what: lines}, digest of it all)."""
    counts = dict.fromkeys(KINDS, 0)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, NAMES, lineterminator="\n")
        writer.writeheader()
        for line in lines:
            row = asdict(line)
            counts[line.what] += 1
            writer.writerow({name: guarded(text) for name, text in row.items()})
    with open(path, "rb") as written:
        return counts, hashlib.file_digest(written, "sha256").hexdigest()


def read_lines(path, what, start, stop):
    """The Lines of one kind in a file of write_lines(), from `start` to `stop`."""
    with open(path, encoding="utf-8", newline="") as file:
        found = (row for row in csv.DictReader(file) if row["what"] == what)
        return [Line(**{name: unguarded(row[name]) for name in NAMES}) for row in islice(found, start, stop)]


def is_fact(line):
    """Whether a line names a fact of the model, in canonical texts."""
    return bool(line.kind) and (line.kind, line.field) in FACTS
