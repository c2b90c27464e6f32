"""A process answers so many requests at once; the others wait, for a while."""

import asyncio
import json
import random
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import pytest

from cms.admission import PATIENCE, THREADS, Seats
from tests.cms.served.conftest import HOST, served

READERS = 5 * THREADS
TOLD = {"Host": HOST, "Forwarded": "for=192.0.2.1;proto=https"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("admission")


@pytest.fixture(scope="module")
def port(folder) -> Iterator[int]:
    """The port of a process that answers one request at a time."""
    with served(folder, WEB_THREADS="1") as port:
        yield port


def ask(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], str, float]:
    """Status, headers and text of an answer, and the seconds that it took."""
    began = time.monotonic()
    link = HTTPConnection("127.0.0.1", port, timeout=30)
    link.request(method, path, headers=TOLD)
    answer = link.getresponse()
    text = answer.read().decode()
    link.close()
    return answer.status, dict(answer.getheaders()), text, time.monotonic() - began


def test_who_waited_long_enough_is_told_to_come_back_and_all_others_are_answered(port, folder):
    with ThreadPoolExecutor(40) as readers:
        holding = readers.submit(ask, port, "/hold")
        time.sleep(0.3)
        assert json.loads(ask(port, "/healthz/live")[2]) == {"status": "pass"}
        waiting = [readers.submit(ask, port, "/echo") for _ in range(20)]
        api = readers.submit(ask, port, "/api/directory/v1/programs")
        for each in as_completed([*waiting, api]):
            status, headers, text, took = each.result()
            assert status == 503
            assert headers["retry-after"] == "10"
            assert headers["cache-control"] == "no-store"
            assert headers["content-security-policy"]
            assert took >= PATIENCE - 0.1
            if each is api:
                assert headers["content-type"] == "application/problem+json"
            else:
                assert "More readers ask than we can answer at once." in text
        assert ask(port, "/healthz/live")[0] == 200

        waiting = [readers.submit(ask, port, "/echo") for _ in range(10)]
        time.sleep(0.3)
        assert not any(each.done() for each in (holding, *waiting))
        (folder / "go").touch()
        assert {each.result()[0] for each in (holding, *waiting)} == {200}
    assert (folder / "server.log").read_text().count("More is asked than can be answered") == 1


def test_a_stream_leaves_its_seat_whether_anybody_reads_it_or_not(port):
    for _ in range(3):
        assert ask(port, "/stream")[2] == "ab"
        assert ask(port, "/stream", "HEAD")[0] == 200
    link = HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", "/stream", headers=TOLD)
    link.close()
    assert ask(port, "/echo")[0] == 200


def test_who_sends_slowly_has_no_seat(port):
    slow = []
    for _ in range(30):
        slow.append(socket.create_connection(("127.0.0.1", port), timeout=30))
        head = {**TOLD, "Content-Length": "100"}
        lines = ["POST /echo HTTP/1.1", *(f"{name}: {said}" for name, said in head.items())]
        slow[-1].sendall("\r\n".join([*lines, "", "half"]).encode())
    time.sleep(0.3)
    for _ in range(3):
        status, _headers, _text, took = ask(port, "/stream")
        assert (status, took < 2) == (200, True)
    slow[0].sendall(b"x" * 96)
    assert slow[0].recv(12) == b"HTTP/1.1 403"
    for each in slow:
        each.close()
    assert ask(port, "/stream")[0] == 200


@pytest.mark.parametrize("size", [0, 1, 70_000, 3_000_000])
def test_what_is_sent_arrives_as_it_is(port, size):
    sent = random.Random(size).randbytes(size)
    link = HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("POST", "/digest", sent, TOLD)
    answer = link.getresponse()
    assert (answer.status, answer.read().decode()) == (200, sha256(sent).hexdigest())
    link.close()


async def insist(port: int, path: str, times: int) -> list[tuple[int, bool]]:
    """Ask so many times over one connection, without a pause: the status of each answer, and
    whether it says when to come back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    told = "".join(f"{name}: {said}\r\n" for name, said in TOLD.items())
    found = []
    for _ in range(times):
        writer.write(f"GET {path} HTTP/1.1\r\n{told}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        await reader.readexactly(int(re.search(r"content-length: (\d+)", head)[1]))
        found.append((int(head.split()[1]), "\r\nretry-after: 10\r\n" in head))
    writer.close()
    return found


def test_nobody_is_told_to_come_back_who_would_be_answered_in_time():
    seats, times = Seats(1), 3

    def read() -> list[bool]:
        answered = []
        for _ in range(times):
            if seat := seats.take(PATIENCE):
                time.sleep(0.005)
                seats.leave(seat)
            answered.append(seat is not None)
        return answered

    # So many that others could wait unseen behind them: here there are none.
    with ThreadPoolExecutor(THREADS) as readers:
        reading = [readers.submit(read) for _ in range(THREADS)]
        assert [each.result() for each in reading] == [[True] * times] * THREADS


def test_nobody_waits_unseen_where_more_ask_than_there_are_threads(tmp_path):
    async def crowd(port: int) -> list[list[tuple[int, bool]]]:
        return await asyncio.gather(*(insist(port, "/work", 2) for _ in range(READERS)))

    with served(tmp_path) as port, ThreadPoolExecutor() as beside:  # the loop of the browser
        assert ask(port, "/work")[0] == 200
        asked = beside.submit(asyncio.run, crowd(port)).result()
        found = [answer for each in asked for answer in each]
        assert ask(port, "/healthz/live")[0] == 200
    assert set(found) == {(200, False), (503, True)}
    # In one queue all would have been answered, the last of them after a minute.
    assert found.count((200, False)) < len(found) / 2
