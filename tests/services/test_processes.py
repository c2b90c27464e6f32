"""Processes of the site are killed, and come; who reads and writes meanwhile loses nothing."""

import os
import signal
import socket
import time
from http.client import RemoteDisconnected

from tests.services.conftest import Answer, load, shown

PUBLISH = """
from directory.models import Program
from tests.factories import make_program
before = Program.objects.published().count()
print(before, flush=True)
for number in range({number}):
    make_program(name=f"Zebras {{number}}", slug=f"zebras-{{number}}-{{before}}")
    print(before + number + 1, flush=True)
"""


# Seconds. Where a process dies twice in 5.5 seconds, the server takes it for broken, and ends;
# then systemd starts all of it again.
APART = 7


def test_what_is_published_beside_processes_is_in_the_next_answer_of_each(site, postgres, site_on):
    with site_on(DATABASE_URL=postgres.url("center")) as other:
        both = (site, other)
        publishing = site.command("shell", "-v0", "-c", PUBLISH.format(number=3))
        before = int(publishing.stdout.readline())
        for number in range(3):
            assert int(publishing.stdout.readline()) == before + number + 1
            for each in both:
                seen = shown(each.ask("/programs/list.json?per_page=1"))
                assert seen >= before + number + 1
        assert publishing.wait() == 0


def test_of_four_processes_one_is_killed_and_no_answer_is_wrong(postgres, site_on):
    with site_on(workers=4, DATABASE_URL=postgres.url("center")) as site:
        told = []  # the moment from which so many were there
        with load(lambda number: site.ask("/programs/list.json?per_page=1")) as reading:
            publishing = site.command("shell", "-v0", "-c", PUBLISH.format(number=12))
            for line in publishing.stdout:
                told.append((time.monotonic(), int(line)))
                if len(told) == 5:
                    os.kill(site.workers()[0], signal.SIGKILL)
            assert publishing.wait() == 0
        # Whoever was being answered by the killed one got nothing, and nobody else did.
        assert len(reading.broken) <= 4
        assert reading.statuses() == {200}
        last = told[-1][1]
        for answer in reading.answers.values():
            least = max((number for at, number in told if at < answer.began), default=0)
            assert least <= shown(answer) <= last
        assert shown(site.ask("/programs/list.json?per_page=1")) == last


def test_five_times_a_web_process_is_killed_under_writes_and_who_was_thanked_is_kept(site):
    with load(site.say, first=10_000) as writing:
        for _time in range(5):
            os.kill(site.workers()[0], signal.SIGKILL)
            time.sleep(APART)
            site.steady()
    assert writing.statuses() == {302}
    assert writing.words(302) <= site.said()
    assert len(writing.broken) <= 5 * 4
    assert site.ask("/programs/").status == 200


def test_an_upgrade_drops_no_request(site):
    unheard = []

    def ask(number: int) -> Answer:
        """Ask, as a proxy does, once more where the connection is closed before it was heard."""
        try:
            return site.ask("/programs/?delivery=online")
        except RemoteDisconnected:
            unheard.append(number)
            return site.ask("/programs/?delivery=online")

    with load(ask) as reading:
        before = set(site.workers())
        site.process.send_signal(signal.SIGHUP)
        began = time.monotonic()
        while before & set(site.workers()):
            assert time.monotonic() - began < 120
            time.sleep(0.1)
        site.steady()
    assert reading.broken == []
    assert reading.statuses() == {200}
    assert len(unheard) <= len(before)


def test_a_process_keeps_a_connection_for_each_seat_and_none_for_what_the_operator_asks(
    site, postgres
):
    def ask(number: int) -> Answer:
        return site.ask("/healthz/ready" if number % 2 else f"/programs/?q=numbat+{number}")

    with load(ask, readers=24) as asking:
        time.sleep(5)
    assert asking.statuses() == {200}
    kept = postgres.do("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = 'center'")
    assert int(kept) <= 2 * 8


def test_slow_and_idle_clients_cost_nobody_else_anything(site):
    def connect() -> socket.socket:
        return socket.create_connection(("127.0.0.1", site.port), timeout=10)

    idle = [connect() for _client in range(400)]
    slow = [connect() for _client in range(100)]
    try:
        for _byte in range(3):
            for each in slow:
                each.send(b"G")
        answers = [site.ask("/programs/") for _time in range(5)]
        assert {each.status for each in answers} == {200}
        assert max(each.took for each in answers) < 2
    finally:
        for each in (*idle, *slow):
            each.close()
