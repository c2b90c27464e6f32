"""What pages weigh on the wire, and how long they may be kept: weights and words, never times."""

import gzip
import json
import re
from dataclasses import dataclass, field
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from tests.browser.kinds import KINDS, LISTS, address

KB = 1000
WHOLE_VIEW = 100 * KB
HTML = 30 * KB
SCRIPTS = 22 * KB
FRAGMENT = 8 * KB
TEXT = re.compile(r"^(text/|application/(json|xml|atom\+xml|javascript)|image/svg)")
HASHED = re.compile(r"/static/.+\.[0-9a-f]{12}\.\w+$")


@dataclass
class Traffic:
    """What a browser got for one view: for each address, its bytes on the wire and its headers."""

    bytes: dict[str, int] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)


def first_view(page: Page, path: str) -> Traffic:
    """Open a page with nothing kept from before, and wait until nothing more is asked for."""
    traffic, addresses = Traffic(), {}
    network = page.context.new_cdp_session(page)

    def received(event: dict) -> None:
        addresses[event["requestId"]] = event["response"]["url"]
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        traffic.headers[event["response"]["url"]] = headers

    def finished(event: dict) -> None:
        traffic.bytes[addresses[event["requestId"]]] = event["encodedDataLength"]

    network.on("Network.responseReceived", received)
    network.on("Network.loadingFinished", finished)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(path, wait_until="networkidle")
    assert traffic.bytes.keys() == traffic.headers.keys()
    return traffic


def zipped(url: str, **headers: str) -> bytes:
    """The body of an answer as gzip packs it on the server."""
    request = Request(url, headers={"Accept-Encoding": "gzip", **headers})
    with urlopen(request, timeout=60) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        return answer.read()


@pytest.mark.parametrize("kind", KINDS)
def test_a_first_view_is_light_and_all_of_this_site(page, server, kind):
    """At most 100 KB in all; texts are packed; what is static may be kept for ever."""
    traffic = first_view(page, address(server.url, kind))
    assert sum(traffic.bytes.values()) <= WHOLE_VIEW
    assert len(traffic.bytes) > 5
    for url, headers in traffic.headers.items():
        assert url.startswith(server.url)
        if TEXT.match(headers["content-type"]):
            assert headers.get("content-encoding") in ("br", "gzip", "zstd")
        if "/static/" in url:
            assert HASHED.search(url)
            assert "immutable" in headers["cache-control"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "not found"])
def test_the_html_of_a_page_is_small(server, kind):
    """At most 30 KB, packed by gzip."""
    body = zipped(server.url + address(server.url, kind))
    assert gzip.decompress(body).lstrip().startswith(b"<!DOCTYPE html>")
    assert len(body) <= HTML


def test_the_scripts_of_a_list_are_small(page, server):
    """At most 22 KB, packed by gzip; pages that filter nothing have none at all."""
    page.goto("/programs/")
    scripts = page.locator("script[src]").evaluate_all("all => all.map(e => e.src)")
    assert scripts
    assert sum(len(zipped(url)) for url in scripts) <= SCRIPTS
    for kind in ("welcome", "section", "one of the programs"):
        page.goto(address(server.url, kind))
        assert page.locator("script:not([type='application/ld+json'])").count() == 0


@pytest.mark.parametrize("path", LISTS.values())
def test_twenty_results_are_a_small_answer(server, path):
    """At most 8 KB, packed by gzip."""
    body = zipped(server.url + path, **{"HX-Request": "true"})
    total = json.loads(gzip.decompress(zipped(f"{server.url}{path}list.json")))["total"]
    assert gzip.decompress(body).count(b'<li class="entry">') == min(20, total)
    assert len(body) <= FRAGMENT


def test_twenty_results_below_a_map_are_no_larger(server):
    """Whomever the map is about: its tiles are on the screen already."""
    facets = json.loads(gzip.decompress(zipped(f"{server.url}/certification/list.json")))["facets"]
    for audience in facets["audience"]:
        path = f"/certification/?audience={audience['value']}"
        assert len(zipped(server.url + path, **{"HX-Request": "true"})) <= FRAGMENT, audience


@pytest.mark.parametrize("kind", ["csv", "json", "atom"])
@pytest.mark.parametrize("path", ["/programs/", "/announcements/"])
def test_files_are_packed_too(page, path, kind):
    """By whatever a browser takes."""
    answer = page.request.get(f"{path}list.{kind}", headers={"Accept-Encoding": "br, gzip"})
    assert answer.ok
    assert answer.headers["content-encoding"] in ("br", "gzip")
