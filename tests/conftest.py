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
