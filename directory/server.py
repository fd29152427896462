"""The production server, with workers that stop when they are told to.

Granian mishandles two things: a stop signal that comes while a worker still loads the site is lost; and its handlers
set an event in the thread that waits for that event, which never ends when the thread holds the event's lock just then.
That happens at a second signal (a terminal and systemd signal the workers beside their parent), and rarely at a first.
"""

import _thread
import multiprocessing
import os
import signal
from functools import wraps

from granian import _signals
from granian.cli import entrypoint
from granian.server import common


def in_a_thread(handler):
    """Return a signal handler that leaves the work of `handler` to a thread of its own, which may wait for a lock."""

    @wraps(handler)
    def handle(number, frame):
        _thread.start_new_thread(handler, (number, frame))

    return handle


def handle_signals_in_threads():
    """Let the server and its workers set their handlers through `in_a_thread`."""
    set_handlers = _signals.set_main_signals

    def set_main_signals(interrupt, reload=None):
        set_handlers(in_a_thread(interrupt), reload and in_a_thread(reload))

    _signals.set_main_signals = common.set_main_signals = set_main_signals


def listen_to_parent_alone():
    """In a new worker: stop at once while loading, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def main():
    multiprocessing.set_start_method("fork")
    os.register_at_fork(after_in_child=listen_to_parent_alone)
    handle_signals_in_threads()
    entrypoint()


if __name__ == "__main__":
    main()
