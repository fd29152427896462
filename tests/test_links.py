"""Visits to websites: what an answer means, which addresses are never asked, and what curators are told."""

import datetime as dt
import socket
import ssl
import threading
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from programs.links import checking
from programs.links.addresses import NotAsked, public_address
from programs.links.visiting import Network, Seen, visit
from programs.models import Clinic, LinkVisit
from programs.publishing import confirm
from programs.publishing.links import note_visit
from programs.queue import Work
from tests.factories import make_clinic, make_program, make_user

PUBLIC = "93.184.215.14"
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class World:
    """A network in which every name has an address, and every connection ends at a server of ours."""

    def __init__(self, answers, addresses=None):
        self.answers, self.addresses = answers, addresses or {}
        self.asked, self.requests = [], []

    def resolve(self, host, port, **_kind):
        found = self.addresses.get(host, PUBLIC)
        if isinstance(found, OSError):
            raise found
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found.split()]

    def connect(self, address, _seconds):
        self.asked.append(address)
        ours, theirs = socket.socketpair()
        threading.Thread(target=self.answer, args=[theirs], daemon=True).start()
        return ours

    def answer(self, connection):
        with connection:
            if request := connection.recv(65536).decode():
                self.requests.append(request)
                connection.sendall(self.answers[request.split()[1]])

    def visit(self, url, seconds=5):
        return visit(url, Network(self.resolve, self.connect, seconds))


def says(status, *lines):
    return "\r\n".join([f"HTTP/1.1 {status} x", *lines, "Content-Length: 0", "", ""]).encode()


@pytest.mark.parametrize(
    ("status", "seen"),
    [
        (200, Seen("well", "200")),
        (404, Seen("missing")),
        (410, Seen("missing")),
        (403, Seen("refused", "403")),
        (429, Seen("refused", "429")),
        (500, Seen("broken", "500")),
        (503, Seen("broken", "503")),
    ],
)
def test_what_a_status_means(status, seen):
    world = World({"/": says(status)})
    assert world.visit("http://clinic.example") == seen
    assert world.asked == [(PUBLIC, 80)]


def test_it_says_who_asks_and_follows_where_it_is_led():
    world = World({"/": says(301, "Location: /new?a=ä b"), "/new?a=%C3%A4%20b": says(200)})
    assert world.visit("http://clinic.example/") == Seen("well", "200")
    assert "User-Agent: Steady Ground link check\r\n" in world.requests[0]
    assert "Host: clinic.example\r\n" in world.requests[0]
    assert not {"Cookie", "Referer"} & {line.partition(":")[0] for line in world.requests[1].splitlines()}


def test_circles_silence_and_nonsense_are_silence():
    circle = World({"/": says(302, "Location: /")})
    assert circle.visit("http://clinic.example/") == Seen("silent", "it leads in a circle")
    assert len(circle.asked) == 6
    assert World({}, {"gone.example": OSError("no such name")}).visit("http://gone.example/") == Seen(
        "silent"
    )
    assert World({"/": b"SSH-2.0-OpenSSH\r\n"}).visit("http://clinic.example/") == Seen("silent")
    assert World({"/": b""}).visit("http://clinic.example/") == Seen("silent")


def test_a_site_that_trickles_is_left(monkeypatch):
    world = World({})
    monkeypatch.setattr(world, "answer", lambda connection: connection.recv(65536) and hold(connection))
    held = threading.Event()

    def hold(connection):
        with connection:
            while not held.wait(0.05):
                try:
                    connection.sendall(b"H")
                except OSError:
                    held.set()

    assert world.visit("http://clinic.example/", seconds=0.3) == Seen("silent")
    assert held.wait(5)


def test_a_certificate_of_another_is_not_valid(monkeypatch):
    def refuse(*_arguments, **_named):
        raise ssl.SSLCertVerificationError("hostname mismatch")

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", refuse)
    world = World({"/": says(200)})
    assert world.visit("https://clinic.example/") == Seen("unsafe")
    assert world.asked == [(PUBLIC, 443)]


INSIDE = [
    "127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_name_leads_inside(address):
    world = World({"/": says(200)}, {"clinic.example": f"{PUBLIC} {address}"})
    assert world.visit("http://clinic.example/") == Seen("not_asked", "it leads into a private network")
    assert world.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f000001/", "http://127.1/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0/", "http://017700000001/",
    ],
)  # fmt: skip
def test_no_spelling_of_this_machine_is_asked(url):
    """With the resolver of this machine: what it cannot read is silence, and nothing is connected to."""
    world = World({})
    seen = visit(url, Network(connect=world.connect))
    assert seen in (Seen("not_asked", "it leads into a private network"), Seen("silent"))
    assert world.asked == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://clinic.example/", "it is not a web address"),
        ("file:///etc/passwd", "it is not a web address"),
        ("gopher://clinic.example/", "it is not a web address"),
        ("javascript:alert(1)", "it is not a web address"),
        ("http:///path", "it is not a web address"),
        ("http://clinic.example:99999/", "it is not a web address"),
        ("http://clinic.example:22/", "its port is not that of a website"),
        ("http://clinic.example:6379/", "its port is not that of a website"),
        ("http://name:word@clinic.example/", "it holds a name or a password"),
    ],
)
def test_what_is_no_website_is_not_asked_and_neither_is_where_it_leads(url, reason):
    world = World({"/": says(302, f"Location: {url}")})
    assert world.visit(url) == Seen("not_asked", reason)
    assert world.asked == []
    if ":///" not in url:
        assert world.visit("http://good.example/") == Seen("not_asked", reason)
        assert len(world.asked) == 1


