"""Switches maintenance on and off: pages are read, nothing is written."""

from django.core.management.base import BaseCommand

from programs.operations import maintenance


class Command(BaseCommand):
    help = (
        "While maintenance is on, the web server of this machine shows every page and refuses all that would write, "
        "signing in too, with 503 and the help lines. Commands write as ever. Without a word it says how it stands."
    )

    def add_arguments(self, parser):
        parser.add_argument("state", nargs="?", choices=["on", "off"])

    def handle(self, *, state, **options):
        if state:
            maintenance.switch(state == "on")
        self.stdout.write(f"Maintenance is {'on' if maintenance.is_on() else 'off'} ({maintenance.path()}).")
