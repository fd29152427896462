"""What a command takes: run as a small process of its own, it starts the command and writes seconds and peak in MB.

A process counts as large as the one that it was started from until it runs its program: started from the bench itself,
a command would seem to need what the bench needs.
"""

import resource
import subprocess
import sys
import time

from django.conf import settings


def cost(command, environment):
    """(seconds, peak in MB) of a command that says nothing here; raises CalledProcessError where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.child", *command],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def main(command):
    start = time.perf_counter()
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(f"{seconds} {peak}\n")
    return ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
