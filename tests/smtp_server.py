"""A mail server on the loopback that does as it is told: takes a letter, refuses it, breaks off."""

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class Box:
    """What the server does with each recipient, and what it got."""

    port: int = 0
    # By recipient: what to do at each try, in order; afterwards letters are taken.
    plans: dict[str, list[str]] = field(default_factory=dict)
    letters: list[tuple[str, Message]] = field(default_factory=list)
    tries: Counter = field(default_factory=Counter)
    stalled: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def step(self, recipient: str) -> str:
        with self.lock:
            self.tries[recipient] += 1
            plan = self.plans.get(recipient)
            return plan.pop(0) if plan else "take"

    @property
    def received(self) -> Counter:
        """How many letters each recipient got."""
        return Counter(recipient for recipient, _letter in self.letters)


class Conversation(socketserver.StreamRequestHandler):
    """The commands of RFC 5321 that a sender needs."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        try:
            self.converse()
        except ConnectionError:
            return

    def converse(self) -> None:
        box: Box = self.server.box
        self.say("220 test")
        recipient, step = "", "take"
        while line := self.rfile.readline():
            command = line.decode().strip().upper()
            if command.startswith(("EHLO", "HELO", "MAIL", "RSET", "NOOP")):
                self.say("250 ok")
            elif command.startswith("RCPT"):
                recipient = line.decode().split("<")[1].split(">")[0]
                step = box.step(recipient)
                if step in ("451", "550"):
                    self.say(f"{step} no")
                    continue
                if step == "break before the words":
                    return
                if step == "stall before the words":
                    box.stalled.set()
                    self.rfile.readline()  # until the sender is gone
                    return
                self.say("250 ok")
            elif command == "DATA":
                self.say("354 go on")
                words = b"".join(iter(self.rfile.readline, b".\r\n"))
                if step == "452":
                    self.say("452 full")
                    continue
                with box.lock:
                    box.letters.append((recipient, message_from_bytes(words)))
                if step == "stall after the words":
                    box.stalled.set()
                    self.rfile.readline()
                    return
                if step == "break after the words":
                    return
                self.say("250 taken")
            elif command == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 unknown")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(port: int = 0, **plans: list[str]) -> Iterator[Box]:
    """A running mail server, at any port by default; `plans` by the part of a recipient before the
    @example.org."""
    box = Box(plans={f"{name}@example.org": list(plan) for name, plan in plans.items()})
    with Server(("127.0.0.1", port), Conversation) as server:
        server.box, box.port = box, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
