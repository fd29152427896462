"""The process that takes jobs, one at a time."""

import logging
import os
import threading

from django.db import Error, InterfaceError, OperationalError, connection
from django.utils import timezone

from programs.jobs.kinds import KINDS
from programs.publishing import Refused
from programs.publishing.jobs import (
    Lock,
    Lost,
    Progress,
    Stopped,
    enqueue,
    fail,
    finish,
    give_back,
    recover,
    take,
)

LOOK_EVERY = 1.0  # seconds
log = logging.getLogger("programs.jobs")


class Runner:
    """Takes what waits until it is told to stop().

    With `beside`, the id of the process that started it, it also stops when that one is no longer there. While
    `paused()` is true it takes nothing.
    """

    def __init__(self, beside=None, paused=lambda: False):
        self.beside, self.paused = beside, paused
        self.told = threading.Event()
        self.lock = Lock()
        self.periods = {}
        self.silent = False

    def stop(self, *_signal):
        self.told.set()

    def stopping(self):
        return self.told.is_set() or (self.beside is not None and os.getppid() != self.beside)

    def run(self):
        """Work until told to stop; wait while the database does not answer, or another process has the lock."""
        while not self.stopping():
            try:
                worked = not self.paused() and self.lock.take() and self.step()
                self.silent = False
            except Error as error:
                self.wait_for_database(error)
                worked = False
            if not worked:
                self.told.wait(LOOK_EVERY)
        self.lock.free()

    def wait_for_database(self, error):
        if not self.silent:
            log.warning("Jobs wait: the database does not answer (%s).", type(error).__name__)
        self.silent = True
        connection.close()

    def once(self):
        """Do what is due and waits, then end; return whether this process had the lock."""
        if not self.lock.take():
            return False
        while not self.stopping() and not self.paused() and self.step():
            pass
        self.lock.free()
        return True

    def step(self):
        """Do one job, with the lock; return whether there was one."""
        recover()
        self.enqueue_due(timezone.localtime())
        job = take()
        if job is not None:
            self.work(job)
        return job is not None

    def enqueue_due(self, now):
        """Let wait what is due in the period of `now`; the database holds each period to one."""
        for kind in KINDS.values():
            if kind.every and self.periods.get(kind.name) != (period := kind.period(now)):
                enqueue(kind.name, period=period)
                self.periods[kind.name] = period

    def work(self, job):
        """Do `job`, and note what came of it. Raises what says that the connection to the database is lost."""
        log.info("Job %s (%s) begins.", job.pk, job.kind)
        try:
            self.attempt(job)
        except Stopped:
            give_back(job)
        except Lost:
            log.warning("Job %s (%s) is another process's by now.", job.pk, job.kind)
        else:
            log.info("Job %s (%s) ends.", job.pk, job.kind)

    def attempt(self, job):
        try:
            result = self.result(job)
        except Refused as refused:
            fail(job, " ".join(refused.reasons))
        except (Stopped, Lost, OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("Job %s (%s) failed.", job.pk, job.kind)
            fail(job, f"It failed ({type(error).__name__}): the log of run_jobs has more.")
        else:
            finish(job, result)

    def result(self, job):
        if job.kind not in KINDS:
            raise Refused(f"This release knows no work of the kind {job.kind}.")
        return KINDS[job.kind].run(job, Progress(job, self.stopping))
