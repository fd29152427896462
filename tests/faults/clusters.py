"""PostgreSQL servers of our own on the loopback, that may be stopped, paused and thrown away."""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psycopg

USER = "directory"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def programs():
    """The directory of PostgreSQL's own programs: the newest of Debian's, or that of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    path = found[-1] if found else Path(shutil.which("initdb") or "")
    if not path.exists() or not path.name:
        raise SystemExit("No PostgreSQL server was found. On Debian and Ubuntu: apt-get install postgresql")
    return path.parent


class Cluster:
    """One server in `directory`; as root it runs as the user postgres, since it refuses to be root."""

    def __init__(self, directory):
        self.directory, self.port = directory, free_port()
        directory.mkdir(mode=0o700)
        if os.getuid() == 0:
            shutil.chown(directory, "postgres", "postgres")

    def run(self, program, *arguments):
        become = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*become, programs() / program, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def make(self):
        """Make an empty primary and start it."""
        self.run(
            "initdb",
            "--auth=trust",
            f"--username={USER}",
            "--data-checksums",
            "--no-sync",
            "-D",
            self.directory,
        )
        self.begin()
        return self

    def copy(self, primary):
        """Make a streaming replica of `primary` and start it."""
        self.run(
            *("pg_basebackup", "--write-recovery-conf", "--checkpoint=fast", "--no-sync", "-h", "127.0.0.1"),
            *("-p", str(primary.port), "-U", USER, "-D", self.directory),
        )
        self.begin()
        return self

    def begin(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self.run("pg_ctl", "start", "-w", "-D", self.directory, "-l", self.directory / "log", "-o", options)

    def end(self, mode="immediate"):
        self.run("pg_ctl", "stop", "-w", "-m", mode, "-D", self.directory)

    def url(self):
        return f"postgres://{USER}@127.0.0.1:{self.port}/postgres"

    def ask(self, sql):
        """The rows of a statement, of its own transaction."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def cluster(directory, of=None):
    """A new Cluster, or with `of` a streaming replica of it; stopped after the block."""
    made = Cluster(directory)
    try:
        yield made.copy(of) if of else made.make()
    finally:
        if (directory / "postmaster.pid").exists():
            made.end()
