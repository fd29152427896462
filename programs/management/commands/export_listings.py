"""Write listings to a file or to standard output."""

import os
import sys
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from programs.columns import SETS
from programs.exports.formats import FORMATS, write
from programs.exports.rows import ROWS, all_ids
from programs.exports.table import WrongChoice, table_of
from programs.search import find
from programs.search.parameters import KNOWN

STANDARD_OUTPUT = "-"
EVERYTHING = "all entries"


class Command(BaseCommand):
    help = (
        "Write exactly the listings that a search shows, in its order. The full columns hold private addresses and "
        "exact points: keep such a file confidential. Exit 1: a wrong choice or filter, nothing written."
    )

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=list(FORMATS), default="csv")
        parser.add_argument(
            "--columns", choices=SETS, default="public", help="full: all that a restore needs. Confidential."
        )
        parser.add_argument(
            "--rows", choices=ROWS, default="program", help="One row a program, or one a clinic."
        )
        parser.add_argument(
            "--query", default="", help='The address of a search, such as "type=kap&state=CA".'
        )
        parser.add_argument(
            "--output", required=True, help="A file, replaced once the new one is whole; or -."
        )
        parser.add_argument(
            "--include-unpublished",
            action="store_true",
            help="With --columns full and no query: every entry, drafts and withdrawn ones too.",
        )

    def handle(self, *args, **options):
        table = self.table(options)
        if options["output"] == STANDARD_OUTPUT:
            write(sys.stdout.buffer, options["format"], table)
            sys.stdout.buffer.flush()
            return
        path = Path(options["output"])
        write_whole(path, options["format"], table)
        self.stderr.write(f"{path}: {table.count} rows.")

    def table(self, options):
        """The Table asked for. Raises CommandError, naming the parameter."""
        everything = options["include_unpublished"]
        if everything and (options["query"] or options["columns"] != "full"):
            raise CommandError("--include-unpublished: only with --columns full and without --query.")
        ids, query = (all_ids(), EVERYTHING) if everything else found(options["query"])
        try:
            return table_of(ids, options["columns"], options["rows"], query, unpublished=everything)
        except WrongChoice as wrong:
            raise CommandError(str(wrong)) from wrong


def found(query):
    """The ids that a search finds, in order, and its address in our order. Raises CommandError."""
    if unknown := sorted(set(QueryDict(query)) - set(KNOWN)):
        raise CommandError(f"{', '.join(unknown)}: no filter. Known: {', '.join(KNOWN)}.")
    result = find(QueryDict(query), with_page=False)
    if result.errors:
        said = [f"{name}: {' '.join(messages)}" for name, messages in result.errors.items()]
        raise CommandError("\n".join(said))
    return result.ids, result.query


def write_whole(path, name, table):
    """Write beside `path` and rename: a reader sees the old file or the new one, never a part."""
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    except OSError as error:
        raise CommandError(f"--output: {error}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            write(file, name, table)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
