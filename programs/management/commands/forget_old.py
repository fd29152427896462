"""Forget what is kept for a time only. To be run once a day."""

from django.core.management.base import BaseCommand

from programs.publishing.corrections import forget


class Command(BaseCommand):
    help = (
        "Forget who sent corrections, after a day, and the words of corrections, 90 days after they were decided. "
        "Run it once a day."
    )

    def handle(self, **options):
        forget()