def test_a_redirect_inside_is_not_followed():
    world = World({"/": says(302, "Location: http://inner.example/")}, {"inner.example": "127.0.0.1"})
    assert world.visit("http://good.example/") == Seen("not_asked", "it leads into a private network")
    assert world.asked == [(PUBLIC, 80)]


def test_a_public_address_is_given_as_it_is():
    assert public_address(PUBLIC, 80) == PUBLIC
    with pytest.raises(NotAsked, match="private network"):
        public_address("10.1.2.3", 443)


@pytest.fixture
def allowed(settings):
    settings.CHECK_LINKS = True


@contextmanager
def clock_at(monkeypatch, moment):
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        yield


def clinic_at(name, website):
    return make_program(make_clinic(name=name, website=website)).clinic


@pytest.mark.django_db
def test_it_is_off_until_it_is_switched_on():
    clinic_at("Oak", "https://oak.example/")
    with pytest.raises(CommandError, match="set CHECK_LINKS=1"):
        call_command("check_links")
    assert not LinkVisit.objects.exists()


@pytest.mark.django_db
def test_public_clinics_are_visited_when_they_are_due(allowed, monkeypatch):
    asked = []
    answers = {"https://oak.example/": Seen("well", "200"), "https://elm.example/": Seen("missing")}

    def look(url):
        asked.append(url)
        return answers[url]

    for name in ("Oak", "Elm"):
        clinic_at(name, f"https://{name.lower()}.example/")
    clinic_at("Silent", "")
    make_clinic(name="Draft", website="https://draft.example/")
    runs = {}
    for day in (0, 0.5, 1, 29, 31):
        with clock_at(monkeypatch, NOW + dt.timedelta(days=day)):
            asked.clear()
            checking.check_links(pause=0, visit=look)
            runs[day] = sorted(asked)
    oak, elm = sorted(answers, reverse=True)
    assert runs == {0: [elm, oak], 0.5: [], 1: [elm], 29: [elm], 31: [elm, oak]}
    assert sorted(LinkVisit.objects.values_list("url", "answer")) == [(elm, "missing"), (oak, "well")]


@pytest.mark.django_db
def test_a_run_is_bounded_and_says_what_it_saw(allowed, monkeypatch, capsys):
    monkeypatch.setitem(checking.check_links.__kwdefaults__, "visit", lambda url: Seen("well", "200"))
    for number in range(3):
        clinic_at(f"Clinic {number}", f"https://c{number}.example/")
    call_command("check_links", "--limit", "2", "--pause", "0")
    assert capsys.readouterr().out == "It answers: 2.\n"
    assert LinkVisit.objects.count() == 2
    call_command("check_links", "--pause", "0")
    call_command("check_links", "--pause", "0")
    assert capsys.readouterr().out == "It answers: 1.\nNo website is due.\n"


def waiting():
    return [Clinic.objects.get(pk=item.clinic).name for item in Work(rule="dead-website").page(0, 10)]


@pytest.mark.django_db
def test_a_website_comes_into_the_queue_when_it_fails_on_two_days():
    clinic = clinic_at("Oak", "https://oak.example/")
    before = Clinic.objects.filter(pk=clinic.pk).values().get()
    note_visit(clinic.pk, clinic.website, "silent", "", NOW)
    assert waiting() == []
    note_visit(clinic.pk, clinic.website, "missing", "", NOW + dt.timedelta(days=1))
    assert waiting() == ["Oak"]
    assert LinkVisit.objects.get().failing_since == NOW
    assert Clinic.objects.filter(pk=clinic.pk).values().get() == before
    note_visit(clinic.pk, clinic.website, "well", "200", NOW + dt.timedelta(days=2))
    assert waiting() == []
    assert LinkVisit.objects.get().failing_since is None


@pytest.mark.django_db
def test_it_leaves_the_queue_with_another_website_or_a_check():
    clinic = clinic_at("Oak", "https://oak.example/")
    for day in (2, 1):
        note_visit(clinic.pk, "https://old.example/", "silent", "", timezone.now() - dt.timedelta(days=day))
    assert waiting() == []
    for day in (2, 0):
        note_visit(clinic.pk, clinic.website, "silent", "", timezone.now() - dt.timedelta(days=day))
    assert waiting() == ["Oak"]
    confirm(clinic, "contact", method="call", by=make_user("cora"))
    assert waiting() == []
