"""One visit to a website: whether it answers, and nothing of what it says."""

import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from threading import Timer
from urllib.parse import urljoin

from django.conf import settings
from django.utils.encoding import iri_to_uri

from programs.links.addresses import NotAsked, parts_of, public_address
from programs.models import LinkVisit

SECONDS = 10.0  # for each of the steps
MOST_STEPS = 6
Answer = LinkVisit.Answer


@dataclass(frozen=True)
class Network:
    """How names become addresses, and addresses connections."""

    resolve: Callable = socket.getaddrinfo
    connect: Callable = socket.create_connection
    seconds: float = SECONDS


@dataclass(frozen=True)
class Seen:
    """What a visit saw: a LinkVisit.Answer, and what more there is to say."""

    answer: str
    detail: str = ""


def visit(url, network=None):
    """Ask `url` for its page, follow where it leads, and return what was Seen. Nothing that it says is read or kept.

    Each name is looked up once and the address found is the one that is asked: no name can turn inside between the two.
    """
    try:
        for _step in range(MOST_STEPS):
            status, onward = step(url, network or Network())
            if not (onward and HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST):
                return judged(status)
            url = urljoin(url, onward)
    except NotAsked as reason:
        return Seen(Answer.NOT_ASKED, str(reason))
    except ssl.SSLError:
        return Seen(Answer.UNSAFE)
    except (OSError, http.client.HTTPException, ValueError):
        return Seen(Answer.SILENT)
    return Seen(Answer.SILENT, "it leads in a circle")


def step(url, network):
    """(status, where it leads) of one request."""
    scheme, host, port, path = parts_of(url)
    name = host.encode("idna").decode() if not host.isascii() else host
    plain = network.connect((public_address(name, port, network.resolve), port), network.seconds)
    with closing(plain), at_most(network.seconds, plain):
        connection = http.client.HTTPConnection(name, port)
        connection.sock = secured(plain, name) if scheme == "https" else plain
        with closing(connection):
            connection.request("GET", iri_to_uri(path), headers=headers())
            response = connection.getresponse()
            return response.status, response.headers.get("Location", "").encode("latin-1").decode(
                errors="replace"
            )


def secured(plain, name):
    return ssl.create_default_context().wrap_socket(plain, server_hostname=name)


def headers():
    return {"User-Agent": f"{settings.SITE_NAME} link check", "Accept": "text/html", "Connection": "close"}


@contextmanager
def at_most(seconds, connection):
    """End what still talks over `connection` after `seconds`, however slowly it trickles."""
    timer = Timer(seconds, shut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def shut(connection):
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def judged(status):
    """What a status means to somebody who follows the link. Many sites refuse whoever is no browser: nobody knows."""
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Seen(Answer.MISSING)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Seen(Answer.BROKEN, str(status))
    return Seen(Answer.WELL if status < HTTPStatus.MULTIPLE_CHOICES else Answer.REFUSED, str(status))
