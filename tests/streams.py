"""A second process of the same site: it does what the lines of its input say, and answers each with a line of JSON.

edit 5      make five random changes through publishing; answers their names
compare     answers which searches differ from what the database alone says
"""

import json
import os
import random
import subprocess
import sys

import django

ASKED = [
    {},
    {"type": "any", "sort": "name"},
    {"accepting": "yes", "payment": "medicaid"},
    {"near": "85701", "unknown": "include"},
    {"q": "desert"},
    {"checked": "current", "sort": "wait"},
]


class Process:
    """This module running on the database `url`, with its own directory `var`."""

    def __init__(self, url, var):
        environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(var)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.streams"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self):
        """What it says next; fails when it has ended instead."""
        line = self.process.stdout.readline()
        assert line, "the other process has ended"
        return json.loads(line)

    def ask(self, line):
        self.tell(line)
        return self.answer()

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def edit(dice, times):
    from tests.worlds import edits

    done = []
    for _number in range(times):
        act = dice.choice(edits(dice))
        act()
        done.append(act.__name__)
    return done


def compare():
    """The searches that differ; one during which something changed has to be asked again."""
    from programs.search import find
    from programs.search.fresh import number
    from tests.worlds import TODAY, truth

    wrong = []
    for params in ASKED:
        before = None
        while before != number():
            before = number()
            found, expected = find(params, TODAY, with_page=False).ids, truth(params, TODAY)
        if found != expected:
            wrong.append(params)
    return wrong


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "directory.settings"
    django.setup()
    dice = random.Random(20261125)
    for line in sys.stdin:
        word, *times = line.split()
        said = compare() if word == "compare" else edit(dice, int(times[0]))
        print(json.dumps(said), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
