"""Gives the web server's database role its rights."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from programs.operations.grants import grant, role_settings


class Command(BaseCommand):
    help = (
        "Give ROLE, the PostgreSQL role of the web server, what it needs on every table, and no more: it only adds to "
        "history and to the audit record. The owner of the database runs this after each migrate and restore."
    )

    def add_arguments(self, parser):
        parser.add_argument("role")

    def handle(self, *, role, **options):
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: the file's own permissions say who may write.")
        grant(role)
        self.stdout.write(f"{role} has its rights. Once, as superuser:")
        self.stdout.write("\n".join(role_settings(role)))
