"""What the log says of requests that were refused: a line each, which nobody needs to get up for.

Django logs a foreign Host and a path that climbs out of its folder at ERROR, with a traceback: any
stranger could fill the log, and wake whoever watches it.
"""

import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar

from django.contrib.sessions import exceptions  # noqa: F401 - two more kinds of suspicion
from django.core.exceptions import SuspiciousOperation

LONGEST = 500  # characters of what a stranger sent
# Whoever knows what follows these may do what the address is for; and what is asked of the address
# that somebody came from may be the words of a search.
SECRETS = (
    re.compile(r"(/suggest/|/admin/password_reset/confirm/)[^\s?]+"),
    re.compile(r"(https?://[^\s?]+\?)\S+"),
)
# The number of the request that is being answered; "" where none is.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


class Numbered(logging.Filter):
    """Gives each line the number of the request that it belongs to, and takes what is secret out of
    its words, whoever wrote it: Django names the whole path of what it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django tells of a refusal after all middleware, and with the request, whose whole address
        # would stand in the line.
        request = vars(record).pop("request", None)
        record.request_id = REQUEST_ID.get() or getattr(request, "number", "")
        words = record.getMessage()
        if (told := without_secrets(words)) != words:
            record.msg, record.args = told, ()
        return True


def without_secrets(text: str) -> str:
    """Return text as it may stand in a log: without what only one person is to know."""
    for secret in SECRETS:
        text = secret.sub(r"\1...", text)
    return text


class Refusals(logging.Filter):
    """Makes of each answer of 4xx one line at WARNING, and drops the second line of one of 503,
    which said already what is away; lets all else through as it is."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) == 503:
            return False
        if 400 <= getattr(record, "status_code", 500) < 500:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
            words = record.getMessage().encode("unicode_escape").decode("ascii")
            record.msg, record.args = words.replace("\\\\", "\\")[:LONGEST], ()
        return True


def connect() -> None:
    """Have Django's loggers of refused requests say no more than that."""
    refusals = Refusals("refusals")
    names = (f"django.security.{kind.__name__}" for kind in _kinds(SuspiciousOperation))
    for name in ("django.request", *names):
        logging.getLogger(name).addFilter(refusals)


def _kinds(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)
