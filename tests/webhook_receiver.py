"""A program on the loopback that takes the messages of webhooks, or does not."""

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from directory.models import Program
from directory.outbox.webhooks import Sender


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 204
        # Headers and body of each message, and the path to which it was sent.
        self.received: list[tuple[dict, bytes]] = []
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?a=1"

    @property
    def sender(self) -> Sender:
        return Sender(allowance=frozenset({("127.0.0.1", self.server_port)}))


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        self.server.paths.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args) -> None:
        """Say nothing."""


@contextmanager
def webhook_receiver() -> Iterator[Receiver]:
    """A running receiver."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, now: float = 0) -> bool:
    """Whether a receiver takes a message for genuine that knows nothing but the specification of
    Standard Webhooks."""
    prefix, _is, encoded = secret.partition("_")
    key = base64.b64decode(encoded, validate=True)
    assert prefix == "whsec"
    assert 24 <= len(key) <= 64
    signed = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    ours = hmac.new(key, signed, hashlib.sha256).digest()
    theirs = [each.split(",") for each in headers["webhook-signature"].split(" ")]
    is_recent = abs(int(headers["webhook-timestamp"]) - (now or time.time())) < 5 * 60
    return is_recent and any(
        version == "v1" and base64.b64decode(given, validate=True) == ours
        for version, given in theirs
    )


def change_a_program() -> Program:
    """Change what readers see of a program, and return it."""
    program = Program.objects.filter(delivery="online").first()
    program.delivery = "hybrid"
    program.save()
    return program
