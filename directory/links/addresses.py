"""Which addresses may be fetched: public ones of the web, and never one inside our own network.

A name is resolved once, every answer is examined, and the connection goes to an examined answer:
a second DNS answer (rebinding) is never asked for. See OWASP's "Server-Side Request Forgery
Prevention" and the IANA special-purpose address registries, which `ipaddress` carries.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx
from django.utils.translation import gettext as _

PORTS = {"http": 80, "https": 443}

# Everything public of IPv6 lies in here (RFC 4291, 2.4), and so does what is taken out again: the
# tunnels Teredo (RFC 4380) and 6to4 (RFC 3056), whose addresses carry an IPv4 one, and the prefixes
# of documentation (RFC 3849, RFC 9637), the last of which is younger than Python 3.11.
GLOBAL_UNICAST = IPv6Network("2000::/3")
NOT_PUBLIC = tuple(
    IPv6Network(prefix) for prefix in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# Protocol assignments (RFC 6890) and the retired relays of 6to4 (RFC 7526); Python 3.11 knows only
# parts of the first and nothing of the second.
NOT_PUBLIC_V4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
# A network of IPv6 alone reaches IPv4 through these addresses (RFC 6052): the last 32 bits count.
NAT64 = IPv6Network("64:ff9b::/96")

# The addresses (as text) that a host and port have; raises OSError or UnicodeError without one.
Resolver = Callable[[str, int], Sequence[str]]
# Hosts and ports that a test lets through although they are on loopback: {("127.0.0.1", 8123)}.
Allowance = frozenset[tuple[str, int]]
NOTHING: Allowance = frozenset()


class Refused(Exception):
    """An address that is never fetched; its text says why, in words for an editor."""


class Unresolved(Exception):
    """A host that has no address."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be fetched and the examined addresses to which the connection may go."""

    url: httpx.URL
    host: str
    port: int
    addresses: tuple[str, ...]


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host` from the system's resolver, in its order of preference.

    Raise OSError (socket.gaierror) when there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))


def is_public(text: str) -> bool:
    """Return whether `text` is an IP address that anybody on the internet can be reached at.

    Private, shared (100.64/10), loopback, link-local, multicast, reserved and documentation
    addresses are not, nor is any IPv6 address that only wraps an IPv4 one; the exception is NAT64,
    whose inner address is examined. A text that is no address is not public either.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return _is_public_v4(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in GLOBAL_UNICAST or any(address in prefix for prefix in NOT_PUBLIC):
            return False
        return address.is_global and address.scope_id is None
    return _is_public_v4(address)


def _is_public_v4(address: IPv4Address) -> bool:
    if any(address in network for network in NOT_PUBLIC_V4):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def parse(url: str) -> httpx.URL:
    """Return `url` with its host in ASCII and its path escaped; raise Refused for what is no
    address."""
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Refused(_("This is not a web address.")) from None


def examine(
    url: httpx.URL, *, resolver: Resolver = system_resolver, allowance: Allowance = NOTHING
) -> Target:
    """Return `url` with the addresses it may be fetched from; ask `resolver` exactly once.

    Raise Refused unless it is http or https on its usual port, without a user name or a password,
    and all addresses of its host are public; raise Unresolved when there is no address at all.
    `allowance` is for tests: its hosts and ports may be on loopback, and nowhere else.
    """
    if url.scheme not in PORTS:
        raise Refused(_("Only http and https addresses are fetched."))
    if url.userinfo:
        raise Refused(_("An address with a user name or a password is not fetched."))
    host = url.raw_host.decode("ascii")
    port = PORTS[url.scheme] if url.port is None else url.port
    if not host:
        raise Refused(_("This address has no host."))
    allowed = (host, port) in allowance
    if port != PORTS[url.scheme] and not allowed:
        raise Refused(_("Port %(port)d is not fetched.") % {"port": port})
    try:
        addresses = tuple(resolver(host, port))
    except (OSError, UnicodeError) as error:
        raise Unresolved(str(error)) from error
    if not addresses:
        raise Unresolved(host)
    for address in addresses:
        if not (is_public(address) or (allowed and ip_address(address).is_loopback)):
            raise Refused(_("This host has an address that is not public."))
    return Target(url, host, port, addresses)
