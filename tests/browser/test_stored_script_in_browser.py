"""What curators, imports and readers wrote never runs: on public pages, and at the desk."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from programs.models import DuplicateSuspect, Note
from programs.publishing import change
from programs.publishing.calls import could_not_reach
from programs.publishing.corrections import suggest
from tests.browser.test_desk_in_browser import PASSWORD, sign_in
from tests.factories import (
    make_clinic,
    make_conflict,
    make_organization,
    make_program,
    make_source,
    make_user,
)

pytestmark = pytest.mark.browser
WICKED = (
    "<img src=x onerror=c4n4ry()><script>c4n4ry()</script></script>\"'><svg onload=c4n4ry()>{{ 7|add:7 }}"
)
PUBLIC = [
    "/clinics/",
    "/clinics/?q=wicked",
    "{slug}",
    "/compare/?clinic={name}",
    "/clinics/in/az/",
]
DESK = [
    "/admin/",
    "/admin/queue/",
    "/admin/programs/clinic/?q=wicked",
    "/admin/programs/program/",
    "/admin/programs/organization/",
    "/admin/programs/clinic/{clinic}/change/",
    "/admin/programs/clinic/{clinic}/history/",
    "/admin/programs/clinic/{clinic}/same-as/",
    "/admin/programs/program/{program}/change/",
    "/admin/programs/program/{program}/history/",
    "/admin/check/program/{program}/offer/",
    "/admin/corrections/{correction}/",
    "/admin/conflicts/",
    "/admin/conflicts/{conflict}/",
    "/admin/duplicates/",
    "/admin/duplicates/{pair}/",
    "/admin/preview/{preview}/",
]


@pytest.fixture(scope="module")
def wicked(chromium, server, django_db_blocker):
    """The names by which the pages of a clinic are reached, of which every text holds markup."""
    with django_db_blocker.unblock():
        curator = make_user("cora", is_staff=True)
        curator.set_password(PASSWORD)
        curator.save()
        curator.groups.set(Group.objects.filter(name="publisher"))
        yield written(curator)
        call_command("flush", interactive=False)


def written(curator):
    source = make_source(f"Register {WICKED}"[:120])
    place = {"street": WICKED[:90], "unit": WICKED[:30], "email": "wicked@example.org"}
    clinic = make_clinic(
        name=f"Wicked {WICKED}", organization=make_organization(f"Run by {WICKED}"), source=source, **place
    )
    program = make_program(
        clinic, name=f"Care {WICKED}"[:150], summary=WICKED, payments=[("medicaid", "visits", "yes", WICKED)]
    )
    with change(clinic, by=curator, why=WICKED):
        clinic.look_instead = WICKED
    other = make_clinic(name=f"Other {WICKED}")
    Note.objects.create(text=WICKED, by_name="cora", clinic=clinic)
    could_not_reach(program, "offer", by=curator, said=WICKED, answered_by=WICKED[:120])
    clinic.refresh_from_db()
    return {
        "slug": f"/clinics/{clinic.slug}/",
        "name": clinic.slug,
        "clinic": clinic.pk,
        "program": program.pk,
        "preview": clinic.public_id,
        "correction": suggest(clinic, "contact", WICKED, address="203.0.113.1").pk,
        "conflict": make_conflict(clinic, "name", WICKED, source=source.name).pk,
        "pair": DuplicateSuspect.objects.create(one=clinic, other=other, reason=WICKED[:200]).pk,
    }


LINKS = """[...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .flatMap(node => ["href", "src", "action", "formaction"].map(name => node.getAttribute(name) || ""))
    .filter(link => /^\\s*(javascript|data|vbscript):/i.test(link))"""


def test_no_stored_text_runs_or_makes_a_link_that_would(visit, wicked):
    page = sign_in(visit("/admin/login/?next=/admin/"))
    ran = []
    page.expose_function("c4n4ry", lambda: ran.append(page.url))
    found = {}
    for address in [*PUBLIC, *DESK]:
        answer = page.goto(address.format(**wicked))
        links = page.evaluate(LINKS) if "html" in answer.headers["content-type"] else []
        made = page.locator("img[src=x], svg[onload]").count()
        found[address] = (answer.status, links, made)
    assert ran == []
    assert found == {address: (200, [], 0) for address in [*PUBLIC, *DESK]}
    assert page.said == []
