"""A real server (granian, its own database with the starting content) and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.seeded import seeded_site

ROOT = Path(__file__).resolve().parents[2]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The same without windows: opens a page in a third of the time, and has no back-forward cache.
QUICK = "chromium-headless-shell"
PHONE = {"width": 375, "height": 740}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Server:
    """The running site and the ways to change what it shows."""

    url: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run `manage.py` against the server's database; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        """Run Python code inside the site; returns what it printed."""
        return self.manage("shell", "-v0", "-c", code)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        **seeded_site(folder),
    }
    site = Server(f"http://127.0.0.1:{port}", environment)
    site.manage("collectstatic", "--noinput", "-v0")
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "cms.wsgi:application",
                "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                "--blocking-threads", "128",
            ],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for(site.url, process)
            yield site
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen) -> None:
    """Until the server answers; fails when it ends or needs more than a minute."""
    for _ in range(300):
        assert process.poll() is None, "The server ended before it answered."
        try:
            urlopen(url, timeout=5).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} did not answer within a minute.")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=30_000)  # for machines that are busy with something else
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright) -> Iterator[Browser]:
    """The Chromium that is quickest to open a page."""
    launched = launch(playwright, shutil.which(QUICK) or whole_chromium())
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def keeping_browser(playwright) -> Iterator[Browser]:
    """A Chromium that keeps pages which the reader left, in its back-forward cache."""
    launched = launch(playwright, whole_chromium())
    yield launched
    launched.close()


def whole_chromium() -> str:
    """The path of a Chromium with all that readers have."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert found, "No Chromium: `make test` installs one, or set CHROMIUM to its path."
    return found


def launch(playwright: Playwright, path: str) -> Browser:
    """Start the Chromium at `path`."""
    # Playwright turns the back-forward cache off, which readers have on.
    kept = ["--disable-back-forward-cache"]
    return playwright.chromium.launch(executable_path=path, args=FLAGS, ignore_default_args=kept)


@dataclass
class Watch:
    """What went wrong or left the site while a test ran."""

    host: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.foreign.append(request.url)

    def _console(self, message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def watch(server) -> Iterator[Watch]:
    """Every browser test fails when a page asks another host or breaks its own policy."""
    kept = Watch(urlsplit(server.url).netloc)
    yield kept
    assert kept.foreign == []
    assert kept.complaints == []


@pytest.fixture
def open_context(browser, server, watch):
    """Make a browser context: `open_context(viewport=..., java_script_enabled=False)`."""
    contexts = []

    def make(**options) -> BrowserContext:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(base_url=server.url, **options)
        watch.over(context)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_context) -> Page:
    """A page of a desktop browser with JavaScript."""
    return open_context().new_page()


@pytest.fixture
def plain_page(open_context) -> Page:
    """A page of a browser without JavaScript."""
    return open_context(java_script_enabled=False).new_page()


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def any_page(request, open_context) -> Page:
    """A page of a desktop browser, once with and once without JavaScript."""
    return open_context(java_script_enabled=request.param == "with JavaScript").new_page()


@pytest.fixture
def phone_page(open_context) -> Page:
    """A page of a phone."""
    return open_context(viewport=PHONE, has_touch=True).new_page()


@pytest.fixture
def programs(page) -> Page:
    """The list of programs, without a filter."""
    page.goto("/programs/")
    return page
