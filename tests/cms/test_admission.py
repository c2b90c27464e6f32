"""Seats are given in their order, with the connections that belong to them."""

import threading
import time
from collections.abc import Callable

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.core.handlers.base import BaseHandler
from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from cms.admission import THREADS, Admission, Seat, Seats


def test_the_seat_left_last_is_taken_first():
    seats = Seats(2)
    first, second = seats.take(0), seats.take(0)
    assert first is not second
    assert seats.take(0) is None
    seats.leave(first)
    seats.leave(second)
    assert seats.take(0) is second


def until(is_so: Callable[[], object]) -> None:
    """Wait for something that other threads do."""
    late = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < late, "It never came to be."
        time.sleep(0.001)


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
        before = set(seats._waiting)
        waiting.append(threading.Thread(target=wait, args=(number, 0.01 if number == 2 else 60)))
        waiting[-1].start()
        # Whoever goes away may have gone already.
        until(lambda: set(seats._waiting) - before or not waiting[-1].is_alive())  # noqa: B023
    waiting[2].join()
    seats.leave(seat)
    for each in waiting:
        each.join()
    assert got == [0, 1, 3, 4, 5]
    assert seats.take(0) is seat


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """The time that seats go by, in a list."""
    now = [100.0]
    monkeypatch.setattr("cms.admission.monotonic", lambda: now[0])
    return now


def wait_for_a_seat(seats: Seats, number: int) -> list[threading.Thread]:
    """So many threads that wait for a seat."""
    waiting = [threading.Thread(target=seats.take, args=(20,)) for _ in range(number)]
    already = len(seats._waiting)
    for each in waiting:
        each.start()
    until(lambda: len(seats._waiting) >= already + number)
    return waiting


def let_in(seats: Seats, seat: Seat, waiting: list[threading.Thread]) -> None:
    """Leave a seat until nobody waits."""
    while seats._waiting:
        seats.leave(seat)
    for each in waiting:
        each.join()


def test_who_would_wait_too_long_is_told_at_once(clock):
    seats = Seats(1)
    seat = seats.take(0)
    waiting = wait_for_a_seat(seats, 90)
    for _ in range(40):  # two seats a second
        clock[0] += 0.5
        seats.leave(seat)
    began = time.perf_counter()
    assert seats.take(20) is None
    assert time.perf_counter() - began < 10
    for _ in range(25):
        clock[0] += 0.5
        seats.leave(seat)
    waiting += wait_for_a_seat(seats, 1)
    let_in(seats, seat, waiting)


def test_where_all_threads_wait_and_no_seat_is_left_nobody_else_does(clock):
    seats = Seats(8)
    taken = [seats.take(0) for _ in range(8)]
    waiting = wait_for_a_seat(seats, THREADS - 40)
    clock[0] += 1
    waiting += wait_for_a_seat(seats, 16)
    assert seats.take(3) is None
    let_in(seats, taken[0], waiting)


def test_an_old_pace_is_forgotten_once_nobody_waits(clock):
    seats = Seats(1)
    seat = seats.take(0)
    waiting = wait_for_a_seat(seats, 10)
    while seats._waiting:
        clock[0] += 60
        seats.leave(seat)
    waiting += wait_for_a_seat(seats, 50)
    let_in(seats, seat, waiting)


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


def test_a_request_within_a_request_has_its_seat(admission, settings):
    settings.MIDDLEWARE = ["cms.admission.Admission"]

    class Within(BaseHandler):
        """As Wagtail draws a preview."""

        def _get_response(self, request):
            return HttpResponse(id(connections["default"]))

    def view(request):
        mine, within = id(connections["default"]), Within()
        within.load_middleware()
        answered = int(within.get_response(request).content)
        return HttpResponse(f"{mine == answered == id(connections['default'])}")

    for _ in range(2):
        assert answer(admission, view).content == b"True"


def test_a_thread_has_no_connection_of_a_seat_that_it_left(monkeypatch):
    def broken() -> None:
        raise ValueError

    monkeypatch.setattr("cms.admission.close_old_connections", broken)
    found = []

    def run() -> None:
        seat = Seat()
        seat.take()
        of_seat = connections["default"]
        try:
            seat.leave()
        except ValueError:
            found.append(connections["default"] is of_seat)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [False]


class Seated:
    """Stands where requests get their seats, and notes who has one."""

    has_seat = False

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        Seated.has_seat = True
        try:
            return self.get_response(request)
        finally:
            Seated.has_seat = False


@pytest.mark.django_db
@pytest.mark.parametrize("session", ["", "of-nobody"])
@pytest.mark.parametrize("path", [
    "/", "/nowhere/", "/programs/", "/programs/list.csv", "/programs/index.md",
    "/api/directory/v1/programs", "/sitemap.xml", "/admin/", "/static/nothing.css",
])  # fmt: skip
def test_nobody_asks_the_database_without_a_seat(settings, path, session):
    settings.MIDDLEWARE = [
        f"{__name__}.Seated" if each == "cms.admission.Admission" else each
        for each in settings.MIDDLEWARE
    ]
    client, asked = Client(), []
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session

    def note(execute, sql, params, many, context):
        asked.append((Seated.has_seat, sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.get(path)
    assert [sql for has_seat, sql in asked if not has_seat] == []
    assert any(has_seat for has_seat, _sql in asked) or not session
