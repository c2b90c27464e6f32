"""Answers of servers, made up, and what is ruled of one."""

from directory.links.connections import Response
from directory.links.fetching import Fetched
from directory.links.verdicts import verdict_on
from directory.models.links import Link

URL = "https://example.org/certification/levels"
HTML = {"content-type": "text/html; charset=utf-8"}
WORDS = "Public librarians need twenty hours of continuing education every two years. " * 2


def html(title: str = "Levels", body: str = WORDS) -> bytes:
    return f"<title>{title}</title><h1>Levels</h1><p>{body}</p>".encode()


def fetched(status: int = 200, body: bytes = b"", final: str = URL, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(URL, final, Response(status, {**HTML, **named}, body or html()))


def nothing_beside(url: str) -> Fetched:
    return Fetched(url, url, Response(404, HTML))


def ruled(answer: Fetched, link: Link | None = None, ask=nothing_beside):
    return verdict_on(link or Link(url=URL), answer, ask)
