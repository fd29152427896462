"""Starts the checks: they import models, so Django has to be set up before."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    django.setup()
    from tests.faults.checks import main

    main()
