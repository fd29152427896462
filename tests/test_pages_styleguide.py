"""The style guide: every piece is there, for those who make pages and for nobody else."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.pages.sitemap import fixed_addresses
from tests.test_look_files import TEMPLATES

pytestmark = pytest.mark.django_db
PIECES = sorted(path.name for path in (settings.BASE_DIR / "templates/pieces").iterdir())


def asked_for(name, seen=()):
    """The names of all templates that the template `name` is made of."""
    text = (settings.BASE_DIR / "templates" / name).read_text()
    found = set(re.findall(r'(?:include|extends) "([^"]+)"|body="([a-z_/]+\.html)"', text))
    names = {one or other for one, other in found} - {name, *seen}
    return names.union(*(asked_for(each, {*seen, name, *names}) for each in names))


def test_every_piece_stands_in_the_guide(client):
    shown = {name.removeprefix("pieces/") for name in asked_for("styleguide.html")}
    assert [name for name in PIECES if name not in shown] == []
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/styleguide/")
    assert (page.status_code, len(queries)) == (200, 0)
    assert 'content="noindex"' in page.content.decode()


def test_it_is_not_there_in_production(client, settings):
    settings.DEMONSTRATION = False
    absent = client.get("/styleguide/")
    assert absent.status_code == 404
    assert absent.content == client.get("/nowhere/").content


def test_no_page_and_no_sitemap_leads_to_it():
    linked = [path.name for path in TEMPLATES if "styleguide" in path.read_text()]
    assert linked == ["styleguide.html"]
    assert [address for address in fixed_addresses() if "styleguide" in address] == []
