"""Two saves at the same moment: one of them is refused, on both databases."""

from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from programs.models import Change, Clinic
from tests.factories import make_clinic, make_user
from tests.page_forms import fields_of


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="threads share an in-memory SQLite database, which locks whole tables",
)
def test_of_two_saves_at_once_one_is_refused():
    user = make_user("cora", is_staff=True)
    user.groups.add(Group.objects.get(name="publisher"))
    clinic = make_clinic(email="old@example.org")
    address = reverse("admin:programs_clinic_change", args=[clinic.pk])
    together, answers = Barrier(2), []

    def curator(county):
        try:
            browser = Client()
            browser.force_login(user)
            typed = fields_of(browser.get(address)) | {"county": county}
            together.wait(timeout=20)
            answers.append(browser.post(address, typed).status_code)
        finally:
            connection.close()

    threads = [Thread(target=curator, args=[county]) for county in ("Pima", "Yuma")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    assert Clinic.objects.get(pk=clinic.pk).version == 2
    assert Change.objects.filter(resource_id=clinic.public_id, field_name="county").count() == 1
