"""What every test may use."""

import gc
import os

import pytest

# Playwright's sync API leaves a running loop; the database set-up would refuse to work beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, let go by all others at the end: PostgreSQL drops none that a server's thread still holds."""
    from django.db import connection

    yield
    if connection.vendor == "postgresql":
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def pytest_collection_finish():
    """What was collected stays to the end: the garbage collector need not look at it again, and seldom looks at all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(autouse=True)
def own_index():
    """Each test has its own database, and so its own search index."""
    from programs.search.fresh import forget

    forget()


@pytest.fixture
def curator(db):
    """A user who may edit and publish, called cora."""
    from django.contrib.auth.models import Group

    from tests.factories import make_user

    user = make_user("cora", is_staff=True)
    user.groups.add(Group.objects.get(name="publisher"))
    return user


@pytest.fixture
def desk(client, curator):
    """A browser in which cora has signed in."""
    client.force_login(curator)
    return client
