"""Public pages are compressed for those who ask; pages with a token, and files that are sent, are not."""

import gzip

import pytest

from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db
ASKS = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("address", ["/", "/clinics/", "/api/clinics", "/nowhere/", "/es/safety/"])
def test_a_public_page_is_the_same_compressed(client, address):
    make_program(make_clinic(name="Desert Willow"))
    plain, small = client.get(address), client.get(address, headers=ASKS)
    assert (plain.headers.get("Content-Encoding"), small["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(small.content) == plain.content
    assert (plain["Vary"], small["Vary"]) == ("Accept-Encoding", "Accept-Encoding")
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content) / 2


@pytest.mark.parametrize("address", ["/accounts/login/", "/healthz", "/static/css/site.css"])
def test_what_holds_a_token_or_is_small_or_a_file_is_left_as_it_is(client, address):
    response = client.get(address, headers=ASKS)
    response.close()
    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers
