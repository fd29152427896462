"""Imports in the browser: what an uploaded file is taken for, its plan, and the long work that writes it."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.urls import reverse

from programs.imports import formats, spreadsheet
from programs.imports.importing import Import
from programs.imports.kept_files import PLAN, REJECTS, path_of
from programs.imports.options import KETAMINE, Options
from programs.imports.plan_lines import lines_of, write_lines
from programs.imports.rejected import write_rejects
from programs.imports.restore import can_restore
from programs.imports.sheets import open_sheets
from programs.imports.spreadsheet import Reader
from programs.imports.table import Table
from programs.imports.wordings import LEFT_OUT, nearest, subjects
from programs.models import Batch
from programs.publishing import Refused
from programs.publishing.batches import planned
from programs.publishing.undo import bring_back, undo

SAMPLES = 3  # cells of a column that are shown
WARNINGS_KEPT = 100
# What the command's own sentences ask for, in the words of the page.
IN_THE_BROWSER = (
    ("Say with --map what it is.", "Say below what it is."),
    ("Say with --map which of them it is, such as ", "Say below which of them it is: "),
    (
        "use --scope all; if all of them offer ketamine, say so with --map: ",
        "take all care; if all offer ketamine, ",
    ),
    ("--scope all takes it", "take all care to have it"),
    ("--print-map lists them all.", ""),
    ("--map: ", ""),
    ("Leave out --format, or rename columns with --map.", "Choose another format."),
    (
        "Name one with --format, or rename columns with --map.",
        "Choose one, or say below what each column is.",
    ),
)
CHANGED = (
    "The directory has changed since this plan was made. Here is the new one: look at it, then write it."
)


@dataclass
class Column:
    """A column of the file: its name, what it was taken for, some of its cells, and a word about it."""

    name: str
    taken: str
    samples: list
    remark: str = ""


@dataclass
class Look:
    """What a file is taken for. `problem` says why it cannot be planned yet; `fixed` that its columns are known."""

    format: str = ""
    label: str = ""
    because: str = ""
    read_as: dict = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    sheets: list = field(default_factory=list)
    problem: str = ""
    fixed: bool = False

    @property
    def header(self):
        return [column.name for column in self.columns]


def look(batch):
    """A Look at the file of a Batch, read as the Batch says; it reads the first rows only and writes nothing."""
    found = Look()
    try:
        with in_words_of(batch):
            found.sheets = [each.name for each in open_sheets(path_of(batch)) if each.name]
            table, form, because = table_of(batch)
            found.format, found.label, found.because = form.NAME, form.LABEL, because
            found.read_as, found.fixed = table.described(), form is not spreadsheet
            found.columns = columns_of(table, batch, found.fixed)
    except Refused as refused:
        found.problem = " ".join(refused.reasons)
        found.columns = found.columns or unknown_columns(batch)
    return found


def table_of(batch):
    """(Table, format, reason) of the file of a Batch; raises Refused."""
    told = batch.told
    return formats.find_table(
        told.get("format") or formats.AUTO, path_of(batch), batch.columns, told.get("sheet", "")
    )


def columns_of(table, batch, fixed):
    samples = samples_of(table)
    if fixed:
        return [Column(name, "", samples[place]) for place, name in enumerate(table.header)]
    taken = Reader(table, options_of(batch)).columns
    named = taken.table()
    left_out = dict(taken.left_out)
    return [
        Column(name, named.get(name, ""), samples[place], remark(name, left_out, taken.unknown))
        for place, name in enumerate(table.header)
        if name
    ]


def remark(name, left_out, unknown):
    if name in unknown:
        near = nearest(name)[1]
        return f"Not known; the nearest is {near}." if near else "Not known."
    return f"Left out: {left_out[name]}." if name in left_out else ""


def samples_of(table):
    """For each column the first cells that say something, short."""
    rows = [
        cells for line, cells in table.sheet.first_records(table.header_line + 30) if line > table.header_line
    ]
    found: list[list] = [[] for _name in table.header]
    for place, cells in ((place, cells) for cells in rows for place in range(len(found))):
        cell = cells[place].strip()[:40] if place < len(cells) else ""
        if cell and cell not in found[place] and len(found[place]) < SAMPLES:
            found[place].append(cell)
    return found


def unknown_columns(batch):
    """The columns of a file that no format takes, so that a person can say what they are; none where it has no rows."""
    try:
        sheets = open_sheets(path_of(batch))
        table = Table(sheets[0].path, sheet=sheets[0])
    except Refused:
        return []
    samples = samples_of(table)
    return [
        Column(name, batch.columns.get(name, ""), samples[place])
        for place, name in enumerate(table.header)
        if name
    ]


def subject_names():
    """What a column can be taken for."""
    return [name for name, each in subjects().items() if each.reads != LEFT_OUT]


def options_of(batch):
    told = batch.told
    return Options(
        source=batch.source_name,
        edition=batch.edition,
        scope=told.get("scope", KETAMINE),
        publish=told.get("publish"),
        complete=told.get("complete", False),
    )


def opened(batch, progress):
    """The Import of the file of a Batch; raises Refused."""
    told = batch.told
    each = Import(
        [path_of(batch)],
        options_of(batch),
        format_name=told.get("format") or formats.AUTO,
        renames=batch.columns,
        sheet=told.get("sheet", ""),
        progress=progress,
    )
    if can_restore(each.tables):
        raise Refused(
            "This full listing restores an empty directory: that is done by manage.py import_listings."
        )
    return each


def make_plan(batch, progress):
    """The Import of a Batch with its plan, which is written beside the file and noted; returns (Import, digest)."""
    with in_words_of(batch):
        each = opened(batch, progress)
        progress.begin("Reading and comparing")
        each.make_plan()
        counts, digest = write_lines(path_of(batch).with_name(batch.stored + PLAN), lines_of(each))
        write_rejects(path_of(batch).with_name(batch.stored + REJECTS), each.rejects)
    return each, digest, summary_of(each, batch) | {"lines": counts}


def summary_of(each, batch):
    """What the page says of an Import: the counts of its report, and its first warnings."""
    report = each.report()
    report["publish"] = each.plan.publish
    report["warnings_number"] = len(report["warnings"])
    report["warnings"] = [
        {name: said(text, batch) for name, text in warning.items() if name != "file"}
        for warning in report["warnings"][:WARNINGS_KEPT]
    ]
    report["notes"] = [said(note, batch) for file in report["files"] for note in file["notes"]]
    left_out = ("rejects", "files", "source", "edition", "scope", "seconds")
    return {name: value for name, value in report.items() if name not in left_out}


def plan_batch(job, progress):
    """Long work: plan the Batch of a job, and note the plan."""
    batch = Batch.objects.get(pk=job.parameters["batch"])
    each, digest, summary = make_plan(batch, progress)
    planned(batch, edition=each.options.edition, summary=summary, digest=digest)
    return {"says": f"{batch.file_name}: planned.", "url": page_of(batch)}


def apply_batch(job, progress):
    """Long work: write the plan that a person has seen; raises Refused, with the new plan noted, where it differs."""
    batch = Batch.objects.get(pk=job.parameters["batch"])
    done = {"says": f"{batch.file_name}: written.", "url": page_of(batch)}
    if batch.applied_at:
        return done
    each, digest, summary = make_plan(batch, progress)
    if digest != batch.digest:
        planned(batch, edition=each.options.edition, summary=summary, digest=digest)
        raise Refused(CHANGED)
    batch.edition = each.options.edition
    progress.begin("Writing", total=len(each.plan.clinics))
    each.apply(by=f"import: {batch}"[:150], batch=batch)
    planned(batch, edition=batch.edition, summary=summary | each.counts(), digest=digest)
    return done


def undo_batch(job, progress):
    """Long work: take the import of a Batch back."""
    batch = Batch.objects.get(pk=job.parameters["batch"])
    done = {"says": f"{batch}: taken back.", "url": page_of(batch)}
    if batch.undone_at:
        return done
    progress.begin("Taking back")
    undo(batch, by=job.by or batch.by_name, progress=progress)
    return done


def bring_back_batch(job, progress):
    """Long work: make public again what was withdrawn when the import of a Batch was taken back."""
    batch = Batch.objects.get(pk=job.parameters["batch"])
    progress.begin("Making public")
    number = bring_back(batch, by=job.by or batch.by_name, progress=progress)
    return {"says": f"{batch}: clinics public again: {number}.", "url": page_of(batch)}


def page_of(batch):
    return reverse("admin:import", args=[batch.pk])


@contextmanager
def in_words_of(batch):
    """Let refusals speak of the file as the person calls it, and of the page."""
    try:
        yield
    except Refused as refused:
        raise Refused(*(said(reason, batch) for reason in refused.reasons)) from refused


def said(text, batch):
    """A sentence of the command in the words of the page."""
    if not isinstance(text, str):
        return text
    if batch.stored:
        text = text.replace(str(path_of(batch)), batch.file_name)
    for old, new in IN_THE_BROWSER:
        text = text.replace(old, new)
    return text
