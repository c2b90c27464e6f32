"""A Redis of our own that can be taken away."""

import signal
import subprocess
from pathlib import Path

from tests.cms.served.conftest import free_port, program, wait_for


class Redis:
    """A redis-server on loopback that keeps nothing on its disk."""

    def __init__(self, folder: Path) -> None:
        self.binary = program("redis-server")
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [self.binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--dir", self.folder],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(self.port, self.process)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)

    stop = kill

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)
