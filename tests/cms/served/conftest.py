"""Processes beside the tests: the server of production, and what stands before or behind it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HOST = "center.example.org"
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "tests.cms.served.settings",
    "SECRET_KEY": "0123456789-only-for-this-test-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": HOST,
    "BEHIND_PROXY": "true",
    "EDITOR_SECOND_STEP": "false",
    "EMAIL_URL": "console://",
}


def program(name: str) -> str:
    """The path of a program that a test needs. Without it the test is left out; in continuous
    integration, where nothing is left out, it fails."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if not found:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing: .ci/services installs it.")
        pytest.skip(f"{name} is not installed")
    return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    """Until something listens at `port`; fails when the process ends or needs a minute."""
    for _ in range(1200):
        assert process.poll() is None, "The process ended before it listened."
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"Nothing listened at {port} within a minute.")


@contextmanager
def served(folder: Path, *, before: str = "", **environment: str) -> Iterator[int]:
    """The port of a granian that serves the site as in production, with one worker; what it logs
    is in `folder`, server.log. The code `before` is run inside the site first."""
    with serving(folder, before=before, **environment) as (port, _process):
        yield port


@contextmanager
def serving(
    folder: Path, *, before: str = "", workers: int = 1, **environment: str
) -> Iterator[tuple[int, subprocess.Popen]]:
    """The port of such a granian, and the process to which its workers belong."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"], "VAR_DIR": str(folder), **ENVIRONMENT, **environment,
    }  # fmt: skip
    if before:
        shell = [sys.executable, "manage.py", "shell", "-v0", "-c", before]
        subprocess.run(shell, cwd=ROOT, env=environment, check=True)
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "cms.wsgi:application",
             "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
             "--blocking-threads", "128", "--backlog", "2048", "--backpressure", "2048",
             "--respawn-failed-workers", "--respawn-interval", "15",
             "--workers-kill-timeout", "10"],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for(port, process)
            yield port, process
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def echo(tmp_path_factory) -> Iterator[int]:
    """The port of a server that says at /echo who it thinks has asked."""
    with served(tmp_path_factory.mktemp("echo")) as port:
        yield port
