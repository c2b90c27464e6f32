"""One visit to a site on loopback that behaves badly in every known way."""

import time
from datetime import timedelta

import pytest

from directory.links import checking
from directory.links.fetching import FetchFault
from directory.models import Link
from tests.directory.links.link_site import BOMB, NOW, drip, endless, look, page, say, to

Result, State = Link.Result, Link.State

BEHAVIOURS = [
    (say(), Result.OK, State.OK),
    (say(404), Result.GONE, State.SUSPECT),
    (say(410), Result.GONE, State.SUSPECT),
    (say(500), Result.SERVER_ERROR, State.SUSPECT),
    (say(403), Result.BLOCKED, State.UNKNOWN),
    (say(405), Result.BLOCKED, State.UNKNOWN),
    (say(429, Retry_After="9999"), Result.BLOCKED, State.UNKNOWN),
    (say(200, page("Just a moment...")), Result.BLOCKED, State.UNKNOWN),
    (say(503, page(), cf_mitigated="challenge"), Result.BLOCKED, State.UNKNOWN),
    (say(200, page("Página no encontrada")), Result.SOFT_404, State.SUSPECT),
    (to("/"), Result.SOFT_404, State.SUSPECT),
    (to("/a/b/c"), Result.LOOP, State.SUSPECT),
    (to("/a/b/c", Set_Cookie="a=b"), Result.BLOCKED, State.UNKNOWN),
    (to("/a/b/better"), Result.REDIRECTED, State.OK),
    (to("//["), Result.REFUSED, State.UNKNOWN),
    (to("file:///etc/passwd"), Result.REFUSED, State.UNKNOWN),
    (drip, Result.SLOW, State.SUSPECT),
    (lambda handler: time.sleep(3), Result.SLOW, State.SUSPECT),
    (lambda handler: handler.wfile.write(b"\x00garbage\r\n\r\n"), Result.NO_CONNECTION,
     State.SUSPECT),
    (lambda handler: None, Result.NO_CONNECTION, State.SUSPECT),
    (endless, Result.OK, State.OK),
    (say(200, BOMB, Content_Encoding="gzip"), Result.OK, State.OK),
    (say(200, b"not gzip", Content_Encoding="gzip"), Result.OK, State.OK),
    (say(200, b"%PDF", Content_Type="application/pdf"), Result.OK, State.OK),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("behaviour", "result", "state"), BEHAVIOURS)
def test_every_behaviour_has_its_result(site, behaviour, result, state):
    site.pages = {"/": say(), "/a/b/better": say(), "/a/b/c": behaviour}
    began = time.monotonic()
    link = look(site, "/a/b/c")
    assert (link.result, link.state) == (result, state)
    assert time.monotonic() - began < 4
    assert (link.final_url != "") is (
        link.result in (Result.REDIRECTED,) or site.paths()[-1] == "/"
    )


def test_a_huge_body_is_cut(site):
    site.pages = {"/a": endless, "/bomb": say(200, BOMB, Content_Encoding="gzip")}
    answer = site.fetcher().get(site.url("/a")).answer
    assert (len(answer.body), answer.is_whole) == (256 * 1024, False)
    assert site.counts["endless"] < 20_000_000  # what the sockets hold, and no more
    assert len(site.fetcher().get(site.url("/bomb")).answer.body) == 256 * 1024


@pytest.mark.parametrize(("redirects", "fault"), [(8, None), (9, FetchFault.LOOP)])
def test_at_most_eight_redirects_are_followed(site, redirects, fault):
    for number in range(redirects):
        site.pages[f"/{number}"] = to(f"/{number + 1}")
    site.pages[f"/{redirects}"] = say()
    assert site.fetcher().get(site.url("/0#part")).fault is fault
    assert len(site.paths()) == 9


def test_the_final_address_keeps_the_fragment(site):
    site.pages = {"/a": to("../b?c=d"), "/b": say()}
    assert site.fetcher().get(site.url("/a#part")).final_url == site.url("/b?c=d#part")


def test_requests_name_themselves_and_keep_no_cookies(site, settings):
    settings.LINK_CHECK_CONTACT = "mailto:links@example.org"
    site.pages = {"/a": to("/b", Set_Cookie="a=b"), "/b": say()}
    site.fetcher().get(site.url("/a"))
    for _path, headers in site.asked:
        assert headers["user-agent"] == (
            "LSSRC-LinkCheck/1.0 (link checker; +mailto:links@example.org)"
        )
        assert headers["host"] == f"127.0.0.1:{site.port}"
        assert "cookie" not in headers


def test_one_request_a_second_for_one_host_robots_txt_and_redirects_included(site):
    site.pages = {"/a": to("/b"), "/b": say()}
    fetcher = site.fetcher()
    fetcher.get(site.url("/a"))
    fetcher.get(site.url("/b"))
    assert [path for path, _headers in site.asked] == ["/robots.txt", "/a", "/b", "/b"]
    assert site.clock.slept == [1.0, 1.0, 1.0]


def test_what_robots_txt_excludes_is_not_asked_for_even_over_a_redirect(site):
    rules = b"User-agent: *\nDisallow: /private"
    site.pages = {"/robots.txt": say(200, rules), "/a": to("/private/b"), "/private/b": say()}
    assert site.fetcher().get(site.url("/a")).fault is FetchFault.EXCLUDED
    assert site.paths() == ["/a"]


@pytest.mark.django_db
def test_a_host_that_asks_for_rest_is_left_alone(site):
    site.pages = {"/a": say(503, Retry_After="7200"), "/b": say()}
    links = [Link.objects.create(url=site.url(path)) for path in ("/a", "/b")]
    counts = checking.check(links, site.fetcher(), now=lambda: NOW)
    assert counts == {"server-error": 1, "put-off": 1}
    assert site.paths() == ["/a"]
    put_off = Link.objects.get(url=site.url("/b"))
    assert (put_off.state, put_off.checked_at) == (State.UNCHECKED, None)
    assert put_off.next_check_at == NOW + timedelta(hours=2)
