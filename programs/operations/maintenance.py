"""Maintenance: pages are read, nothing is written. Switched by a file, so that each process sees it at once."""

from django.conf import settings

FILE_NAME = "maintenance"


def is_on():
    """Whether the web server writes nothing for now, on this machine."""
    return path().exists()


def switch(on):
    """Begin maintenance on this machine, or end it; a second time changes nothing."""
    if on:
        path().parent.mkdir(parents=True, exist_ok=True)
        path().touch()
    else:
        path().unlink(missing_ok=True)


def path():
    return settings.VAR_DIR / FILE_NAME
