"""How much of a file an import takes; each can be set in the settings under its name."""

from django.conf import settings

DEFAULTS = {
    "IMPORT_MAX_BYTES": 300_000_000,  # unpacked
    "IMPORT_MAX_ROWS": 200_000,
    "IMPORT_MAX_COLUMNS": 1_000,
    "IMPORT_MAX_CELL": 50_000,  # characters
}


def limit(name: str) -> int:
    """The limit called `name`."""
    return getattr(settings, name, DEFAULTS[name])
