"""The settings of the site, broken in the one way that BROKEN names: a check that passes then is worth nothing."""

import os
import sys
import time
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
    """What is written stays, and a moment passes after each row: harmless, were it one transaction."""
    from django.db.models import Model

    transaction.atomic = lambda using=None, **_options: using if callable(using) else nullcontext()
    save = Model.save_base

    def save_and_wait(*arguments, **options):
        save(*arguments, **options)
        time.sleep(0.05)

    Model.save_base = save_and_wait


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


def no_defaults_of_the_database():
    from django.db.backends.postgresql.schema import DatabaseSchemaEditor

    add = DatabaseSchemaEditor.add_field

    def add_without(editor, model, field):
        add(editor, model, field)
        if field.has_db_default():
            column = editor.quote_name(field.column)
            editor.execute(
                f"ALTER TABLE {editor.quote_name(model._meta.db_table)} ALTER {column} DROP DEFAULT"
            )

    DatabaseSchemaEditor.add_field = add_without


def killed_at_once():
    serve.STOP_WITHIN = 1


class AtOnce(dict):
    """Handlers that end the process, whatever is under way."""

    def __contains__(self, _number):
        return True

    def __getitem__(self, _number):
        return lambda *_told: os._exit(1)


def workers_end_at_once():
    started_as = sys.modules["__main__"]  # directory.server in a worker
    if hasattr(started_as, "stop_once"):
        started_as.handlers = AtOnce()


def heads_may_take_a_minute():
    serve.HEADER_WITHIN = 60


def bodies_are_waited_for():
    MIDDLEWARE.remove("directory.bodies.bodies_arrive")


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
