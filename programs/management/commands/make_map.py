"""Makes the shapes file of the map from the states of us-atlas."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programs.vocabulary.shapes import SHAPES_FILE, write_shapes


class Command(BaseCommand):
    help = (
        "Make the shapes of the map from SOURCE, states-albers-10m.json of the npm package us-atlas 3.0.1. "
        "The same source gives the same bytes."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", metavar="SOURCE.json", type=Path)
        parser.add_argument("--output", metavar="FILE", type=Path, default=SHAPES_FILE)

    def handle(self, *, source, output, **options):
        try:
            count = write_shapes(source, output)
        except (OSError, ValueError) as error:
            raise CommandError(f"{source}: {error}") from error
        self.stdout.write(f"{count} states written to {output}.")
