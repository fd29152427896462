"""Serves a site as `manage.py serve` does, and loads its pages one after the other."""

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from programs.management.commands.serve import HOST, server_command

PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
SITE, NAIVE = "directory.wsgi:application", "tests.bench.naive_wsgi:application"
START_SECONDS = 120


@contextmanager
def served(application):
    """A Site that serves `application` over the scratch database; stopped on leaving."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = [application if part == SITE else part for part in server_command(port)]
    started = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)
    try:
        yield Site(port, started.pid)
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        try:
            started.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


class Site:
    """A server that answers at a port; waits until it does."""

    def __init__(self, port, pid):
        self.port, self.pid = port, pid
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            if time.monotonic() > end:
                raise RuntimeError(f"The server did not answer within {START_SECONDS} s.")
            time.sleep(0.2)

    def answers(self):
        try:
            self.connection = self.connect()
            return self.get("/robots.txt")[0] == 200
        except OSError:
            return False

    def connect(self):
        return http.client.HTTPConnection(HOST, self.port, timeout=300)

    def get(self, path, connection=None):
        """(status, bytes, seconds) of one page."""
        connection = connection or self.connection
        start = time.perf_counter()
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        return response.status, body, time.perf_counter() - start

    def times(self, paths, rounds=1):
        """Seconds of each page, in order; raises RuntimeError for a page that does not answer 200."""
        found = []
        for path in list(paths) * rounds:
            status, _body, seconds = self.get(path)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}.")
            found.append(seconds)
        return found

    def warm(self, paths, connections=8):
        """Load each page on several connections, so that each worker has seen it."""
        for _number in range(connections):
            self.connection.close()
            self.connection = self.connect()
            self.times(paths)

    def memory(self):
        """PSS of the server's processes together, in MB."""
        return sum(int(size) for text in self.told("smaps_rollup") for size in PSS.findall(text)) / 1024

    def processor_seconds(self):
        """Seconds that the server's processes together have kept a processor busy."""
        fields = [text.rpartition(")")[2].split() for text in self.told("stat")]
        return sum(int(ticks) for each in fields for ticks in each[11:13]) / os.sysconf("SC_CLK_TCK")

    def told(self, name):
        """What the system says in the file `name` of each of the server's processes."""
        for path in Path("/proc").glob(f"[0-9]*/{name}"):
            try:
                if os.getpgid(int(path.parent.name)) == self.pid:
                    yield path.read_text()
            except OSError:
                continue
