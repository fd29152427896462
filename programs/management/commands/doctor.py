"""Examines a running set-up and says how to mend it."""

import sys

from django.core.management.base import BaseCommand, CommandError

from programs.operations.doctor import examine


class Command(BaseCommand):
    help = (
        "Examine this set-up with the web server's own environment, and say of each thing that is wrong how to mend "
        "it. Nothing is changed. Ends with 1 where something was found."
    )

    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--url", default="", help="also ask the site that answers there, such as https://…/"
        )

    def handle(self, *, url, **options):
        if url and not url.startswith(("http://", "https://")):
            raise CommandError(f"--url is {url!r}: it begins with https:// or http://.")
        found = examine(url)
        for subject, findings in found.items():
            self.stdout.write(f"{'found' if findings else 'ok   '}  {subject}")
            for words, cure in findings:
                self.stdout.write(f"         {words}\n         Cure: {cure}")
        if any(found.values()):
            sys.exit(1)
