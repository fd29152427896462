"""Copies the terms and program types from their files into the database."""

from django.core.management.base import BaseCommand

from programs.vocabulary.loaders import load_vocabulary


class Command(BaseCommand):
    help = "Load the terms and program types from their files. Changes nothing when they are loaded already."

    def handle(self, **options):
        loaded = load_vocabulary()
        self.stdout.write(f"Loaded: {', '.join(loaded)}." if loaded else "Nothing to load.")
