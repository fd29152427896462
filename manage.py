#!/usr/bin/env python3
"""The command line of the directory: `python manage.py help`."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as missing:
        raise SystemExit(f"{missing}. Run `make install`, then use .venv/bin/python manage.py.") from missing
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        raise SystemExit(f"The database did not take it: {str(error).strip()}") from error


if __name__ == "__main__":
    main()
