"""What a link is, from its answers over time."""

import socket
import time
from datetime import timedelta

import pytest

from directory.links import checking
from directory.models import Link
from tests.directory.links.conftest import INNER
from tests.directory.links.link_site import (
    BOMB,
    NOW,
    conditional,
    drip,
    endless,
    look,
    page,
    say,
    to,
)


@pytest.mark.django_db
def test_a_page_that_is_gone_becomes_broken_and_comes_back_by_itself(site):
    site.pages = {"/a": say(404)}
    states = [look(site, "/a", hours=hours).state for hours in (0, 36, 72)]
    assert states == [State.SUSPECT, State.SUSPECT, State.BROKEN]
    site.pages = {"/a": say(200)}
    link = look(site, "/a", hours=240)
    assert (link.state, link.failures, link.first_failure_at) == (State.OK, 0, None)


@pytest.mark.django_db
def test_drift_is_found_and_a_page_that_stands_still_answers_304(site):
    site.pages = {"/a": conditional(page())}
    look(site, "/a")
    link = look(site, "/a", hours=400)
    assert (link.result, link.http_status, link.changed_at) == (Result.OK, 304, None)
    site.pages = {"/a": say(200, page(body="Now thirty hours. " * 9))}
    link = look(site, "/a", hours=800)
    assert (link.result, link.changed_at) == (Result.DRIFTED, NOW + timedelta(hours=800))
    assert "twenty" in link.text_before
    assert "thirty" in link.text_after


@pytest.mark.django_db
def test_a_site_that_answers_everything_alike_is_found_out(site):
    class Everything(dict):
        def get(self, path, default=None):
            return say(404) if path == "/robots.txt" else say(200, page("Welcome"))

    site.pages = Everything()
    link = look(site, "/deep/page")
    assert (link.result, link.state) == (Result.DOUBTFUL, State.UNKNOWN)
    assert look(site, "/").result == Result.OK


@pytest.mark.django_db
def test_many_addresses_that_end_at_one_are_found_out(site):
    """A living page may have taken in others, but hardly from deeper in the site."""
    site.pages = {f"/{letter}": to("/z/new") for letter in "abcd"} | {"/z/new": say()}
    site.pages |= {f"/deep/{letter}": to("/top") for letter in "abcd"} | {"/top": say()}
    results = [look(site, f"/{letter}").result for letter in "abc"]
    assert results == [Result.REDIRECTED, Result.REDIRECTED, Result.DOUBTFUL]
    assert look(site, "/a", hours=400).state == State.UNKNOWN
    results = [look(site, f"/deep/{letter}").result for letter in "abc"]
    assert results == [Result.DOUBTFUL, Result.DOUBTFUL, Result.SOFT_404]
    link = look(site, "/deep/a", hours=400)
    assert (link.result, link.state) == (Result.SOFT_404, State.SUSPECT)
    assert link.detail == (
        "Redirected to a shorter address. Many addresses of this host end at the same one."
    )


Result, State = Link.Result, Link.State


@pytest.fixture
def sockets(monkeypatch):
    """Every address that any socket of this process was connected to, at the lowest level."""
    addresses, connect = [], socket.socket.connect

    def recording(self, address):
        addresses.append(address)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", recording)
    return addresses


@pytest.mark.django_db
def test_a_whole_site_of_every_behaviour_over_three_days(site, sockets):
    """One run after the other over all of them at once, as the nightly job does."""

    def resolve(host, port):
        return ["127.0.0.1"] if host == site.host else ["93.184.216.34", INNER[len(host) % 6]]

    behaviours = {
        "fine": (say(), State.OK),
        "gone": (say(404), State.BROKEN),
        "gone-for-good": (say(410), State.BROKEN),
        "failing": (say(500), State.BROKEN),
        "forbidden": (say(403), State.UNKNOWN),
        "wall": (say(200, page("Just a moment...")), State.UNKNOWN),
        "soft": (say(200, page("Page not found")), State.BROKEN),
        "up": (to("/"), State.BROKEN),
        "loop": (to("/a/b/loop"), State.BROKEN),
        "chain": (to("/a/b/fine"), State.OK),
        "slow": (lambda handler: time.sleep(2), State.BROKEN),
        "drip": (drip, State.BROKEN),
        "huge": (endless, State.OK),
        "bomb": (say(200, BOMB, Content_Encoding="gzip"), State.OK),
        "drift": (say(200, page(body="Twenty hours. " * 9)), State.OK),
        "comes-back": (say(404), State.OK),
        **{
            f"inside-{number}": (to(f"http://{'x' * number}.test/"), State.UNKNOWN)
            for number in range(1, 7)
        },
        "loopback": (to("http://127.0.0.1:22/"), State.UNKNOWN),
    }
    site.pages = {"/": say(200, page("Welcome")), "/a/b/many": say()}
    site.pages |= {f"/a/b/{name}": behaviour for name, (behaviour, _state) in behaviours.items()}
    urls = [site.url(f"/a/b/{name}") for name in behaviours]
    for hours in (0, 36, 72):
        if hours == 72:
            site.pages["/a/b/drift"] = say(200, page(body="Thirty hours. " * 9))
            site.pages["/a/b/comes-back"] = say()
        moment = NOW + timedelta(hours=hours)
        links = checking.due(urls, moment, everything=True)
        assert len(links) == len(behaviours)
        checking.check(links, site.fetcher(resolver=resolve), now=lambda moment=moment: moment)
    found = dict(Link.objects.filter(url__in=urls).values_list("url", "state"))
    assert {name: found[site.url(f"/a/b/{name}")] for name in behaviours} == {
        name: state for name, (_behaviour, state) in behaviours.items()
    }
    drifted = Link.objects.get(url=site.url("/a/b/drift"))
    assert drifted.result == Result.DRIFTED
    assert ("Twenty" in drifted.text_before, "Thirty" in drifted.text_after) == (True, True)
    # Names that point inside, and loopback by any other port, were met 21 times and never opened.
    assert set(sockets) == {("127.0.0.1", site.port)}
