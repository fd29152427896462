"""One import from files to report: read, match and plan; then, when asked, apply."""

import gc
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace

from django.core.exceptions import ValidationError

from programs.imports import formats, oddities
from programs.imports.planning import CONFLICTING, CREATED, SKIPPED, UNCHANGED, UPDATED, Planner
from programs.imports.ranks import Ranks
from programs.imports.readings import gather
from programs.imports.regions import Regions
from programs.imports.row import Reject, Row, Skip
from programs.imports.rules import Rules
from programs.imports.shown import shown
from programs.models import Batch, Source
from programs.models.groups import FACTS
from programs.publishing import Refused
from programs.publishing.apply import Applied, apply
from programs.publishing.values import Vocabulary

OUTCOMES = (CREATED, UPDATED, UNCHANGED, CONFLICTING, "rejected", SKIPPED)
REASONS_SHOWN = 10


class Import:
    """The files at `paths` as one edition of one source (see Options). `tables` are (Table, format, reason).

    Opening raises Refused, in words for people, when a file cannot be read or no format recognises it. `progress`
    is called with the number of rows read, then of clinics written.
    """

    def __init__(self, paths, options, *, format_name=formats.AUTO, renames=None, sheet="", progress=None):
        self.began = time.monotonic()
        self.options = options
        self.progress = progress or (lambda number: None)
        self.tables = [formats.find_table(format_name, path, renames, sheet) for path in paths]
        if not options.edition:
            self.options = replace(options, edition=formats.edition_of(self.format, self.tables[0][0]))
        self.rejects: list[Reject] = []
        self.skips: list[Skip] = []
        self.warnings: list[dict] = []
        self.applied = Applied()
        self.plan = None

    @property
    def format(self):
        return self.tables[0][1]

    def make_plan(self):
        """Read, match and compare; return the Plan. Writes nothing."""
        if len({each.NAME for _table, each, _reason in self.tables}) > 1:
            raise Refused("The files are of several formats: import them one after another.")
        with without_collecting():
            return self.planned()

    def planned(self):
        ranks = Ranks()
        readings = gather(self.rows(), ranks)
        source = self.source()
        self.planner = Planner(
            readings,
            source=source,
            edition=self.options.edition,
            publish=self.publish(source),
            complete=self.options.complete,
            stable_ids=self.format.stable_ids,
            ranks=ranks,
        )
        self.plan = self.planner.make()
        return self.plan

    def source(self):
        """The fields of the source: as it is here, else as the format describes it."""
        name = self.options.source
        known = (
            Source.objects.filter(name=name).values("name", "kind", "url", "licence", "attribution").first()
        )
        if known and known["kind"] in (Source.Kind.EDITORS, Source.Kind.DEMONSTRATION):
            raise Refused(f"{name} is no list to import: give --source the list's own name.")
        kind = getattr(self.format, "KIND", Source.Kind.PERSON)
        return known or {"name": name, "kind": kind, **getattr(self.format, "SOURCE", {})}

    def publish(self, source):
        """Whether new entries are published at once: those of a public register are, unless the person says so."""
        if self.options.publish is not None:
            return self.options.publish
        return source["kind"] == Source.Kind.REGISTER

    def rows(self):
        """Yield the sound Rows of all files; keep the rest."""
        vocabulary, regions, rules = Vocabulary(), Regions(), Rules()
        for table, form, _reason in self.tables:
            for row in form.read(table, self.options):
                row.path = str(table.path)
                self.progress(1)
                if isinstance(row, Row):
                    row = self.looked_over(row, vocabulary, regions, rules)
                if isinstance(row, Row):
                    self.warn(row)
                    yield row
                else:
                    (self.rejects if isinstance(row, Reject) else self.skips).append(row)
            self.rejects += table.rejects

    def looked_over(self, row, vocabulary, regions, rules):
        """The row with warnings about what is odd, or a Reject for what is wrong."""
        unseen = oddities.clean(row)
        if wrong := oddities.first_wrong(row, regions, rules):
            column, value, reason = wrong
            return Reject(row.line, row.raw, column, value, reason, row.path)
        row.warnings = tuple(dict.fromkeys((*row.warnings, *unseen, *oddities.odd(row, regions))))
        return self.wrong(row, vocabulary) or row

    def wrong(self, row, vocabulary):
        """A Reject for the first fact of a row that cannot be kept; None when all can."""
        parts = [("clinic", row.clinic), *(("program", facts) for facts in row.programs.values())]
        for owner, name, text in ((owner, *fact) for owner, facts in parts for fact in facts.items()):
            if (owner, name) not in FACTS:
                continue
            try:
                vocabulary.check(owner, name, text)
            except (ValidationError, ValueError) as error:
                return Reject(row.line, row.raw, name, shown(text), sentence(error), row.path)
        return None

    def warn(self, row):
        for column, value, words in row.warnings:
            self.warnings.append(
                {"file": row.path, "line": row.line, "column": column, "value": value, "warning": words}
            )

    def apply(self, by, batch=None):
        """Write the plan in one transaction, as `batch` or a new Batch; raises Refused with nothing written."""
        with without_collecting():
            batch = batch or self.new_batch(by)
            self.applied = apply(self.plan, by=by, batch=batch, progress=self.progress)

    def new_batch(self, by):
        """An unsaved Batch of files that nobody uploaded."""
        names = ", ".join(table.path.name for table, _format, _reason in self.tables)
        told = {"scope": self.options.scope, "complete": self.options.complete, "format": self.format.NAME}
        return Batch(
            file_name=names[:200],
            source_name=self.options.source,
            edition=self.options.edition,
            told=told,
            by_name=by,
        )

    def outcomes(self):
        """{(path, line): outcome} of every row but the rejected and skipped."""
        return {
            row: CONFLICTING if row in self.applied.held else outcome
            for row, outcome in self.planner.outcomes.items()
        }

    def counts(self):
        """{outcome: rows}; each row of the files stands in exactly one."""
        counts = dict.fromkeys(OUTCOMES, 0) | Counter(self.outcomes().values())
        counts["rejected"] += len(self.rejects)
        counts[SKIPPED] += len(self.skips)
        return counts

    def report(self):
        """What was read and what became of it, as JSON can hold it."""
        counts = self.counts()
        made = [plan for plan in self.plan.clinics if not self.is_held(plan)]
        report = {
            "source": self.options.source,
            "edition": self.options.edition,
            "scope": self.options.scope,
            "files": [self.described(*each) for each in self.tables],
            "rows": sum(counts.values()),
            **counts,
            "skipped_reasons": self.skipped_reasons(),
            "clinics_created": sum(plan.is_new for plan in made),
            "programs_created": sum(entry.pk is None for plan in made for entry in plan.programs),
            "conflicts": sum(len(entry.conflicts) for plan in made for entry in plan.entries()),
            "suspects": len(self.plan.suspects),
            "missing": len(self.plan.missing),
            "drafts": self.applied.drafts,
            "warnings": self.warnings,
            "rejects": [self.rejected(each) for each in self.rejects_in_order()],
            "seconds": round(time.monotonic() - self.began, 2),
        }
        if report["rows"] != sum(counts[outcome] for outcome in OUTCOMES):
            raise AssertionError("Every row counts once.")
        return report

    def described(self, table, form, reason):
        """A file that was read, and how."""
        return {
            "file": str(table.path),
            "format": form.NAME,
            "because": reason,
            **table.described(),
            "columns": table.columns,
            "notes": table.notes,
        }

    def skipped_reasons(self):
        """{reason: rows} of the skipped, in the order of the reasons."""
        out_of_scope = sum(outcome == SKIPPED for outcome in self.planner.outcomes.values())
        left_out = {getattr(self.format, "OUT_OF_SCOPE", ""): out_of_scope}
        return dict(sorted((Counter(each.reason for each in self.skips) + Counter(left_out)).items()))

    def rejects_in_order(self):
        return sorted(self.rejects, key=lambda each: (each.path, each.line))

    def rejected(self, each):
        return {
            "file": each.path,
            "line": each.line,
            "column": each.column,
            "value": each.value,
            "reason": each.reason,
        }

    def is_held(self, plan):
        return bool(self.applied.held.intersection(plan.rows))

    def first_reasons(self):
        """The first rejected rows and the reasons of the skipped, as lines for a person."""
        lines = [
            f"{each.path}, line {each.line}, column {each.column or '-'}: {each.value!r}: {each.reason}"
            for each in self.rejects_in_order()
        ]
        return lines[:REASONS_SHOWN]


@contextmanager
def without_collecting():
    """Python looks for garbage cycles in all that a plan holds, again and again: a fifth of the time, for none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def sentence(error):
    """An error in words, the fields of a row that it is about named."""
    if not isinstance(error, ValidationError):
        return str(error)
    if hasattr(error, "error_dict"):
        return " ".join(f"{name}: {' '.join(words)}" for name, words in error.message_dict.items())
    return " ".join(error.messages)
