"""`manage.py check_links`: visit the websites of clinics, and note for curators which ones fail."""

from django.core.management.base import BaseCommand, CommandError

from programs.links.checking import AT_ONCE, PAUSE, check_links, told
from programs.publishing import Refused


class Command(BaseCommand):
    help = (
        "Visit the websites of public clinics that are due, one after the other, and note which ones fail: those that "
        "fail on two days come into the work queue. No entry is changed. Off until CHECK_LINKS=1 is set."
    )

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=AT_ONCE, metavar="N", help=f"at most N ({AT_ONCE})")
        parser.add_argument(
            "--pause", type=float, default=PAUSE, metavar="SECONDS", help=f"between two visits ({PAUSE:g})"
        )

    def handle(self, *, limit, pause, **options):
        if limit < 1 or pause < 0:
            raise CommandError("Give --limit a number from 1, and --pause a number of seconds from 0.")
        try:
            seen = check_links(limit, pause=pause)
        except Refused as refused:
            raise CommandError(" ".join(refused.reasons)) from None
        self.stdout.write(told(seen))
