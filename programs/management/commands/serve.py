"""`manage.py serve`: the site on the production server, ready to be tried."""

import os
import socket
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

LOOPBACK = "127.0.0.1"
HOST = os.environ.get("BIND") or LOOPBACK  # a proxy in front of it speaks to the world
WORKERS = 2
THREADS = 4  # a worker; a slow reader of a large file holds one of them
STOP_WITHIN = 20  # seconds that requests under way have left once the server is told to stop
HEADER_WITHIN = (
    10  # seconds in which the head of a request has to come; half a head holds up stopping no longer
)
LOGINS_FILE = "demo-logins.txt"
SIGN_IN = {"curator": "/admin/", "staff": "/exports/"}


class Command(BaseCommand):
    help = (
        "Serve the site on http://127.0.0.1:8000; PORT in the environment names another port. "
        "In demonstration mode the database is migrated and, if it is empty, filled first."
    )

    requires_system_checks = []  # `make check` runs them; here they would cost a third of the start

    def handle(self, **options):
        refuse_the_world()
        port = wanted_port()
        refuse_taken(port)
        if settings.DEMONSTRATION:
            prepare_demonstration()
        else:
            refuse_without_styles()
        self.stdout.write(f"The directory answers at http://{HOST}:{port}/ (Ctrl-C stops it)")
        if settings.DEMONSTRATION:
            self.stdout.write(demonstration_logins())
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, server_command(port))  # noqa: S606 - our own interpreter, no shell


def refuse_the_world():
    """Raise CommandError when the demonstration, whose passwords lie about, would be open to other machines."""
    if settings.DEMONSTRATION and HOST != LOOPBACK:
        raise CommandError(f"BIND is {HOST}: the demonstration answers on {LOOPBACK} alone. Unset BIND.")


def prepare_demonstration():
    """Bring the database up to date, and fill it if it has no clinic yet."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo", if_empty=True)


def refuse_without_styles():
    """Raise CommandError when the styles and scripts of a site in production are not collected yet."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise CommandError("The styles and scripts are not collected. Run: manage.py collectstatic --noinput")


def wanted_port():
    """Return the port of the environment, else 8000. Raises CommandError for what is no port."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CommandError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def refuse_taken(port):
    """Raise CommandError when `port` cannot be listened on. The server itself would share a taken port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: PORT={port % 65535 + 1} make run"
            ) from error


def demonstration_logins():
    """Return the lines that say how to sign in to the demonstration; they were made by load_demo."""
    path = settings.VAR_DIR / LOGINS_FILE
    if not path.exists():
        return "No demonstration logins: make your own with `manage.py createsuperuser`."
    logins = [line.split() for line in path.read_text().splitlines() if line.strip()]
    return "\n".join(
        f"  Sign in at {SIGN_IN.get(name, '/admin/')} as {name} with password {password}"
        for name, password in logins
    )


def server_command(port):
    """Return the command line of the server, which keeps no access log, and run_jobs beside itself."""
    return [
        *(
            sys.executable,
            "-m",
            "directory.server",
            "--run-jobs",
            "--interface",
            "wsgi",
            "directory.wsgi:application",
        ),
        *("--host", HOST, "--port", str(port), "--http", "1", "--no-ws"),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
        *("--http1-header-read-timeout", str(HEADER_WITHIN * 1_000)),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(STOP_WITHIN)),
        *("--log-level", "warning"),
    ]
