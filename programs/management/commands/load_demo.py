"""Fills a database with invented clinics to try the site with, or takes them out again."""

import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from programs.accounts import audit
from programs.demo.load import is_loaded, load, remove
from programs.demo.logins import demo_logins, logins_path
from programs.models import Clinic
from programs.publishing import Refused


class Command(BaseCommand):
    help = (
        "Load about 120 invented clinics and the two logins to try the site with. A second run adds nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="load only where there is no clinic at all"
        )
        parser.add_argument(
            "--remove", action="store_true", help="delete the invented clinics, and nothing else"
        )

    def handle(self, *, if_empty, **options):
        if options["remove"]:
            return self.take_out()
        if settings.PRODUCTION:
            raise CommandError("Invented clinics are not loaded in production (PRODUCTION=1).")
        logins = demo_logins()
        if not (if_empty and Clinic.objects.exists()):
            self.stdout.write(self.fill())
        self.stdout.write(f"Demonstration logins are kept in {logins_path()}")
        return "" if if_empty else "\n".join(f"{name} {password}" for name, password in logins.items())

    def fill(self):
        """Load the invented clinics unless they are here; say so."""
        if is_loaded():
            return "The invented clinics are loaded already."
        audit.log.setLevel(logging.WARNING)  # a line for each invented program would hide all others
        made = load(timezone.localdate(), get_user_model().objects.get(username="curator"))
        audit.log.setLevel(logging.NOTSET)
        return f"Loaded {len(made.clinics)} invented clinics with {len(made.programs)} programs."

    def take_out(self):
        """Remove the invented clinics; say how many. Raises CommandError when one cannot go."""
        try:
            count = remove()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        return "Removed " + ", ".join(f"{number} {kind}" for kind, number in count.items()) + "."
