"""What an answer means. No network, no database."""

import pytest

from directory.links.fetching import Conditions, Fetched, FetchFault
from directory.links.verdicts import conditions_of, verdict_on
from directory.models.links import Link
from tests.directory.links.answers import URL, fetched, html, nothing_beside, ruled

Result, State = Link.Result, Link.State


@pytest.mark.parametrize(
    ("status", "result", "works"),
    [
        (200, Result.OK, True), (206, Result.OK, True),
        (401, Result.BLOCKED, None), (403, Result.BLOCKED, None), (405, Result.BLOCKED, None),
        (406, Result.BLOCKED, None), (429, Result.BLOCKED, None), (451, Result.BLOCKED, None),
        (999, Result.BLOCKED, None),
        (404, Result.GONE, False), (410, Result.GONE, False),
        (500, Result.SERVER_ERROR, False), (503, Result.SERVER_ERROR, False),
        (599, Result.SERVER_ERROR, False), (300, Result.SERVER_ERROR, False),
    ],
)  # fmt: skip
def test_a_status_has_its_result(status, result, works):
    verdict = ruled(fetched(status))
    assert (verdict.result, verdict.works, verdict.http_status) == (result, works, status)


@pytest.mark.parametrize(
    ("fault", "result", "works"),
    [
        (FetchFault.REFUSED, Result.REFUSED, None),
        (FetchFault.EXCLUDED, Result.EXCLUDED, None),
        (FetchFault.DNS, Result.DNS_FAULT, False),
        (FetchFault.TLS, Result.TLS_FAULT, False),
        (FetchFault.TIMEOUT, Result.SLOW, False),
        (FetchFault.CONNECTION, Result.NO_CONNECTION, False),
        (FetchFault.LOOP, Result.LOOP, False),
    ],
)
def test_a_fault_has_its_result(fault, result, works):
    verdict = ruled(Fetched(URL, URL, fault=fault))
    assert (verdict.result, verdict.works) == (result, works)


def test_a_server_that_answers_those_who_do_not_verify_it_is_for_a_person_to_look_at():
    answer = Fetched(URL, URL, fault=FetchFault.TLS, detail="expired", answers_unverified=True)
    verdict = ruled(answer)
    assert (verdict.result, verdict.works) == (Result.TLS_FAULT, None)
    assert verdict.detail == "expired; the server does answer."


def test_a_loop_that_wants_cookies_is_blocked():
    verdict = ruled(Fetched(URL, URL, fault=FetchFault.LOOP, wants_cookies=True))
    assert (verdict.result, verdict.works) == (Result.BLOCKED, None)


def test_nothing_is_said_of_a_host_at_rest():
    with pytest.raises(ValueError, match="RESTING"):
        ruled(Fetched(URL, URL, fault=FetchFault.RESTING))


@pytest.mark.parametrize(
    "answer",
    [
        fetched(200, html("Just a moment...")),
        fetched(403, html("Attention Required! | Cloudflare")),
        fetched(503, html("Just a moment...")),
        fetched(200, html("Access denied")),
        fetched(200, html("Access to this page has been denied")),
        fetched(200, html("Pardon Our Interruption")),
        fetched(200, html("Are you a robot?")),
        fetched(200, html(), cf_mitigated="challenge"),
        fetched(202, html(), x_amzn_waf_action="challenge"),
        fetched(200, b"<iframe src='/_Incapsula_Resource?x'></iframe>"),
    ],
)
def test_a_bot_wall_is_blocked_whatever_its_status(answer):
    assert ruled(answer).result == Result.BLOCKED


@pytest.mark.parametrize("title", ["Access to libraries", "A moment in history", "Human resources"])
def test_a_page_about_such_things_is_no_bot_wall(title):
    assert ruled(fetched(200, html(title))).result == Result.OK


def test_a_redirect_is_told_with_its_end():
    verdict = ruled(fetched(final="https://example.org/certification/levels-and-fees"))
    assert verdict.result == Result.REDIRECTED
    assert verdict.works is True
    assert verdict.final_url == "https://example.org/certification/levels-and-fees"


def test_an_address_that_differs_in_spelling_alone_is_not_redirected():
    link = Link(url="https://EXAMPLE.org/certification/levels")
    assert verdict_on(link, fetched(), nothing_beside).result == Result.OK


def test_validators_that_no_header_may_hold_are_not_kept():
    verdict = ruled(fetched(etag="“x”", last_modified="Sun, 03 May 2026 12:00:00 GMT"))
    assert verdict.etag == ""
    assert verdict.last_modified == "Sun, 03 May 2026 12:00:00 GMT"


def test_validators_go_to_the_address_they_came_from_and_only_while_all_is_well():
    link = Link(url=URL, state=State.OK, etag='"1"', final_url="https://example.org/b")
    conditions = conditions_of(link)
    assert conditions.headers("https://example.org/b") == {"If-None-Match": '"1"'}
    assert conditions.headers(URL) == {}
    for state in (State.UNCHECKED, State.SUSPECT, State.BROKEN, State.UNKNOWN):
        assert conditions_of(Link(url=URL, state=state, etag='"1"')) is None
    assert Conditions().headers(URL) == {}


def test_not_modified_is_ok():
    link = Link(url=URL, state=State.OK, etag='"1"', text_hash="x")
    verdict = ruled(fetched(304, b" "), link)
    assert (verdict.result, verdict.works, verdict.etag) == (Result.OK, True, '"1"')
