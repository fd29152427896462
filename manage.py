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
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
