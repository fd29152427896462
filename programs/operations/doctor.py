"""What is wrong with a running set-up, each thing with its cure: what `manage.py doctor` prints."""

import datetime as dt
from collections import namedtuple
from collections.abc import Callable, Iterator
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from programs.databases import LATEST, Replica
from programs.models import Job
from programs.operations.backup import copies, made_at
from programs.operations.grants import excess
from programs.operations.readiness import FREE_BYTES, full_disks, pending_migrations

Finding = namedtuple("Finding", "words cure")
LETTERS = 20  # different characters of a key that somebody drew by lot
COPY_WITHIN = dt.timedelta(hours=26)  # a day, and what a slow copy takes
TAKEN_WITHIN = dt.timedelta(minutes=10)
CLOCK_SECONDS = 2.0
ASK_SECONDS = 5
# Settings of PostgreSQL: what each has to be, and how to make it so (trusting the disk, and no search in its log).
POSTGRESQL = {
    "fsync": (["on"], "ALTER SYSTEM SET fsync = on, then reload"),
    "full_page_writes": (["on"], "ALTER SYSTEM SET full_page_writes = on, then reload"),
    "synchronous_commit": (
        ["on", "remote_write", "remote_apply", "local"],
        "ALTER SYSTEM SET synchronous_commit = on",
    ),
    "server_encoding": (
        ["UTF8"],
        "bring a copy back into a database of CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
    ),
    "data_checksums": (["on"], "stop the server and run pg_checksums --enable"),
    "log_min_error_statement": (["fatal", "panic"], "ALTER ROLE … SET log_min_error_statement = fatal"),
    "log_statement": (["none", "ddl"], "ALTER SYSTEM SET log_statement = none"),
    "log_min_duration_statement": (["-1"], "ALTER SYSTEM SET log_min_duration_statement = -1"),
}


def examine(url=""):
    """{subject: [Finding]} of everything there is to look at; with `url` also of the site that answers there."""
    found = {subject: look(check) for subject, check in CHECKS.items()}
    return found | ({"answers": list(answers(url))} if url else {})


def look(check: Callable[[], Iterator[Finding]]):
    """What a check finds; a database that does not answer is a finding too."""
    try:
        return list(check())
    except DatabaseError as error:
        return [
            Finding(
                f"The database does not answer ({type(error).__name__}).", "Start it; check DATABASE_URL."
            )
        ]


def secret():
    if settings.DEMONSTRATION:
        yield Finding(
            "This is demonstration mode: invented data, a key in var/, no TLS.",
            "Set PRODUCTION=1, and the variables that it then asks for.",
        )
    if len(set(settings.SECRET_KEY)) < LETTERS:
        yield Finding(
            "SECRET_KEY has few different characters: somebody may guess it.",
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' makes another; everybody signs in anew.",
        )


def hosts():
    names = set(settings.ALLOWED_HOSTS)
    if any(name.startswith(("*", ".")) for name in names):
        yield Finding("ALLOWED_HOSTS lets in any name.", "List the names of the site alone.")
    if settings.PRODUCTION and not names - {"127.0.0.1", "localhost", "[::1]"}:
        yield Finding("ALLOWED_HOSTS names this machine alone.", "Add the name that people type.")
    if settings.PRODUCTION and not names & {"127.0.0.1", "localhost"}:
        yield Finding(
            "A probe on this machine is refused: ALLOWED_HOSTS lacks localhost.",
            "Add localhost, or let the probe send the site's name as Host.",
        )


def proxies():
    if settings.PRODUCTION and not settings.BEHIND_PROXY:
        yield Finding(
            "No proxy is trusted: every address is told to come by TLS, and comes back without it, for ever.",
            "Set BEHIND_PROXY=1 behind a proxy that sets X-Forwarded-Proto and adds to X-Forwarded-For.",
        )


def deployment():
    for message in run_checks(include_deployment_checks=settings.PRODUCTION):
        if message.level >= WARNING:
            yield Finding(
                f"{message.id}: {message.msg}", message.hint or "See the documentation of this check."
            )
    if settings.PRODUCTION and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Finding("Styles and scripts are not collected.", "manage.py collectstatic --noinput")


def database():
    if connection.vendor == "sqlite":
        yield from sqlite()
        return
    with connection.cursor() as cursor:
        for name, (wanted, cure) in POSTGRESQL.items():
            cursor.execute(f"SHOW {name}")
            if (value := cursor.fetchone()[0]) not in wanted:
                yield Finding(f"PostgreSQL's {name} is {value}.", f"{cure}.")


