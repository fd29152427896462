"""The production server stops when it is told to, with all its workers."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from programs.management.commands.serve import server_command

STOPS_WITHIN = 15  # seconds; half of what this server grants before it kills
SLOW_SECONDS = 1.0


def slow(_environ, start_response):
    """A page that takes its time."""
    time.sleep(SLOW_SECONDS)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done" * 100_000]


def reader(environ, start_response):
    """A page that waits for the whole body of its request."""
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done"]


@contextmanager
def begun(settings, tmp_path, application, *options):
    """A server of two workers as it runs in a terminal: a process group of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "directory.server", "--run-jobs"),
        *("--interface", "wsgi", f"tests.test_directory_server:{application}", *options),
        *("--port", str(port), "--workers", "2", "--workers-kill-timeout", str(2 * STOPS_WITHIN)),
    ]
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}"}
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    process.port, process.address = port, f"http://127.0.0.1:{port}/"
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def server(settings, tmp_path):
    with begun(settings, tmp_path, "slow") as process:
        yield process


def wait_for(condition):
    """Wait until `condition()` holds; fail after half a minute."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def answers(address):
    with suppress(OSError), urlopen(address, timeout=5) as answer:
        return answer.status == 200
    return False


def jobs_beside(server):
    """The process ids of run_jobs beside `server`."""
    children = Path(f"/proc/{server.pid}/task").glob("*/children")
    pids = " ".join(path.read_text() for path in children).split()
    return [int(pid) for pid in pids if b"run_jobs" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def group_is_gone(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize(
    ("send", "number"),
    [
        pytest.param(os.killpg, signal.SIGINT, id="Ctrl-C in a terminal"),
        pytest.param(os.kill, signal.SIGTERM, id="a stop by systemd"),
        pytest.param(os.kill, signal.SIGINT, id="an interrupt", marks=pytest.mark.long),
        pytest.param(os.killpg, signal.SIGTERM, id="a stop of the group", marks=pytest.mark.long),
    ],
)
def test_a_stop_signal_ends_the_server_and_its_workers(server, send, number):
    wait_for(lambda: answers(server.address))
    send(server.pid, number)
    server.wait(timeout=STOPS_WITHIN)
    wait_for(lambda: group_is_gone(server.pid))


def test_what_is_under_way_is_answered_before_it_ends(server):
    wait_for(lambda: answers(server.address))
    found = []
    asked = [threading.Thread(target=lambda: found.append(answers(server.address))) for _number in range(6)]
    for thread in asked:
        thread.start()
    time.sleep(SLOW_SECONDS / 4)
    os.kill(server.pid, signal.SIGTERM)
    for thread in asked:
        thread.join()
    server.wait(timeout=STOPS_WITHIN)
    assert found == [True] * 6


@pytest.mark.parametrize("end", ["the server loads anew", "it was killed"])
def test_long_work_begins_anew_beside_the_server(server, end):
    wait_for(lambda: answers(server.address) and jobs_beside(server))
    (first,) = jobs_beside(server)
    if end == "it was killed":
        os.kill(first, signal.SIGKILL)
    else:
        os.kill(server.pid, signal.SIGHUP)
    wait_for(lambda: jobs_beside(server) not in ([], [first]))
    assert len(jobs_beside(server)) == 1
    wait_for(lambda: answers(server.address))


def test_a_thread_that_waits_for_a_body_lets_the_others_of_its_worker_go_on(settings, tmp_path):
    """A server that kept Python's own lock meanwhile would stand still for each slow sender."""
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf"
    with begun(settings, tmp_path, "reader", "--blocking-threads", "8") as server, ExitStack() as lines:
        wait_for(lambda: answers(server.address))
        for _number in range(6):  # so many that each worker has one
            line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            line.sendall(head)
        time.sleep(0.5)
        assert [answers(server.address) for _number in range(8)] == [True] * 8


def test_half_a_head_holds_up_stopping_no_longer_than_it_may_take(settings, tmp_path):
    within = ("--http1-header-read-timeout", "2000")
    with begun(settings, tmp_path, "slow", *within) as server, ExitStack() as lines:
        wait_for(lambda: answers(server.address))
        line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        line.sendall(b"GET / HTTP/1.1\r\nX-")
        time.sleep(0.5)
        os.kill(server.pid, signal.SIGTERM)
        server.wait(timeout=STOPS_WITHIN)
    assert "--http1-header-read-timeout 10000" in " ".join(server_command(8000))
