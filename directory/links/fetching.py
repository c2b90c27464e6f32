"""Fetching one URL: redirects by hand, each examined like the first address; what came of it."""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto

import httpcore
import httpx
from django.conf import settings
from django.utils import timezone

from directory.links.addresses import (
    NOTHING,
    Allowance,
    Refused,
    Resolver,
    Target,
    Unresolved,
    examine,
    parse,
    system_resolver,
)
from directory.links.connections import Deadline, Limits, Response, ask
from directory.links.politeness import (
    Politeness,
    Resting,
    Robots,
    rest_asked,
)

AGENT = "LSSRC-LinkCheck"  # the name that robots.txt may speak to
REDIRECTS = (301, 302, 303, 307, 308)


class FetchFault(Enum):
    """Why there is no answer."""

    REFUSED = auto()  # an address that is never fetched
    EXCLUDED = auto()  # robots.txt
    RESTING = auto()  # the host asked to be left alone for a while
    DNS = auto()
    TLS = auto()
    TIMEOUT = auto()
    CONNECTION = auto()
    LOOP = auto()  # more redirects than allowed, or one that comes back


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of fetching `url`: an answer of `final_url`, or a fault."""

    url: str
    final_url: str
    answer: Response | None = None
    fault: FetchFault | None = None
    detail: str = ""
    # After a TLS fault: whether the server answers at all to somebody who does not verify it.
    answers_unverified: bool = False
    wants_cookies: bool = False  # a redirect set one; we keep none
    rest: float = 0.0  # seconds for which the host asked to be left alone


@dataclass(frozen=True, slots=True)
class Conditions:
    """What was kept of the last answer of `url`: sent there, and nowhere else."""

    url: str = ""
    etag: str = ""
    last_modified: str = ""

    def headers(self, url: str) -> dict[str, str]:
        """Return the conditional headers of a request to `url` (RFC 9110, 13.1)."""
        if url != self.url:
            return {}
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in found.items() if value}


def user_agent() -> str:
    """Return who asks, with an address to complain to: LINK_CHECK_CONTACT of the settings, or the
    site."""
    contact = getattr(settings, "LINK_CHECK_CONTACT", "") or settings.WAGTAILADMIN_BASE_URL
    return f"{AGENT}/1.0 (link checker; +{contact})"


def unverified() -> ssl.SSLContext:
    """Return a TLS context that accepts any certificate: only to describe a fault, never to
    believe."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@dataclass
class Fetcher:
    """Fetches URLs politely, from several threads; nothing is kept but the politeness of one run.

    `allowance` and `resolver` are for tests, and reach this class as arguments alone.
    """

    limits: Limits = field(default_factory=Limits)
    politeness: Politeness = field(default_factory=Politeness)
    resolver: Resolver = system_resolver
    allowance: Allowance = NOTHING
    agent: str = field(default_factory=user_agent)
    tls: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)
    now: Callable[[], datetime] = timezone.now
    _robots: dict[str, Robots] = field(default_factory=dict, init=False)

    def get(self, url: str, conditions: Conditions | None = None) -> Fetched:
        """Return what `url` answers now; a network that fails is an outcome, never an exception."""
        return self._walk(url, conditions or Conditions(), obey=True)

    def _walk(self, url: str, conditions: Conditions, *, obey: bool) -> Fetched:
        outcome = Fetched(url, url)
        budget, seen = self.limits.total, set()
        try:
            current = parse(url)
            while len(seen) <= self.limits.redirects and str(current) not in seen:
                seen.add(str(current))
                outcome = replace(outcome, final_url=str(current))
                began = time.monotonic()
                target = examine(current, resolver=self.resolver, allowance=self.allowance)
                budget -= time.monotonic() - began
                robots = self._robots_of(target) if obey else None
                if robots is not None and not robots.allow(str(current)):
                    return replace(outcome, fault=FetchFault.EXCLUDED, detail=robots.detail)
                answer, spent = self._ask(target, conditions.headers(str(current)), budget)
                budget -= spent
                location = answer.headers.get("location", "")
                if answer.status not in REDIRECTS or not location:
                    rest = rest_asked(answer.status, answer.headers, self.now())
                    if rest:
                        self.politeness.rest(target.host, rest)
                    return replace(outcome, answer=answer, rest=rest)
                cookies = outcome.wants_cookies or "set-cookie" in answer.headers
                outcome = replace(outcome, wants_cookies=cookies)
                current = _next(current, location)
            return replace(outcome, fault=FetchFault.LOOP)
        except Refused as error:
            return replace(outcome, fault=FetchFault.REFUSED, detail=str(error))
        except Unresolved as error:
            return replace(outcome, fault=FetchFault.DNS, detail=str(error))
        except Resting as error:
            return replace(outcome, fault=FetchFault.RESTING, rest=error.seconds)
        except httpcore.TimeoutException:
            return replace(outcome, fault=FetchFault.TIMEOUT)
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                return replace(
                    outcome,
                    fault=FetchFault.TLS,
                    detail=_tls_words(error.__cause__),
                    answers_unverified=self._answers_unverified(target),
                )
            return replace(outcome, fault=FetchFault.CONNECTION, detail=str(error))
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            return replace(outcome, fault=FetchFault.CONNECTION, detail=str(error))

    def _ask(
        self,
        target: Target,
        headers: Mapping[str, str],
        budget: float,
        tls: ssl.SSLContext | None = None,
    ) -> tuple[Response, float]:
        """Return the answer, and the seconds on the network; waiting for one's turn is not
        counted."""
        sent = {
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Encoding": "gzip",
            "Accept-Language": "en",
            **headers,
        }
        with self.politeness.turn(target.host):
            began = time.monotonic()
            answer = ask(
                target,
                headers=sent,
                deadline=Deadline(budget),
                limits=self.limits,
                tls=tls or self.tls,
            )
            return answer, time.monotonic() - began

    def _answers_unverified(self, target: Target) -> bool:
        try:
            self._ask(target, {}, self.limits.total, unverified())
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, Resting):
            return False
        return True

    def _robots_of(self, target: Target) -> Robots:
        origin = f"{target.url.scheme}://{target.url.netloc.decode('ascii')}"
        if origin not in self._robots:
            fetched = self._walk(f"{origin}/robots.txt", Conditions(), obey=False)
            if fetched.fault is FetchFault.RESTING:
                raise Resting(fetched.rest)
            answer = fetched.answer
            robots = Robots(AGENT, answer and answer.status, answer.body if answer else b"")
            self._robots[origin] = robots
            self.politeness.slow_down(target.host, robots.gap)
        return self._robots[origin]


def _next(current: httpx.URL, location: str) -> httpx.URL:
    """Return where a Location leads, its bytes read as UTF-8 as browsers do; raise Refused."""
    text = location.encode("latin-1").decode("utf-8", errors="replace")
    try:
        following = current.join(text)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return parse(text)
    # A fragment is kept unless the new address brings its own (RFC 9110, 10.2.2).
    if current.fragment and not following.fragment:
        following = following.copy_with(fragment=current.fragment)
    return following


def _tls_words(error: ssl.SSLError) -> str:
    return getattr(error, "verify_message", "") or error.reason or str(error)
