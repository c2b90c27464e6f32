"""A web site on loopback that behaves as badly as a test tells it to."""

import gzip
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.utils.timezone import make_aware

from directory.links import checking
from directory.links.connections import Limits
from directory.links.fetching import Fetcher
from directory.links.politeness import Politeness
from directory.models import Link

NOW = make_aware(datetime(2026, 5, 3, 12))
WORDS = "Public librarians need twenty hours of continuing education every two years. "


def page(title: str = "Levels", body: str = WORDS * 2) -> bytes:
    """A small HTML page."""
    return f"<title>{title}</title><h1>{title}</h1><main><p>{body}</p></main>".encode()


class Clock:
    """Seconds that pass only by sleeping, so that politeness costs a test nothing."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds


class Handler(BaseHTTPRequestHandler):
    """Answers as the site's `pages` say; a path that they do not name is 404."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Site = self.server.site
        with site.lock:
            site.asked.append((self.path, {name.lower(): v for name, v in self.headers.items()}))
        self.close_connection = True
        site.pages.get(self.path.partition("?")[0], say(404))(self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        headers = {"Content_Type": "text/html; charset=utf-8", **headers}
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments) -> None:
        """Say nothing."""


Behaviour = Callable[[Handler], None]


def say(status: int = 200, body: bytes = b"", **headers: str) -> Behaviour:
    """One answer, always the same."""
    return lambda handler: handler.answer(status, body or page(), **headers)


def to(location: str, **headers: str) -> Behaviour:
    """A redirect."""
    return say(302, b" ", Location=location, **headers)


def conditional(body: bytes) -> Behaviour:
    """A page with an ETag, which answers 304 to whoever has it."""

    def behave(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == '"1"':
            handler.send_response(304)
            handler.end_headers()
        else:
            handler.answer(200, body, ETag='"1"')

    return behave


def drip(handler: Handler) -> None:
    """Headers that never end, a few bytes at a time, each in time for a time-out of its own."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(600):
        handler.wfile.write(f"X-{number}: y\r\n".encode())
        time.sleep(0.05)


def endless(handler: Handler) -> None:
    """A body without an end; counts what was taken."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(10_000):
        handler.wfile.write(b"word " * 20_000)
        handler.server.site.counts["endless"] += 100_000


BOMB = gzip.compress(page(body="word " * 4_000_000), compresslevel=1)


class Site:
    """The site, from `with Site() as site` until its end; `url()` and `fetcher()` go together."""

    def __init__(self, host: str = "127.0.0.1", tls=None) -> None:
        self.pages: dict[str, Behaviour] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.counts: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.host, self.tls, self.clock = host, tls, Clock()

    def __enter__(self) -> "Site":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *arguments: None  # clients leave early on purpose
        self._server.site = self
        if self.tls:
            self._server.socket = self.tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str) -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{self.host}:{self.port}{path}"

    def resolve(self, host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for path, _headers in self.asked if path != "/robots.txt"]

    def fetcher(self, **changes) -> Fetcher:
        """A fetcher that may ask this site, and waits for nothing but the network."""
        given = {
            "limits": Limits(connect=2, total=1),
            "politeness": Politeness(clock=self.clock, sleep=self.clock.sleep),
            "resolver": self.resolve,
            "allowance": frozenset({(self.host, self.port)}),
            **changes,
        }
        return Fetcher(**given)


def look(site: Site, path: str, *, hours: float = 0, fetcher: Fetcher | None = None) -> Link:
    """The link to `path` after one more check, so many hours after the first."""
    link, _made = Link.objects.get_or_create(url=site.url(path))
    moment = NOW + timedelta(hours=hours)
    checking.check([link], fetcher or site.fetcher(), now=lambda: moment)
    return Link.objects.get(pk=link.pk)