def sqlite():
    with connection.cursor() as cursor:
        said = {
            name: cursor.execute(f"PRAGMA {name}").fetchall()
            for name in ("journal_mode", "synchronous", "quick_check", "foreign_key_check")
        }
    if said["journal_mode"] != [("wal",)] or said["synchronous"][0][0] < 1:
        yield Finding(
            "SQLite does not write ahead, or does not wait for the disk.", "Put the file on a local disk."
        )
    if said["quick_check"] != [("ok",)] or said["foreign_key_check"]:
        yield Finding(
            "The SQLite file is damaged.", "Stop the server; manage.py restore brings the last copy back."
        )


def migrations():
    if pending := pending_migrations():
        yield Finding(
            f"Not applied: {', '.join(pending)}.", "manage.py migrate, then grants where there are roles."
        )


def roles():
    if rights := excess():
        words = ", ".join(f"{right} on {what}" for what, right in rights)
        yield Finding(
            f"This role may do more than the web server needs: {words}.",
            "Give the server a role of its own: manage.py grants ROLE, as owner of the database.",
        )


def disk():
    for path, free in full_disks():
        yield Finding(
            f"{path} has {free // 2**20} MB left, less than {FREE_BYTES // 2**20}.",
            "Free some, or move VAR_DIR, BACKUP_DIR or TMPDIR.",
        )


def replicas():
    for alias in settings.REPLICAS:
        replica = Replica(alias)
        try:
            replica.look()
        except DatabaseError:
            yield Finding(
                f"{alias} does not answer; pages do without it.", "Start it, or take it out of the list."
            )
            continue
        finally:
            connections[alias].close()
        if replica.seconds_late is None:
            yield Finding(f"{alias} follows no primary.", "Make it a replica again (pg_basebackup -R).")
        elif replica.seconds_late > LATEST:
            yield Finding(
                f"{alias} is {replica.seconds_late:.0f} s behind; pages do without it.",
                "See pg_stat_replication on the primary; is replay paused, its disk or the network slow?",
            )


def backups():
    newest = copies(settings.BACKUP_DIR)[-1:]
    if not newest:
        yield Finding(
            f"There is no copy in {settings.BACKUP_DIR}.", "manage.py backup, and its timer once a day."
        )
    elif (age := timezone.now() - made_at(newest[0])) > COPY_WITHIN:
        yield Finding(
            f"The newest copy is {age.total_seconds() / 3600:.0f} hours old.",
            "Is its timer on? systemctl list-timers; journalctl -u directory-backup",
        )


def clock():
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    if apart > CLOCK_SECONDS:
        yield Finding(
            f"The clock of this machine and the database's are {apart:.0f} s apart.",
            "Let both follow a time server: timedatectl set-ntp true",
        )


def jobs():
    waiting = Job.objects.filter(
        state=Job.State.WAITING, created_at__lt=timezone.now() - TAKEN_WITHIN
    ).count()
    if waiting:
        yield Finding(
            f"{waiting} jobs wait for more than ten minutes.", "Does manage.py run_jobs run? Its unit says."
        )
    failed = Job.objects.filter(
        state=Job.State.FAILED, finished_at__gt=timezone.now() - dt.timedelta(days=1)
    ).count()
    if failed:
        yield Finding(f"{failed} jobs failed since yesterday.", "Their page in the admin says why.")


def answers(url):
    """What the site that answers at `url` does not do as it should."""
    status, headers = ask(url, {})
    if status != 200:
        yield Finding(
            f"{url} answers {status or 'nothing'}.", "Look at the log of the proxy and of the server."
        )
        return
    if "max-age" not in headers.get("Strict-Transport-Security", "") and settings.PRODUCTION:
        yield Finding(
            "Browsers are not told to keep to TLS.", "The proxy must not drop Strict-Transport-Security."
        )
    if "Set-Cookie" in headers:
        yield Finding("The first page sets a cookie.", "The proxy must add none.")
    if ask(url, {"Host": "doctor.invalid"})[0] == 200:
        yield Finding("A name that is not ours is answered.", "Let the proxy pass Host on as it came.")
    if ask(url.rstrip("/") + "/readyz", {})[0] == 200 and urlsplit(url).hostname not in (
        "127.0.0.1",
        "localhost",
    ):
        yield Finding(
            "/readyz answers everybody.", "Let the proxy refuse it; the balancer asks the machine itself."
        )


def ask(url, headers):
    """(status, headers) of a GET; status 0 where nothing answers."""
    try:
        with urlopen(Request(url, headers=headers), timeout=ASK_SECONDS) as answer:  # noqa: S310
            return answer.status, answer.headers
    except HTTPError as error:
        return error.code, error.headers
    except (URLError, OSError):
        return 0, {}


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    check.__name__: check
    for check in (
        *(
            secret,
            hosts,
            proxies,
            deployment,
            database,
            migrations,
            roles,
            disk,
            replicas,
            backups,
            clock,
            jobs,
        ),
    )
}
