"""The production server, with workers that stop when they are told to.

Granian handles signals in its main thread: one that comes while a worker is made or loads the site, or just before
that thread goes to sleep, is lost; a second one (a terminal and systemd signal workers beside their parent) may wait
for a lock that the thread holds itself. So nothing is interrupted: a thread waits for signals and calls the handlers.

With --run-jobs it keeps the process of long work beside itself: renewed when it loads anew, begun again where it ended.
"""

import _thread
import multiprocessing
import os
import signal
import subprocess
import sys
import time

from granian import _signals
from granian.cli import entrypoint
from granian.server import common

STOP = {signal.SIGTERM, signal.SIGINT}
RELOAD = {signal.SIGHUP}
AGAIN = 0.1  # seconds
JOBS = "--run-jobs"

handlers = {}


class Beside:
    """A process that runs as long as this one does."""

    def __init__(self, command):
        self.command, self.process, self.over = command, None, False

    def keep(self):
        """Begin it again whenever it has ended, until told that all is over."""
        while not self.over:
            # Spawned without a pipe that a worker forked at this moment would hold open, and this thread wait for.
            self.process = subprocess.Popen(self.command, close_fds=False)  # noqa: S603 - our own interpreter
            self.process.wait()
            time.sleep(10 * AGAIN)

    def renew(self):
        """Let it end what it can; keep() begins it anew."""
        if self.process:
            self.process.terminate()


jobs = Beside([sys.executable, "manage.py", "run_jobs", "--beside", str(os.getpid())])


def set_handlers(stop, reload=None):
    """Take the handlers of this process, in place of Granian's function for that."""
    for number in STOP | RELOAD:
        handlers[number] = stop if number in STOP else reload


def listen(signals):
    """Hand each of `signals` to its handler, for ever."""
    while True:
        number = signal.sigwait(signals)
        if number in STOP:
            stop(number)
        elif handlers.get(number):
            jobs.renew()
            handlers[number](number, None)


def stop(number):
    """Stop again and again, as a server that starts just now does not hear it yet; at once where none has begun."""
    jobs.over = True
    while number in handlers:
        handlers[number](number, None)
        time.sleep(AGAIN)
    os._exit(128 + number)


def listen_as_worker():
    """In a new worker: listen to the parent alone, and leave Ctrl-C and reloading to it."""
    handlers.clear()
    _thread.start_new_thread(stop_once, ())


def stop_once():
    """Wait for the parent's signal and stop, once: the worker keeps it until it looks.

    A second one would wait for the first to be looked at, with Python's own lock held: every request would stand still.
    """
    number = signal.sigwait({signal.SIGTERM})
    if number not in handlers:
        os._exit(128 + number)
    handlers[number](number, None)


def main():
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP | RELOAD)
    multiprocessing.set_start_method("fork")
    os.register_at_fork(after_in_child=listen_as_worker)
    _signals.set_main_signals = common.set_main_signals = set_handlers
    _thread.start_new_thread(listen, (STOP | RELOAD,))
    if JOBS in sys.argv:
        sys.argv.remove(JOBS)
        _thread.start_new_thread(jobs.keep, ())
    entrypoint()


if __name__ == "__main__":
    main()
