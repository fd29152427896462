"""Copies the whole database into a file, while the site runs."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from programs.operations.backup import NoCopy, let_go, make_copy

KEEP = 14


class Command(BaseCommand):
    help = (
        "Copy the database into a file of its own, with a manifest (checksum, rows) beside it. It is consistent while "
        "others write, and holds private addresses and the digests of passwords: keep it as you keep the database."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to", type=Path, default=settings.BACKUP_DIR, help="directory (default: BACKUP_DIR)"
        )
        parser.add_argument("--keep", type=int, default=KEEP, help=f"copies to keep there (default: {KEEP})")

    def handle(self, *, to, keep, **options):
        if keep < 1:
            raise CommandError(f"--keep is {keep}: at least 1 copy has to stay.")
        try:
            path = make_copy(to)
        except NoCopy as error:
            raise CommandError(str(error)) from error
        gone = let_go(to, keep)
        self.stdout.write(f"{path} ({path.stat().st_size:,} bytes); {len(gone)} older copies let go")
