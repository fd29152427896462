"""Two steps in a real browser: a passkey made and used, an app, codes on paper; strict policy, accessible."""

import time

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import override_settings

from programs.accounts import codes
from programs.models import Passkey
from tests.browser.measures import findings
from tests.factories import make_user

pytestmark = pytest.mark.browser
PASSWORD = "a long enough one"


@pytest.fixture
def person(server, django_db_blocker):
    """A publisher who has set up nothing yet, at a site that asks for two steps."""
    with django_db_blocker.unblock(), override_settings(SECOND_STEP=True):
        user = make_user("cora", is_staff=True)
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name="publisher"))
        yield user
        call_command("flush", interactive=False)


def with_keys(page):
    """Give the browser a security key that answers by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def give_password(page):
    page.goto("/admin/")
    page.fill("[name=username]", "cora")
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")


def test_a_passkey_is_made_and_then_used(tab, person):
    page = tab()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    with_keys(page)
    give_password(page)
    page.wait_for_url("**/accounts/set-up/")
    assert findings(page) == []
    page.fill("[name=name]", "my key")
    page.click("button:text-is('Set up a passkey')")
    page.wait_for_selector("text=Write these down")
    assert (page.locator(".codes li").count(), findings(page)) == (10, [])
    page.click("text=go on")
    page.wait_for_url("**/admin/")
    assert Passkey.objects.values_list("name", "used_at").get() == ("my key", None)
    page.click("#logout-form button")
    give_password(page)
    page.wait_for_url("**/accounts/second-step/")
    assert findings(page) == []
    page.click("button:text-is('Use a passkey')")
    page.wait_for_url("**/admin/")
    assert Passkey.objects.get().used_at is not None
    page.goto("/accounts/own/")
    assert findings(page) == []
    assert said == []


def test_an_app_without_a_script(tab, person):
    page = tab(java_script_enabled=False)
    give_password(page)
    page.wait_for_url("**/accounts/set-up/")
    assert not page.locator("[data-passkey]").is_visible()
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.fill("[name=code]", codes.code_at(secret, int(time.time()) // 30))
    page.click("text=Set up the app")
    paper = page.locator(".codes li").first.inner_text()
    page.click("text=go on")
    page.wait_for_url("**/admin/")
    page.click("#logout-form button")
    give_password(page)
    page.wait_for_url("**/accounts/second-step/")
    page.fill("[name=code]", paper)
    page.click("main [type=submit]")
    page.wait_for_url("**/admin/")


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_second_step_scrolls_sideways(tab, person, width):
    page = tab(width)
    give_password(page)
    page.wait_for_url("**/accounts/set-up/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
