"""Says how the site stands, for a person or a program."""

import json
import sys

from django.core.management.base import BaseCommand

from programs.operations.status import status


class Command(BaseCommand):
    help = "Say how the site stands. Ends with 1 where something keeps it from serving, as /readyz does with 503."

    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    def handle(self, *, json: bool, **options):
        found = status()
        self.stdout.write(as_json(found) if json else as_lines(found))
        if found["problems"]:
            sys.exit(1)


def as_json(found):
    return json.dumps(found, indent=2)


def as_lines(found):
    """A line a value, problems first."""
    problems = [f"{problem['name']}: {problem['words']}" for problem in found["problems"]] or ["none"]
    lines = [f"problems: {'; '.join(problems)}"]
    for name, value in found.items():
        if name != "problems":
            lines.append(f"{name.replace('_', ' ')}: {in_words(value)}")
    return "\n".join(lines)


def in_words(value):
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in value.items()) or "none"
    return (
        {True: "yes", False: "no", None: "none"}.get(value, value)
        if value is None or isinstance(value, bool)
        else value
    )
