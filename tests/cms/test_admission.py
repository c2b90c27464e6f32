"""Seats are given in their order, with the connections that belong to them."""

import threading
import time

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from cms.admission import Admission, Seats


def test_the_seat_left_last_is_taken_first():
    seats = Seats(2)
    first, second = seats.take(0), seats.take(0)
    assert first is not second
    assert seats.take(0) is None
    seats.leave(first)
    seats.leave(second)
    assert seats.take(0) is second


def test_who_waits_longest_comes_first_and_who_went_away_not_at_all():
    seats, got = Seats(1), []
    seat = seats.take(0)

    def wait(name: int, patience: float) -> None:
        taken = seats.take(patience)
        if taken is not None:
            got.append(name)
            seats.leave(taken)

    waiting = []
    for number in range(6):
        waiting.append(threading.Thread(target=wait, args=(number, 0.01 if number == 2 else 20)))
        waiting[-1].start()
        while len(seats._waiting) <= number:
            time.sleep(0.001)
    waiting[2].join()
    seats.leave(seat)
    for each in waiting:
        each.join()
    assert got == [0, 1, 3, 4, 5]
    assert seats.take(0) is seat


@pytest.fixture
def admission(settings):
    """Two seats before a view that is set in each test; whoever finds none does not wait."""
    settings.REQUESTS_AT_ONCE = 2
    return Admission(lambda request: HttpResponse())


def answer(admission: Admission, view, read=lambda response: response) -> object:
    """What a thread of its own makes of the answer of `view`."""
    found = []
    admission.get_response = view

    def run() -> None:
        try:
            found.append(read(admission(RequestFactory().get("/"))))
        except ValueError as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def test_a_hundred_threads_work_with_the_connections_of_their_seats(admission):
    used = set()

    def view(request):
        used.add(id(connections["default"]))
        return HttpResponse()

    for _ in range(100):
        answer(admission, view)
    assert len(used) == 1


def closed(response: HttpResponse) -> int:
    """The status of a response, which nobody has read."""
    response.close()
    response.close()
    return response.status_code


@pytest.mark.parametrize("view", [
    lambda request: HttpResponse(),
    lambda request: StreamingHttpResponse(iter([b"a"])),
    lambda request: int("a fault"),
])  # fmt: skip
def test_every_seat_comes_back(admission, view):
    for _ in range(3):
        answer(admission, view, closed)
    assert len(admission.seats._free) == 2


def test_a_stream_keeps_its_seat_until_it_is_closed(admission):
    def read(response: StreamingHttpResponse) -> list[int]:
        free = [len(admission.seats._free)]
        assert b"".join(response) == b"ab"
        response.close()
        return [*free, len(admission.seats._free)]

    stream = StreamingHttpResponse(iter([b"a", b"b"]))
    assert answer(admission, lambda request: stream, read) == [1, 2]


def test_a_process_that_lets_in_all_has_no_seats(settings):
    settings.REQUESTS_AT_ONCE = 0
    with pytest.raises(MiddlewareNotUsed):
        Admission(lambda request: HttpResponse())
