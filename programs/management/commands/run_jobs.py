"""`manage.py run_jobs`: the process that does long work, one job at a time."""

import signal

from django.core.management.base import BaseCommand

from programs.jobs.runner import Runner
from programs.operations import maintenance

STOP = (signal.SIGTERM, signal.SIGINT)


class Command(BaseCommand):
    help = (
        "Do the long work that waits, one job at a time, until told to stop (SIGTERM, Ctrl-C): the job under way then "
        "goes back and waits. Several may run, on several machines: one works, the others stand by."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is due and waits, then end.")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="Stop when this parent process is no longer there."
        )

    def handle(self, *, once, beside, **options):
        runner = Runner(beside, paused=maintenance.is_on)
        for number in STOP:
            signal.signal(number, runner.stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)  # the server, which starts it, holds them back
        if not once:
            runner.run()
        elif not runner.once():
            self.stdout.write("Another run_jobs is at work.")
