"""Which addresses of the network may be asked: public ones alone, so that no entry makes this machine look inside."""

import ipaddress
import socket
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}


class NotAsked(Exception):
    """An address that is not asked, with the reason in words."""


def parts_of(url):
    """(scheme, host, port, path with query) of `url`; raises NotAsked for what is no web page on a usual port."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        raise NotAsked("it is not a web address") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotAsked("it is not a web address")
    if parts.username is not None or parts.password is not None:
        raise NotAsked("it holds a name or a password")
    if port not in PORTS.values():
        raise NotAsked("its port is not that of a website")
    path = parts.path or "/"
    return parts.scheme, parts.hostname, port, f"{path}?{parts.query}" if parts.query else path


def public_address(host, port, resolve=socket.getaddrinfo):
    """An address of `host` as text; raises NotAsked unless every one is public, and OSError where there is none."""
    found = list(dict.fromkeys(row[4][0] for row in resolve(host, port, type=socket.SOCK_STREAM)))
    if not found:
        raise OSError("no address")
    if not all(is_public(ipaddress.ip_address(address.partition("%")[0])) for address in found):
        raise NotAsked("it leads into a private network")
    return found[0]


def is_public(address):
    """Whether anybody can reach `address`; of an IPv6 address that holds an IPv4 one, both have to be public."""
    inner = (
        getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or translated(address)
    )
    if inner is not None and not is_public(inner):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def translated(address):
    """The IPv4 address in one of NAT64 (RFC 6052), or None."""
    nat64 = ipaddress.ip_network("64:ff9b::/96")
    return ipaddress.ip_address(int(address) & 0xFFFFFFFF) if address in nat64 else None
