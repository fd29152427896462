"""A real browser: the system's Chromium, started once."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django.live_server_helper import LiveServer

from tests.browser.site_pages import make_site

CHROMIUM = Path("/usr/bin/chromium")
# No request of the browser's own may disturb what the tests count.
ARGUMENTS = """
    --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync
""".split()


@pytest.fixture(scope="session")
def chromium():
    """The browser; tests that need it are skipped where it is missing."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def database(django_db_setup, django_db_blocker):
    """The test database: pytest-django makes it only where a test of the run has the mark django_db."""
    if connection.settings_dict["NAME"] == connection.creation._get_test_db_name():
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def server(database):
    """The site on a port of its own. Unlike `live_server` it leaves the database alone between tests."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(chromium, server, django_db_blocker):
    """{what the page is: its address}, over clinics in every state that are made once for the tests of a file."""
    with django_db_blocker.unblock():
        yield make_site()
        call_command("flush", interactive=False)


@pytest.fixture
def tab(chromium, server):
    """tab(width, **context) opens an empty tab in a context of its own."""
    contexts = []

    def open_tab(width=1280, height=800, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=server.url, **options
        )
        contexts.append(context)
        return context.new_page()

    yield open_tab
    for context in contexts:
        context.close()


@pytest.fixture
def visit(tab):
    """visit(path, width, **context) opens a page of the site in a context of its own."""

    def open_page(path, width=1280, height=800, **options):
        page = tab(width, height, **options)
        page.goto(path)
        return page

    return open_page
