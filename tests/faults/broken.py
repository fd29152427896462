"""The settings of the site, broken in the one way that BROKEN names: a check that passes then is worth nothing."""

import os
from contextlib import nullcontext

from django.db import transaction

from directory.settings import *  # noqa: F403
from directory.settings import DATABASES, MIDDLEWARE
from programs import databases
from programs.management.commands import serve

LEAK = []


def leaks(get_response):
    """Middleware that keeps 200 KB of every request."""

    def middleware(request):
        LEAK.append(b"x" * 200_000)
        return get_response(request)

    return middleware


def no_transactions():
    transaction.atomic = lambda using=None, **_options: using if callable(using) else nullcontext()


def reads_turn_into_writes():
    DATABASES["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED"


def no_health_checks():
    DATABASES["default"].update(CONN_HEALTH_CHECKS=False)


def no_handler():
    globals()["ROOT_URLCONF"] = "tests.faults.broken_urls"


def dead_replicas_count():
    databases.Replica.usable = lambda _replica: True
    databases.turn_to_primary = lambda: False
    MIDDLEWARE.append("tests.faults.broken.never_again")


def never_again(get_response):
    """Middleware that takes the second try from the primary away."""
    from directory import replicas

    replicas.turn_to_primary = lambda: False
    return get_response


def late_replicas_count():
    databases.LATEST = float("inf")


def changed_read_replicas():
    globals()["CHANGED_COOKIE_NAME"] = "another"


def killed_at_once():
    serve.STOP_WITHIN = 1


def few_connections():
    command = serve.server_command
    serve.server_command = lambda port: [*command(port), "--backpressure", "4"]


def sets_cookies(get_response):
    """Middleware that gives everybody a cookie."""

    def middleware(request):
        response = get_response(request)
        response.set_cookie("visitor", "1")
        return response

    return middleware


def cookies_for_all():
    MIDDLEWARE.append("tests.faults.broken.sets_cookies")


def leak():
    MIDDLEWARE.append("tests.faults.broken.leaks")


globals()[os.environ["BROKEN"]]()
