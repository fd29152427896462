"""The production server, with workers that stop when they are told to.

Granian's workers mishandle two things: a stop signal that comes while they still load the site is lost, and Ctrl-C,
which a terminal sends to them beside the stop signal of their parent, can leave them waiting for themselves.
"""

import multiprocessing
import os
import signal

from granian.cli import entrypoint


def listen_to_parent_alone():
    """In a new worker: stop at once while loading, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def main():
    multiprocessing.set_start_method("fork")
    os.register_at_fork(after_in_child=listen_to_parent_alone)
    entrypoint()


if __name__ == "__main__":
    main()
