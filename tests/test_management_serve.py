"""`manage.py serve`: what it refuses, says and starts."""

import os
import socket
import sys

import pytest
from django.core.management import CommandError, call_command

from programs.management.commands import serve


@pytest.fixture
def started(monkeypatch, settings, tmp_path):
    """Collect what serve would run instead of running it."""
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    calls = []
    monkeypatch.setattr(serve, "call_command", lambda *args, **options: calls.append((args, options)))
    monkeypatch.setattr(os, "execv", lambda program, command: calls.append((program, command)))
    return calls


@pytest.fixture
def free_port(monkeypatch):
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    return port


def test_the_demonstration_is_prepared_announced_and_served(started, settings, free_port, capsys):
    (settings.VAR_DIR / "demo-logins.txt").write_text("curator red-river\nstaff blue-hill\n")
    call_command("serve")
    assert started[:-1] == [
        (("migrate",), {"interactive": False, "verbosity": 0}),
        (("load_demo",), {"if_empty": True}),
    ]
    program, command = started[-1]
    told = (program, command[command.index("--port") + 1], "--run-jobs" in command)
    assert told == (sys.executable, str(free_port), True)
    assert capsys.readouterr().out.splitlines() == [
        f"The directory answers at http://127.0.0.1:{free_port}/ (Ctrl-C stops it)",
        "  Sign in at /admin/ as curator with password red-river",
        "  Sign in at /exports/ as staff with password blue-hill",
    ]


def test_in_production_nothing_is_migrated_filled_or_told(started, settings, free_port, capsys):
    settings.DEMONSTRATION = False
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    (settings.VAR_DIR / "demo-logins.txt").write_text("curator red-river\n")
    call_command("serve")
    assert [program for program, _command in started] == [sys.executable]
    assert "red-river" not in capsys.readouterr().out


def test_production_without_collected_styles_is_refused(started, settings, free_port):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="collectstatic"):
        call_command("serve")
    assert started == []


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5"])
def test_what_is_no_port_is_refused(started, monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CommandError, match="a number from 1 to 65535"):
        call_command("serve")
    assert started == []


def test_a_taken_port_is_refused_before_anything_is_prepared(started, monkeypatch):
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CommandError, match=f"Port {port} cannot be used"):
            call_command("serve")
    assert started == []


def test_the_demonstration_is_for_this_machine_alone(started, settings, free_port, monkeypatch):
    monkeypatch.setattr(serve, "HOST", "0.0.0.0")
    with pytest.raises(CommandError, match="Unset BIND"):
        call_command("serve")
    assert started == []
    settings.DEMONSTRATION = False
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    call_command("serve")
    command = started[-1][1]
    assert command[command.index("--host") + 1] == "0.0.0.0"
