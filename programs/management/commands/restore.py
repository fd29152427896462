"""Brings a copy of `manage.py backup` back, or tries whether it could be."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from programs.operations.backup import NoCopy, copies
from programs.operations.restoring import drill, restore_copy


class Command(BaseCommand):
    help = (
        "Make the database what it was when FILE was copied. With --verify nothing is touched: the copy is restored "
        "into a database that is thrown away, its rows are counted, and the site's own checks run on it."
    )

    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="a copy (default: the newest of BACKUP_DIR)")
        parser.add_argument("--verify", action="store_true", help="only try the copy")
        parser.add_argument("--replace", action="store_true", help="even where the database holds clinics")

    def handle(self, *, file, verify, replace, **options):
        try:
            path = file or newest()
            if verify:
                rows = drill(path)
                words = f"{path} is whole: {sum(rows.values()):,} rows in {len(rows)} tables came back and were tried."
            else:
                restore_copy(path, replace)
                words = f"The database is that of {path}. Run migrate, and grants where there are roles."
        except NoCopy as error:
            raise CommandError(str(error)) from error
        self.stdout.write(words)


def newest():
    """The newest copy of BACKUP_DIR. Raises NoCopy where there is none."""
    found = copies(settings.BACKUP_DIR)
    if not found:
        raise NoCopy(f"There is no copy in {settings.BACKUP_DIR}. Make one with manage.py backup.")
    return found[-1]
