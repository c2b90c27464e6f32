"""Who is at the other end of a connection: for limits, never for anything that is shown."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def peer_of(request: HttpRequest) -> str:
    """Return the address of the client; behind our own proxies the one that they vouch for, which
    the first middleware has put there. No other header says who somebody is."""
    return request.META.get("REMOTE_ADDR", "")


def _address(text: str) -> str:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    # A server that listens on both calls 192.0.2.1 ::ffff:192.0.2.1: all of IPv4 were one /64.
    return str(getattr(address, "ipv4_mapped", None) or address)


def scrambled_peer(request: HttpRequest, purpose: str) -> str:
    """Return a digest, the same for the same peer and purpose, from which nobody reads the address
    without the SECRET_KEY. One household of IPv6 (a /64) is one peer."""
    text = _address(peer_of(request))
    return _scrambled(_network(text) if ":" in text else text, purpose)


def scrambled_network(request: HttpRequest, purpose: str) -> str:
    """Return a digest, the same for all peers of one network: a /24 of IPv4, a /64 of IPv6. One
    sender may have a whole one."""
    return _scrambled(_network(_address(peer_of(request))), purpose)


def _network(address: str) -> str:
    bits = 64 if ":" in address else 24
    return str(ip_network(f"{address}/{bits}", strict=False)) if address else ""


def _scrambled(text: str, purpose: str) -> str:
    return salted_hmac(f"directory.peers.{purpose}", text).hexdigest()[:32]
