"""A site as in production, on services of its own that a test may take away; and who asks it."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core import signing

from tests.cms.served.conftest import ENVIRONMENT, HOST, ROOT, serving
from tests.seeded import fill, on_postgres, seeded_template
from tests.services.postgres import Postgres

QUESTION = "/answered/work-without-experience/"
HEADERS = {"Host": HOST, "Forwarded": "for=192.0.2.1;proto=https"}


@dataclass
class Answer:
    """What came back, and between which moments."""

    status: int
    headers: Mapping[str, str]
    body: str
    began: float
    ended: float

    @property
    def took(self) -> float:
        return self.ended - self.began


@dataclass
class Site:
    """A running site: ask it, run its commands, find its processes."""

    port: int
    process: subprocess.Popen
    folder: Path
    environment: Mapping[str, str]

    def ask(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        began, body = time.monotonic(), None
        headers = {**HEADERS, **headers}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"https://{HOST}"
            body = urlencode(form)
        link = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("GET" if form is None else "POST", path, body, headers)
            got = link.getresponse()
            text = got.read().decode(errors="replace")
            return Answer(got.status, got.headers, text, began, time.monotonic())
        finally:
            link.close()

    def say(self, number: int) -> Answer:
        """Send what a reader says of an answer: something to be kept, of a network of its own."""
        peer = f"10.{number >> 8 & 255}.{number & 255}.7"
        form = {"ticket": ticket(), "answered": "no", "text": f"word {number}"}
        return self.ask(QUESTION, form, Forwarded=f"for={peer};proto=https")

    def command(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def shell(self, code: str) -> str:
        process = self.command("shell", "-v0", "-c", code)
        out, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
        return out.strip()

    def said(self) -> set[str]:
        """The words of readers that are kept."""
        code = "from home.models import ReaderVerdict as R; print(*R.objects.values_list('words'))"
        return set(re.findall(r"'(word \d+)'", self.shell(code)))

    def workers(self) -> list[int]:
        """The numbers of the processes that answer."""
        command = ["pgrep", "-a", "-P", str(self.process.pid)]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        lines = [line for line in found.splitlines() if "resource_tracker" not in line]
        return [int(line.split()[0]) for line in lines]

    def steady(self) -> None:
        """Go on when each process that was begun answers."""
        for _time in range(1_200):
            log = self.log()
            if log.count("Started worker-") == log.count("Spawning worker-"):
                return
            time.sleep(0.1)
        raise AssertionError("Not all processes came up.")

    def log(self) -> str:
        return (self.folder / "server.log").read_text()


def shown(answer: Answer) -> int:
    """How many entries a list as JSON says that there are."""
    return int(re.search(r'"total": ?(\d+)', answer.body)[1])


def ticket() -> str:
    """A ticket of the form under an answer that was given out a minute ago."""

    class Signer(signing.TimestampSigner):
        def timestamp(self) -> str:
            return signing.b62_encode(int(time.time()) - 60)

    signer = Signer(key=ENVIRONMENT["SECRET_KEY"], salt="directory.submissions.answered")
    return signer.sign(os.urandom(12).hex())


@dataclass
class Load:
    """Readers who ask without a pause; `answers` is what they got, by the number of the question,
    `broken` what they did not."""

    answers: dict[int, Answer] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def statuses(self) -> set[int]:
        return {each.status for each in self.answers.values()}

    def words(self, *statuses: int) -> set[str]:
        """The words that were said in questions that were answered so."""
        return {f"word {n}" for n, each in self.answers.items() if each.status in statuses}


@contextmanager
def load(ask: Callable[[int], Answer], readers: int = 4, first: int = 0) -> Iterator[Load]:
    """Have so many readers ask as long as the block runs; each question has a number."""
    found, over, lock, numbers = Load(), threading.Event(), threading.Lock(), count(first)

    def read() -> None:
        while not over.is_set():
            with lock:
                number = next(numbers)
            try:
                found.answers[number] = ask(number)
            except (OSError, HTTPException) as error:
                found.broken.append(f"{number}: {error!r}")

    threads = [threading.Thread(target=read) for _reader in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        over.set()
        for thread in threads:
            thread.join(timeout=60)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A cluster of these tests alone, with the starting content in the database `center`."""
    cluster = Postgres()
    cluster.start()
    address = cluster.make("center")
    if on_postgres():
        kept = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{seeded_template()}"
        dump = subprocess.Popen(["pg_dump", "--no-owner", kept], stdout=subprocess.PIPE)
        subprocess.run(["psql", "-Xq", address], stdin=dump.stdout, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        assert dump.wait() == 0
    else:
        fill(address)
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def site_on(tmp_path_factory):
    """Make a site that runs as long as the block: `with site_on(DATABASE_URL=...) as site`."""

    @contextmanager
    def make(*, workers: int = 1, **environment: str) -> Iterator[Site]:
        folder = tmp_path_factory.mktemp("site")
        told = {"VAR_DIR": str(folder), "SUBMISSIONS_OF_ALL": "100000", **environment}
        with serving(folder, workers=workers, **told) as (port, process):
            whole = {"PATH": os.environ["PATH"], **ENVIRONMENT, **told}
            site = Site(port, process, folder, whole)
            assert site.ask("/programs/").status == 200
            yield site

    return make


@pytest.fixture(scope="module")
def site(postgres, site_on) -> Iterator[Site]:
    """A site of two workers on PostgreSQL."""
    with site_on(workers=2, DATABASE_URL=postgres.url("center")) as running:
        yield running
