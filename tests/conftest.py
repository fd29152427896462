"""What every test may use."""

import os

import pytest

# Playwright's sync API leaves a running loop; the database set-up would refuse to work beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def own_index():
    """Each test has its own database, and so its own search index."""
    from programs.search.fresh import forget

    forget()


@pytest.fixture
def curator(db):
    """A user of the group curator, called cora."""
    from django.contrib.auth.models import Group

    from tests.factories import make_user

    user = make_user("cora", is_staff=True)
    user.groups.add(Group.objects.get(name="curator"))
    return user


@pytest.fixture
def desk(client, curator):
    """A browser in which cora has signed in."""
    client.force_login(curator)
    return client
