"""A PostgreSQL of our own on loopback, which can be stopped, killed and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tests.cms.served.conftest import free_port, program, wait_for

# Where Debian keeps what is not for everybody's PATH.
PROGRAMS = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
OWNER = "center"
# What is lost with the machine need not be on its disk; a killed server loses nothing by it.
QUICK = {"fsync": "off", "full_page_writes": "off"}
NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")


class Postgres:
    """A cluster in a folder of its own. PostgreSQL refuses to run as root, so there it runs as
    nobody, who must reach the folder: those of pytest are for their owner alone."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="center-postgres-"))
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self._as = NOBODY if os.geteuid() == 0 else ()
        if self._as:
            shutil.chown(self.folder, "nobody", "nogroup")
        self._run("initdb", "--username", OWNER, "--auth", "trust", "--no-sync", "--encoding",
                  "UTF8", "--locale", "C.UTF-8", "--pgdata", self._data)  # fmt: skip

    @property
    def _data(self) -> str:
        return str(self.folder / "cluster")

    def _run(self, name: str, *arguments: str) -> None:
        command = [*self._as, _binary(name), *arguments]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database, as DATABASE_URL has it."""
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server; return when it answers."""
        options = {
            **QUICK, "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
            "max_connections": "150", "log_min_messages": "fatal",
        }  # fmt: skip
        chosen = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [*self._as, _binary("postgres"), "-D", self._data, "-p", str(self.port), *chosen]
        with (self.folder / "postgres.log").open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT
            )
        wait_for(self.port, self.process)
        asked = [_binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        for _time in range(600):  # until it has recovered from its log
            if subprocess.run(asked, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise AssertionError("PostgreSQL did not recover.")

    def stop(self) -> None:
        """Stop it at once, as for an upgrade: whoever is connected is sent away."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End all its processes without a word, as a power cut does; it recovers from its log."""
        self._end(signal.SIGQUIT)

    def remove(self) -> None:
        """Stop it, and delete all that it kept."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)

    def make(self, name: str, template: str = "template1") -> str:
        """Make a database from another one; return its address."""
        self.do(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def do(self, sql: str, database: str = "postgres") -> str:
        """Run a statement; return what it printed, unaligned."""
        done = subprocess.run(
            [_binary("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, self.url(database)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.strip()


def _binary(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join(PROGRAMS))
    return found or program(name)
