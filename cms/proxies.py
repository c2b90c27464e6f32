"""Who asks, and by which scheme, as our own proxies saw it: from the header Forwarded (RFC 7239).

Over WSGI a header with underscores reaches the same key as one with hyphens, so `X_Forwarded_For`
of a stranger takes the place of what the proxy said. The name of this one is a single word, which
nothing but itself can imitate, and which the proxy overwrites.
"""

import logging
import re
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

logger = logging.getLogger(__name__)

PAIR = re.compile(r'\s*([\w!#$%&\'*+.^`|~-]+)=(?:([\w!#$%&\'*+.^`|~:-]+)|"([^"\\]*)")\s*', re.ASCII)
NODE = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::\d{1,5})?|([0-9a-f:.]+)", re.IGNORECASE)
READ = 1_000  # characters from the right; no honest header of a few proxies has as many


class Hop(NamedTuple):
    """What a proxy tells of whoever asked it; "" where it says nothing that can be read."""

    address: str
    scheme: str


NOTHING = Hop("", "")


def last_trusted_hop(header: str, proxies: int) -> Hop:
    """Return what the outermost of our `proxies` says of whoever asked it.

    Each added an element at the right end of the header. All that stands left of them was written
    by the client and is not looked at.
    """
    return _read(header[-READ:], proxies)


@lru_cache(maxsize=1024)
def _read(header: str, proxies: int) -> Hop:
    elements = header.rsplit(",", proxies)[-proxies:]
    if len(elements) < proxies:
        return NOTHING
    pairs = [PAIR.fullmatch(part) for part in elements[0].split(";")]
    if not all(pairs):
        return NOTHING
    said = {pair[1].lower(): pair[2] or pair[3] or "" for pair in pairs}
    if len(said) < len(pairs):  # who says something twice has said nothing
        return NOTHING
    scheme = said.get("proto", "").lower()
    return Hop(_address(said.get("for", "")), scheme if scheme in ("http", "https") else "")


def _address(node: str) -> str:
    """The address of a node; one of IPv6 with or without its brackets, since nginx and Caddy know
    it without."""
    if not (found := NODE.fullmatch(node)):
        return ""
    try:
        address = ip_address(found[1] or found[2] or found[3])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


class BehindProxy:
    """Gives each request the address and scheme that TRUSTED_PROXIES proxies of ours vouch for.

    Stands first: all others ask REMOTE_ADDR and the scheme, and no header. Where the proxy says
    nothing, the address is that of the connection, and the scheme is http.
    """

    def __init__(self, get_response) -> None:
        if not settings.TRUSTED_PROXIES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.has_complained = False

    def __call__(self, request):
        header = request.META.get("HTTP_FORWARDED", "")
        hop = last_trusted_hop(header, settings.TRUSTED_PROXIES)
        if not hop.scheme and not self.has_complained:
            self.has_complained = True
            logger.warning(
                "BEHIND_PROXY is set, but a request came without a header Forwarded that says "
                "`proto=`; it counts as http. See Proxy and TLS in docs/operating.md."
            )
        request.META["REMOTE_ADDR"] = hop.address or request.META.get("REMOTE_ADDR", "")
        request.META["wsgi.url_scheme"] = hop.scheme or "http"
        return self.get_response(request)
