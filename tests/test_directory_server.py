"""The production server stops when it is told to, with all its workers."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from urllib.request import urlopen

import pytest

STOPS_WITHIN = 15  # seconds; half of what this server grants before it kills
SLOW_SECONDS = 1.0


def slow(_environ, start_response):
    """A page that takes its time."""
    time.sleep(SLOW_SECONDS)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done" * 100_000]


@pytest.fixture
def server(settings):
    """A server of two workers as it runs in a terminal: a process group of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(
            sys.executable,
            "-m",
            "directory.server",
            "--interface",
            "wsgi",
            "tests.test_directory_server:slow",
        ),
        *("--port", str(port), "--workers", "2", "--workers-kill-timeout", str(2 * STOPS_WITHIN)),
    ]
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, start_new_session=True, stdout=subprocess.DEVNULL
    )
    process.address = f"http://127.0.0.1:{port}/"
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


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


def group_is_gone(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to the server", "to the whole group"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
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
