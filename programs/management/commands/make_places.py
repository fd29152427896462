"""Makes the files of places and counties of the vocabulary from a list of ZIP centroids."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programs.vocabulary.counties import COUNTIES_FILE, write_counties
from programs.vocabulary.places import PLACES_FILE, write_places


class Command(BaseCommand):
    help = (
        "Make the files of places and counties from SOURCE, a gzipped CSV with the columns zip, latitude, "
        "longitude, city, state and county. The same source gives the same bytes."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", metavar="SOURCE.csv.gz", type=Path)
        parser.add_argument("--output", metavar="FILE", type=Path, default=PLACES_FILE)

    def handle(self, *, source, output, **options):
        counties = output.with_name(COUNTIES_FILE.name)
        try:
            count, with_county = write_places(source, output), write_counties(source, counties)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{source}: {error}") from error
        self.stdout.write(f"{count} postal codes written to {output}, {with_county} to {counties}.")
