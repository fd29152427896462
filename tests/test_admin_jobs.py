"""The desk's list of long work."""

import datetime as dt

import pytest
from django.utils import timezone

from programs.models import Job
from programs.publishing.jobs import enqueue
from tests.factories import make_user

State = Job.State


def text(page):
    return " ".join(page.content.decode().split())


def test_the_list_says_how_far_a_job_is_and_what_came_of_it(desk, curator):
    Job.objects.create(
        kind="forget-old", state=State.RUNNING, stage="Reading", done=30, total=120, by=curator
    )
    ended = {"finished_at": timezone.now()}
    Job.objects.create(kind="older-kind", state=State.FAILED, result={"says": "Name <the> list."}, **ended)
    done = {"says": "Counted.", "url": "/admin/queue/"}
    Job.objects.create(kind="forget-old", state=State.DONE, result=done, **ended)
    page = text(desk.get("/admin/jobs/"))
    assert '<progress value="30" max="120" aria-label="How far it is"></progress> 30 of 120' in page
    assert "Reading" in page
    assert "Name &lt;the&gt; list." in page
    assert ">older-kind<" in page
    assert '<a href="/admin/queue/">Forget what is kept for a time only</a>' in page
    assert "nobody takes it" not in page


def test_it_says_that_nobody_takes_what_waits(desk):
    enqueue("forget-old")
    assert "nobody takes it" not in text(desk.get("/admin/jobs/"))
    Job.objects.update(created_at=timezone.now() - dt.timedelta(minutes=2))
    assert "nobody takes it" in text(desk.get("/admin/jobs/"))


def test_the_list_costs_the_same_for_one_and_for_thirty(desk, django_assert_num_queries):
    enqueue("forget-old", by=make_user())
    desk.get("/admin/jobs/")
    with django_assert_num_queries(8):
        desk.get("/admin/jobs/")
    for number in range(30):
        enqueue("forget-old", by=make_user(f"user-{number}"))
    with django_assert_num_queries(8):
        desk.get("/admin/jobs/")


@pytest.mark.django_db
def test_who_may_see_no_entry_sees_no_work(client):
    assert client.get("/admin/jobs/").status_code == 302
    client.force_login(make_user("guest", is_staff=True))
    assert client.get("/admin/jobs/").status_code == 403
