"""`manage.py serve`: the site on this machine, by the same server as in production."""

import ctypes
import errno
import http.client
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from cms.admission import THREADS
from cms.upgrades import has_unapplied_migrations

logger = logging.getLogger(__name__)

# Connections, not requests: those that idle or trickle wait here and cost no thread.
CONNECTIONS = 2048
SECONDS_TO_STOP = 5
SECONDS_BETWEEN_LOOKS = 1  # of the worker, for new background tasks
SECONDS_TO_RECOVER = 10
PR_SET_PDEATHSIG = 1  # from linux/prctl.h
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


class Command(BaseCommand):
    help = "Serves the site on this machine until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        for name, usual, words in (
            ("host", "127.0.0.1", "address to listen at (HOST)"),
            ("port", "8000", "port to listen at (PORT)"),
            ("workers", "1", "processes (WEB_WORKERS)"),
        ):
            variable = name.upper() if name in ("host", "port") else f"WEB_{name.upper()}"
            parser.add_argument(f"--{name}", default=os.environ.get(variable) or usual, help=words)
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first bring the database up to date and load the starting content",
        )

    def handle(self, *, host, port, workers, prepare, **options) -> None:
        port = number("PORT", port, 65_535)
        workers = number("WEB_WORKERS", workers, 256)
        ensure_free(host, port)
        if "MAKELEVEL" in os.environ:
            end_with_parent(signal.SIGTERM)
        try:
            if prepare:
                self.prepare()
            connections.close_all()  # the workers are forks of this process
            self.serve(host, port, workers)
        except KeyboardInterrupt:  # before the server was there to be told
            raise SystemExit(130) from None

    def prepare(self) -> None:
        """Bring the database up to date; a second time this is quick."""
        if has_unapplied_migrations():
            self.say("Preparing the database (the first time takes half a minute) ...")
            call_command("migrate", verbosity=0)
        self.say("Loading the starting content ...")
        call_command("seed_site", "--accounts")

    def serve(self, host: str, port: int, workers: int) -> None:
        """Serve until SIGINT, SIGTERM or the end of the terminal; leaves no process behind."""
        server = Granian(
            "cms.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            backlog=CONNECTIONS,
            backpressure=CONNECTIONS,
            respawn_failed_workers=True,
            workers_kill_timeout=SECONDS_TO_STOP,
            log_level=LogLevels.error,
            websockets=False,
        )

        @server.on_startup
        def started() -> None:
            # Granian takes a closed terminal for a wish to restart workers, and would outlive it.
            signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
            # Workers end when this process says so, once; a terminal tells every process.
            os.register_at_fork(after_in_child=leave_to_parent)
            # The pause lets the workers fork from a process in which no other thread is busy.
            waiting = threading.Timer(0.2, self.announce, (host, port))
            waiting.daemon = True
            waiting.start()

        self.say("Starting the server ...")
        forked = multiprocessing.get_context("fork")
        behind = [forked.Process(target=each) for each in (keep_schedule, work_off_tasks)]
        for process in behind:
            process.start()
        try:
            server.serve()
        finally:
            for process in behind:
                process.kill()
        self.say("Stopped.")

    def announce(self, host: str, port: int) -> None:
        """Wait for the first answer, then print the addresses."""
        host = ANY_ADDRESS.get(host, host)
        status = first_status(host, port)
        base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        if status >= 500:
            self.say(f"\nThe welcome page answers {status}; the reason stands above.")
        self.say(f"\n  The site    {base}/\n  The editor  {base}/admin/\n\nCtrl-C stops it.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def number(name: str, text: str, largest: int) -> int:
    """Return the whole number from 1 to `largest` that `text`, the value of the option `name`, is.
    Raise CommandError for all else."""
    if text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= largest:
        return int(text)
    raise CommandError(f"{name} must be a whole number from 1 to {largest}, not {text!r}.")


def ensure_free(host: str, port: int) -> None:
    """Raise CommandError, with what to do, when nothing can listen at `host` and `port`."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is taken by another program. Stop that one, or take another port:"
                f"\n  make run PORT={port + 1 if port < 65_535 else port - 1}"
            ) from None
        if error.errno == errno.EACCES:
            raise CommandError(
                f"Only an administrator may listen at port {port}. Take one from 1024 on:"
                "\n  make run PORT=8000"
            ) from None
        raise CommandError(
            f"This machine cannot listen at {host!r}: {error.strerror}. HOST is usually 127.0.0.1."
        ) from None


def keep_schedule() -> None:
    """Run the scheduled jobs each minute, until the server ends."""
    leave_to_parent()
    os.register_at_fork(after_in_child=leave_to_parent)
    call_command("run_scheduled", each_minute=True)


def work_off_tasks() -> None:
    """Do what requests hand on to the background, until the server ends."""
    leave_to_parent()
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=SECONDS_BETWEEN_LOOKS,
        batch=False,
        backend_name="background",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
    while True:
        try:
            worker.run()
        except DatabaseError:
            logger.exception("Background tasks cannot be read; trying again.")
            time.sleep(SECONDS_TO_RECOVER)


def leave_to_parent() -> None:
    """Make this process deaf to its terminal, and let it end with its parent."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    end_with_parent(signal.SIGKILL)


def end_with_parent(how: signal.Signals) -> None:
    """Have the kernel send the signal `how` to this process when its parent is gone, even killed.
    Linux alone can do that; elsewhere this does nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)


def first_status(host: str, port: int) -> int:
    """Return the status of the welcome page, as soon as there is an answer."""
    while True:
        try:
            link = http.client.HTTPConnection(host, port, timeout=60)
            link.request("GET", "/")
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            link.close()
