"""A running site to measure: its own database, one worker of the server that production has."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
    "Forwarded": 'for="192.0.2.1";proto=http',  # as a proxy says it, whose header is read each time
}


class Client:
    """One connection kept alive, as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.origin = f"http://127.0.0.1:{port}"

    def get(self, path: str, **headers: str) -> tuple[float, http.client.HTTPResponse, bytes]:
        """Milliseconds until the whole answer is there, the answer, and its body as sent."""
        started = time.perf_counter()
        self.connection.request("GET", path, headers={**HEADERS, **headers})
        response = self.connection.getresponse()
        body = response.read()
        return (time.perf_counter() - started) * 1000, response, body


def prepare(folder: Path, *grown: str, **more: str) -> None:
    """Make a site in `folder`: the starting content, or as `grown` says to tests/bench/grow.py;
    `more` is set in its environment.

    What is there from an earlier time is brought up to date.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for arguments in (
        ("manage.py", "migrate", "-v0"),
        ("manage.py", "seed_site", "-v0"),
        ("manage.py", "collectstatic", "--noinput", "-v0"),
        ("-m", "tests.bench.grow", *grown) if grown else (),
    ):
        if arguments:
            subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment(folder, **more),
                           check=True, stdout=subprocess.DEVNULL)  # fmt: skip


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What the processes of a site in `folder` are told, beside `more`."""
    told = {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "VAR_DIR": str(folder),
        "BEHIND_PROXY": "true",
        "MALLOC_ARENA_MAX": "2",  # as docs/deploy has it
    }
    return (
        {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | told | more
    )


@contextmanager
def database(*, on_postgresql: bool) -> Iterator[dict[str, str]]:
    """What a site is told of its database: nothing, or where a PostgreSQL of its own answers."""
    if not on_postgresql:
        yield {}
        return
    cluster = Postgres()
    cluster.start()
    try:
        yield {"DATABASE_URL": cluster.make("center")}
    finally:
        cluster.remove()


@contextmanager
def running(folder: Path, workers: int = 1, **more: str) -> Iterator[int]:
    """The port at which so many workers answer for the site of `folder`, as long as the block runs;
    `more` is set in its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "cms.wsgi:application", "--host",
         "127.0.0.1", "--port", str(port), "--workers", str(workers), "--log-level", "error",
         "--blocking-threads", "128", "--backlog", "2048", "--backpressure", "2048"],
        cwd=ROOT, env=environment(folder, **more),
    )  # fmt: skip
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(port: int, server: subprocess.Popen) -> None:
    """Return when the server listens; RuntimeError when it never will."""
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("The server ended before it answered.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not answer within a minute.")
