"""How often one peer may ask: so many requests in each minute, counted in the cache.

The headers are those of draft-ietf-httpapi-ratelimit-headers.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from directory.web.peers import scrambled_peer

WINDOW = 60  # seconds


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one peer has left in this window, and how many seconds until the next one."""

    quota: int
    left: int
    reset: int

    @property
    def is_spent(self) -> bool:
        return self.left < 0

    def tell(self, response: HttpResponse) -> None:
        """Put the allowance into the headers of an answer."""
        response["RateLimit-Policy"] = f'"peer";q={self.quota};w={WINDOW}'
        response["RateLimit"] = f'"peer";r={max(0, self.left)};t={self.reset}'
        if self.is_spent:
            response["Retry-After"] = str(self.reset)


def take(request: HttpRequest) -> Allowance | None:
    """Count one request of its peer; None where there is no limit."""
    quota = settings.API_REQUESTS_A_MINUTE
    if not quota:
        return None
    now = int(time.time())
    window, passed = divmod(now, WINDOW)
    key = f"api:{scrambled_peer(request, 'api')}:{window}"
    if cache.add(key, 1, timeout=2 * WINDOW):
        used = 1
    else:
        try:
            used = cache.incr(key)
        except ValueError:  # the cache forgot it between the two
            used = 1
    return Allowance(quota, quota - used, WINDOW - passed)
