"""What `make test` says where a browser or a service is missing, and cannot be installed."""

import subprocess
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parents[2] / ".ci"


@pytest.fixture
def bare(tmp_path) -> dict[str, str]:
    """The environment of somebody who is not root, on a machine that has nothing."""
    for name, says in (("id", "echo 1000"), ("dirname", f"echo {CI}")):
        command = tmp_path / name
        command.write_text(f"#!/bin/sh\n{says}\n")
        command.chmod(0o755)
    return {"PATH": str(tmp_path)}


def provide(environment: dict[str, str]) -> subprocess.CompletedProcess:
    """Ask for the browsers, which are nowhere in that environment."""
    return subprocess.run(
        ["/bin/sh", CI / "engines"], env=environment, capture_output=True, text=True, check=False
    )


def test_what_is_missing_is_said_in_one_line(bare):
    done = provide(bare)
    assert done.returncode == 0
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("Left out of the tests: Firefox and WebKit.")
    assert "apt install firefox-esr webkit2gtk-driver xvfb xauth" in line


def test_what_is_missing_fails_in_continuous_integration(bare):
    assert provide(bare | {"CI": "true"}).returncode == 1
