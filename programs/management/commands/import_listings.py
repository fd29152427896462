"""Bring a register, a locator's export or our own listing into the directory."""

import json
import sys
import time
import tomllib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from programs.imports import formats, spreadsheet
from programs.imports.column_map import column_map
from programs.imports.importing import OUTCOMES, Import
from programs.imports.options import KETAMINE, SCOPES, Options
from programs.imports.rejected import write_rejects
from programs.imports.restore import can_restore, restore
from programs.imports.sheets import ENDINGS
from programs.publishing import Refused

REJECTED = 3
WARNINGS_SHOWN = 5


class Command(BaseCommand):
    help = (
        "Import listings from files. Without --apply nothing is written: the same path is taken up to the writing. "
        "Exit 0: nothing rejected; 3: some rows rejected, the rest applied; 1: refused, nothing applied."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help=f"A file that ends in {' '.join(ENDINGS)}"
        )
        parser.add_argument("--format", default=formats.AUTO, choices=[formats.AUTO, *formats.names()])
        parser.add_argument("--sheet", default="", metavar="NAME", help="The sheet of a workbook to read.")
        parser.add_argument("--source", required=True, help="The name of the list, without its year.")
        parser.add_argument(
            "--edition",
            default="",
            metavar="YEAR",
            help="By default that of the format, and this year for lists that are renewed all the time.",
        )
        parser.add_argument(
            "--scope", default=KETAMINE, choices=SCOPES, help="ketamine: rows with ketamine only."
        )
        state = parser.add_mutually_exclusive_group()
        state.add_argument("--publish", dest="publish", action="store_true", default=None)
        state.add_argument("--draft", dest="publish", action="store_false", help="New entries are drafts.")
        parser.add_argument(
            "--complete", action="store_true", help="The files are the source's whole edition."
        )
        parser.add_argument("--strict", action="store_true", help="One rejected row refuses the files.")
        parser.add_argument(
            "--map", type=Path, metavar="FILE", help='JSON or TOML: {"their column": "our column"}'
        )
        parser.add_argument(
            "--print-map", action="store_true", help="Print what each column was taken for, as a map to edit."
        )
        parser.add_argument(
            "--rejects", type=Path, metavar="FILE", help="Rejected rows as CSV, with the reason."
        )
        parser.add_argument("--report", type=Path, metavar="FILE.json")
        parser.add_argument("--apply", action="store_true", help="Write it, in one transaction.")

    def handle(self, *, paths, source, edition, scope, publish, complete, **options):
        try:
            told = Options(source=source, edition=edition, scope=scope, publish=publish, complete=complete)
            refused = self.run(paths, told, options)
        except Refused as error:
            raise CommandError(str(error)) from error
        if refused:
            sys.exit(REJECTED)

    def run(self, paths, told, options):
        """Plan and, with --apply, write; return the number of rejected rows."""
        with tqdm(unit=" rows", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
            each = Import(
                paths,
                told,
                format_name=options["format"],
                renames=read_map(options["map"]),
                sheet=options["sheet"],
                progress=bar.update,
            )
            if options["print_map"]:
                return self.print_map(each)
            if can_restore(each.tables):
                return self.restore(each, options)
            each.make_plan()
            refuse = options["strict"] and each.rejects
            if options["apply"] and not refuse:
                bar.reset(total=len(each.plan.clinics))
                bar.unit = " clinics"
                each.apply(by=f"import: {each.options.source} {each.options.edition}"[:150])
        applied = options["apply"] and not refuse
        report = each.report() | {"applied": bool(applied)}
        self.write_files(each, report, options)
        self.print(each, report)
        if refuse:
            raise Refused(f"--strict: {len(each.rejects)} rows were rejected, so nothing was applied.")
        return len(each.rejects)

    def print_map(self, each):
        """Print a map of the columns of lists that people made, ready to edit; nothing is planned or written."""
        for table, form, _reason in each.tables:
            if form is not spreadsheet:
                raise Refused(f"{table.path}: {form.LABEL}: its columns are known and need no map.")
            self.stdout.write(column_map(table, each.options))
        return 0

    def restore(self, each, options):
        """Bring a full listing back into this empty database: ids, slugs, states, statements and checks."""
        if each.options.publish is not None:
            raise Refused("A restore gives each entry its own state back: leave out --publish and --draft.")
        [(table, _form, _reason)] = each.tables
        by = f"import: {each.options.source} {each.options.edition}"[:150]
        report = restore(table, by=by, apply=options["apply"])
        report["seconds"] = round(time.monotonic() - each.began, 2)
        self.write_files(each, report, options)
        would = "Restored" if report["applied"] else "Nothing was written. Add --apply to restore"
        clinics, programs = report["clinics_created"], report["programs_created"]
        self.stdout.write(f"{would} {clinics} clinics and {programs} programs of a full listing.")
        return 0

    def write_files(self, each, report, options):
        if options["report"]:
            text = json.dumps(report, ensure_ascii=False, indent=1)
            options["report"].write_text(text + "\n", encoding="utf-8")
        if options["rejects"]:
            write_rejects(options["rejects"], each.rejects)

    def print(self, each, report):
        for file in report["files"]:
            self.stdout.write(
                f"{file['file']}: {file['format']}, because {file['because']}; {reading(file)}."
            )
            if taken := [f"“{theirs}” as {ours}" for theirs, ours in file["columns"].items() if ours]:
                self.stdout.write(f"    Taken: {', '.join(taken)}.")
            for note in file["notes"]:
                self.stdout.write(f"    {note}")
        would = "" if report["applied"] else "would be "
        self.stdout.write(f"{report['rows']} rows in {report['seconds']} s; {would}counted as:")
        for outcome in OUTCOMES:
            self.stdout.write(f"  {outcome:12} {report[outcome]}")
        for reason, number in report["skipped_reasons"].items():
            self.stdout.write(f"    skipped: {reason}: {number}")
        for line in each.first_reasons():
            self.stdout.write(f"    rejected: {line}")
        self.stdout.write(
            f"  clinics {would}created {report['clinics_created']}, programs {report['programs_created']}, "
            f"conflicts {report['conflicts']}, likely duplicates {report['suspects']}, "
            f"no longer listed {report['missing']}, warnings {len(report['warnings'])}"
        )
        for draft in report["drafts"][:WARNINGS_SHOWN]:
            self.stdout.write(f"    stays a draft: {draft}")
        for warning in report["warnings"][:WARNINGS_SHOWN]:
            self.stdout.write(
                f"    warning: {warning['file']}, line {warning['line']}, {warning['column']}: "
                f"{warning['value']!r}: {warning['warning']}"
            )
        if len(report["warnings"]) > WARNINGS_SHOWN:
            self.stdout.write(
                f"    … {len(report['warnings']) - WARNINGS_SHOWN} more: --report FILE.json has all."
            )
        if not report["applied"]:
            self.stdout.write("Nothing was written. Add --apply to write it.")
        elif report["clinics_created"] and not each.plan.publish:
            self.stdout.write(
                "The new clinics are drafts: publish them at /admin/programs/clinic/?status=draft"
            )


def reading(file):
    """How a file was read, in words: its sheet, encoding and separator where it has them, and its header's line."""
    said = [
        f"sheet {file['sheet']}" if file["sheet"] else "",
        f"read as {file['encoding']}" if file["encoding"] else "",
        f"cells parted by {file['separator']}" if file["separator"] else "",
        f"header in line {file['header_line']}" if file["header_line"] else "",
    ]
    return ", ".join(part for part in said if part)


def read_map(path):
    """{their column: our column} from a JSON or TOML file; empty without one."""
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        raise Refused(f"{path}: cannot be read as a map of columns: {error}.") from error
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found.values()):
        raise Refused(f'{path}: write a map such as {{"Facility Name": "name1"}}.')
    return found
