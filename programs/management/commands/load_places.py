"""Copies the postal codes and cities from their file into the database."""

from django.core.management.base import BaseCommand

from programs.vocabulary.loaders import load_places


class Command(BaseCommand):
    help = "Load the postal codes and cities from their file. Changes nothing when they are loaded already."

    def handle(self, **options):
        self.stdout.write("Loaded: places." if load_places() else "Nothing to load.")
