"""Production starts only with what it needs, and says in one line what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HINT = "see README.md, Settings"
SOUND = {
    "PRODUCTION": "1",
    "SECRET_KEY": "steady-9QX" * 5,
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgres://directory@127.0.0.1/directory",
}


def manage(tmp_path, *arguments, **variables):
    """(exit code, standard output and error) of manage.py with these variables alone."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def without(name):
    return {key: value for key, value in SOUND.items() if key != name}


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({}, f"This is demonstration mode: set PRODUCTION=1 and SECRET_KEY to check a deployment ({HINT})."),
        (without("SECRET_KEY"), f"Set SECRET_KEY in the environment ({HINT})."),
        (without("ALLOWED_HOSTS"), f"Set ALLOWED_HOSTS in the environment ({HINT})."),
        (without("DATABASE_URL"), f"Set DATABASE_URL in the environment ({HINT})."),
        (
            SOUND | {"SECRET_KEY": "x" * 20},
            f"SECRET_KEY is 20 characters long; it needs at least 50 ({HINT}).",
        ),
    ],
)
def test_what_production_lacks_is_named_in_one_line(tmp_path, variables, line):
    assert manage(tmp_path, "check", "--deploy", **variables) == (1, f"{line}\n")


def test_with_all_of_it_nothing_is_left_to_say(tmp_path):
    code, said = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **SOUND)
    assert (code, said) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize("variables", [{}, SOUND])
def test_a_fault_is_never_shown_in_full(tmp_path, variables):
    code, said = manage(
        tmp_path, "shell", "-v0", "-c", "from django.conf import settings; print(settings.DEBUG)", **variables
    )
    assert (code, said) == (0, "False\n")


def test_the_demonstration_key_is_made_once_and_kept_from_others(tmp_path):
    show = ("shell", "-v0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    first, again = manage(tmp_path, *show), manage(tmp_path, *show)
    assert first == again
    assert len(first[1].strip()) == 50
    assert (tmp_path / "demonstration-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("command", "variables", "limits"),
    [
        ("shell", {}, [0, 0, 0]),
        ("migrate", {}, [0, 0, 1_000]),
        ("shell", {"STATEMENT_TIMEOUT": "2"}, [2_000, 10_000, 0]),
    ],
)
def test_how_long_a_statement_an_idle_transaction_and_a_lock_may_take(tmp_path, command, variables, limits):
    show = (
        f"import sys; sys.argv[1:] = ['{command}']; from directory import settings; print(settings.DATABASES)"
    )
    done = subprocess.run(
        [sys.executable, "-c", show],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **SOUND, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    names = ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout")
    assert [f"-c {name}={ms}" in done.stdout for name, ms in zip(names, limits, strict=True)] == [True] * 3


def test_the_web_server_asks_for_two_seconds():
    assert 'os.environ.setdefault("STATEMENT_TIMEOUT", "2")' in (ROOT / "directory" / "wsgi.py").read_text()


def test_a_database_that_does_not_answer_is_said_in_words(tmp_path):
    code, said = manage(tmp_path, "load_places", **SOUND | {"DATABASE_URL": "postgres://x@127.0.0.1:9/x"})
    assert (code, said.startswith("The database did not take it: "), "Traceback" in said) == (1, True, False)
