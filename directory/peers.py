"""Who is at the other end of a connection: for limits, never for anything that is shown."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def peer_of(request: HttpRequest) -> str:
    """The address of the client, as the last of our own proxies saw it.

    Each of TRUSTED_PROXIES proxies adds the address that it saw at the right end of
    X-Forwarded-For; what stands left of those was written by the client and is not believed.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    if hops := settings.TRUSTED_PROXIES:
        seen = request.headers.get("X-Forwarded-For", "").split(",")
        if len(seen) >= hops:
            return _address(seen[-hops]) or direct
    return direct


def _address(text: str) -> str:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def scrambled_peer(request: HttpRequest, purpose: str) -> str:
    """A digest that is the same for the same peer and purpose, and from which nobody reads the
    address without the SECRET_KEY. One household of IPv6 (a /64) is one peer."""
    text = _address(peer_of(request))
    if ":" in text:
        text = str(ip_network(f"{text}/64", strict=False))
    return salted_hmac(f"directory.peers.{purpose}", text).hexdigest()[:32]
