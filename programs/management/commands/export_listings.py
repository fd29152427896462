"""Write listings to a file or to standard output."""

import os
import sys
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import timezone

from programs.columns import SETS
from programs.exports.asked import SINCE, asked, day_of, value_of
from programs.exports.formats import FORMATS, write
from programs.exports.response import log
from programs.exports.rows import ROWS, all_ids
from programs.exports.since import removed_table
from programs.exports.snapshots import KEEP, MANIFEST, take_snapshot, write_whole
from programs.exports.table import WrongChoice, table_of
from programs.models import Export
from programs.search.parameters import KNOWN

STANDARD_OUTPUT = "-"
WHO = "export_listings"  # in the audit record
EVERYTHING = "all entries"
EVERYTHING_IN_WORDS = "all entries, drafts and withdrawn ones too"


class Command(BaseCommand):
    help = (
        "Write exactly the listings that a search shows, in its order. The full columns hold private addresses and "
        "exact points: keep such a file confidential. Exit 1: a wrong choice or filter, nothing written."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--format",
            choices=list(FORMATS),
            action="append",
            help="csv by default; several for --snapshots.",
        )
        parser.add_argument(
            "--columns", choices=SETS, help="public by default. full: all that a restore needs. Confidential."
        )
        parser.add_argument("--rows", choices=ROWS, help="One row a program (by default), or one a clinic.")
        parser.add_argument(
            "--query", default="", help='The address of a search, such as "type=kap&state=CA".'
        )
        parser.add_argument(
            "--saved", help="A saved export of /exports/ by its name: its filter and choices."
        )
        parser.add_argument(
            "--language", choices=list(dict(settings.LANGUAGES)), help="Of labels and explanations."
        )
        parser.add_argument(
            "--changed-since", metavar="DATE", help="Only what has changed since, such as 2026-11-01."
        )
        parser.add_argument(
            "--removed-since",
            metavar="DATE",
            help="Instead: what was withdrawn, closed for good or merged since.",
        )
        parser.add_argument("--output", help="A file, replaced once the new one is whole; or -.")
        parser.add_argument(
            "--snapshots",
            metavar="FOLDER",
            help=f"Instead of --output: a folder a day, with {MANIFEST}. A day that is there already stays.",
        )
        parser.add_argument("--keep", type=int, default=KEEP, help=f"Days of snapshots that stay ({KEEP}).")
        parser.add_argument(
            "--include-unpublished",
            action="store_true",
            help="With --columns full and no query: every entry, drafts and withdrawn ones too.",
        )

    def handle(self, *args, **options):
        if bool(options["output"]) == bool(options["snapshots"]):
            raise CommandError("Name --output, or --snapshots: one of them.")
        params = params_of(options)
        names = options["format"] or [value_of(params, "format")]
        try:
            if options["snapshots"]:
                self.snapshot(Path(options["snapshots"]), names, params, options)
            elif len(names) > 1:
                raise CommandError("--format: one for --output; several for --snapshots.")
            else:
                self.export(options["output"], names[0], table_for(params, options, names[0]))
        except WrongChoice as wrong:
            raise CommandError(str(wrong)) from wrong

    def export(self, output, name, table):
        if output == STANDARD_OUTPUT:
            write_out(name, table)
            log(WHO, name, table)
            return
        path = Path(output)
        try:
            write_whole(path, name, table)
        except OSError as error:
            raise CommandError(f"--output: {error}") from error
        log(WHO, name, table)
        self.stderr.write(f"{path}: {table.count} rows.")

    def snapshot(self, folder, names, params, options):
        """Write today's folder of `folder`, whole or not at all, and remove those that are too old."""
        today = timezone.localdate()
        tables = {name: partial(table_for, params, options, name) for name in names}
        try:
            rows = take_snapshot(folder, today, tables, WHO, options["keep"])
        except OSError as error:
            raise CommandError(f"--snapshots: {error}") from error
        if rows is None:
            self.stderr.write(f"{folder / today.isoformat()} is there already: nothing was written.")
        for name, count in (rows or {}).items():
            self.stderr.write(f"{today}, {name}: {count} rows.")


def write_out(name, table):
    """Write to standard output. Raises CommandError where its reader ends first."""
    try:
        write(sys.stdout.buffer, name, table)
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # so that nothing is flushed into it at exit
        raise CommandError("--output -: the reader ended before the file did.") from error


def params_of(options):
    """The parameters asked for, those of a saved export first. Raises CommandError."""
    params = (
        QueryDict(saved_address(options["saved"])).copy() if options["saved"] else QueryDict(mutable=True)
    )
    if unknown := sorted(set(QueryDict(options["query"])) - set(KNOWN)):
        raise CommandError(f"{', '.join(unknown)}: no filter. Known: {', '.join(KNOWN)}.")
    for name, values in QueryDict(options["query"]).lists():
        params.setlist(name, values)
    own = {"columns": "columns", "rows": "rows", "language": "file_language", "changed_since": SINCE}
    for option, name in own.items():
        if options[option]:
            params[name] = options[option]
    return params


def saved_address(name):
    saved = Export.objects.filter(name=name).exclude(name="").first()
    if saved is None:
        there = ", ".join(Export.objects.exclude(name="").values_list("name", flat=True)) or "none"
        raise CommandError(f"--saved: there is no export of this name. Saved: {there}.")
    return saved.address


def table_for(params, options, name):
    """The Table asked for in the format `name`. Raises CommandError and WrongChoice, naming the parameter."""
    if options["removed_since"]:
        return removed_table(day_of(options, "removed_since"), name)
    if options["include_unpublished"]:
        if options["query"] or value_of(params, "columns") != "full":
            raise CommandError("--include-unpublished: only with --columns full and without --query.")
        return table_of(
            all_ids(),
            "full",
            value_of(params, "rows"),
            EVERYTHING,
            unpublished=True,
            words=EVERYTHING_IN_WORDS,
        )
    result, table = asked(params)
    if table is None:
        said = [f"{parameter}: {' '.join(messages)}" for parameter, messages in result.errors.items()]
        raise CommandError("\n".join(said))
    return table
