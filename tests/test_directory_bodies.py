"""What is sent slowly is waited for by two of a worker's threads at most, and never taken in half."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from directory import bodies

WHOLE = b"name=Willow&city=Tucson"
CUT = 11


class Body:
    """A body of which `length` bytes (all without it) come once `here` is set."""

    def __init__(self, here, length=None):
        self.here, self.length = here, length

    def read(self, _size):
        self.here.wait(10)
        return WHOLE[: self.length]

    readline = read


@pytest.fixture
def here():
    """An event that lets every body of the test come, at its end at the latest."""
    event = Event()
    yield event
    event.set()


def post(body):
    """(status, what the view read, seconds) of a form that is sent as `body`."""
    request = RequestFactory().post(
        "/suggest/x/", WHOLE, content_type="application/x-www-form-urlencoded", **{"wsgi.input": body}
    )
    seen = []

    def view(request):
        seen.append(request.POST.dict())
        return HttpResponse()

    began = time.monotonic()
    answer = bodies.bodies_arrive(view)(request)
    return answer.status_code, seen, time.monotonic() - began


def test_a_body_that_is_there_is_read_as_ever(here):
    here.set()
    assert post(Body(here))[:2] == (200, [{"name": "Willow", "city": "Tucson"}])


def test_one_that_comes_a_little_later_is_waited_for(here):
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(post, Body(here))
        time.sleep(0.2)
        here.set()
        assert answer.result()[:2] == (200, [{"name": "Willow", "city": "Tucson"}])


def test_two_are_waited_for_and_the_third_is_refused_at_once(here):
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(post, Body(here)) for _number in range(2)]
        time.sleep(0.2)
        status, seen, seconds = post(Body(here))
        assert (status, seen, seconds < 1) == (408, [], True)
        here.set()
        assert [answer.result()[0] for answer in waiting] == [200, 200]
    assert post(Body(here))[0] == 200  # both slots are free again


def test_one_that_was_cut_short_is_not_taken_for_a_whole_one(here):
    here.set()
    assert post(Body(here, length=CUT))[:2] == (408, [])


def test_the_page_says_so_and_where_help_is(client, db, here):
    here.set()
    body = {"wsgi.input": Body(here, length=CUT), "CONTENT_LENGTH": str(len(WHOLE))}
    answer = client.post("/suggest/willow-tucson-az/", **body)
    assert (answer.status_code, answer["Cache-Control"]) == (408, "private, no-store")
    assert b"What was sent did not arrive in time. Nothing was changed." in answer.content
    assert b"tel:988" in answer.content
