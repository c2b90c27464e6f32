"""The link checker against a site on loopback that behaves badly in every known way."""

import socket
import ssl
import subprocess
import time
from datetime import timedelta

import pytest

from directory.links import checking
from directory.links.fetching import Fault, Fetcher
from directory.models import Link

from .link_site import BOMB, NOW, Site, conditional, drip, endless, look, page, say, to

Result, State = Link.Result, Link.State


@pytest.fixture
def site():
    with Site() as site:
        yield site


@pytest.fixture
def connected(monkeypatch):
    """The addresses to which a connection was opened."""
    addresses, connect = [], socket.create_connection

    def recording(address, *arguments, **options):
        addresses.append(address)
        return connect(address, *arguments, **options)

    monkeypatch.setattr(socket, "create_connection", recording)
    return addresses


# --- One visit ------------------------------------------------------------------------------------

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


@pytest.mark.parametrize(("redirects", "fault"), [(8, None), (9, Fault.LOOP)])
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
    assert site.fetcher().get(site.url("/a")).fault is Fault.EXCLUDED
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


# --- Names and addresses --------------------------------------------------------------------------

INNER = ["10.0.0.7", "192.168.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1"]


@pytest.mark.parametrize("inner", [*INNER, "127.0.0.1"])
def test_a_name_that_points_inside_is_never_connected_to(site, connected, inner):
    site.pages = {"/a": to("http://inside.test/secret")}

    def resolve(host, port):
        return ["127.0.0.1"] if host == site.host else ["93.184.216.34", inner]

    fetched = site.fetcher(resolver=resolve).get(site.url("/a"))
    assert fetched.fault is Fault.REFUSED
    assert set(connected) == {("127.0.0.1", site.port)}
    connected.clear()
    assert site.fetcher(resolver=resolve).get("http://inside.test/").fault is Fault.REFUSED
    assert connected == []


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/", "http://[::1]/", "http://0x7f.1/", "//u@h"]
)
def test_a_redirect_to_loopback_itself_is_refused(site, connected, target):
    site.pages = {"/a": to(target)}
    fetched = site.fetcher(resolver=Fetcher.resolver).get(site.url("/a"))
    assert fetched.fault in (Fault.REFUSED, Fault.DNS)
    assert set(connected) == {("127.0.0.1", site.port)}


def test_a_name_that_changes_between_check_and_connection_leads_nowhere_else(connected):
    with Site("site.test") as site:
        site.pages = {"/a": say()}
        asked = []

        def rebind(host, port):
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.7"]

        assert site.fetcher(resolver=rebind).get(site.url("/a")).answer.status == 200
        # Once for the page, and once for robots.txt, which is then not asked for.
        assert asked == ["site.test", "site.test"]
        assert connected == [("127.0.0.1", site.port)]
        assert site.asked[0][0] == "/a"
        assert site.asked[0][1]["host"] == f"site.test:{site.port}"


def test_a_second_address_is_tried_when_the_first_takes_no_connection(site, connected):
    site.pages = {"/a": say()}
    fetcher = site.fetcher(resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"])
    assert fetcher.get(site.url("/a")).answer.status == 200
    assert [address for address, _port in connected] == ["127.0.0.2", "127.0.0.1"] * 2


def test_a_name_without_an_address_and_a_closed_port_are_told_apart(site):
    def nobody(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert site.fetcher(resolver=nobody).get("https://nowhere.test/").fault is Fault.DNS
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        fetcher = site.fetcher(allowance=frozenset({("127.0.0.1", port)}))
        assert fetcher.get(f"http://127.0.0.1:{port}/").fault is Fault.CONNECTION


def test_nothing_but_an_argument_lets_loopback_through(settings, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setenv("NO_PROXY", "*")
    assert Fetcher().get("http://127.0.0.1/").fault is Fault.REFUSED
    assert Fetcher().get("http://localhost/").fault in (Fault.REFUSED, Fault.DNS)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate of "site.test" and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=site.test",
         "-addext", "subjectAltName=DNS:site.test"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.mark.django_db
def test_certificates_are_verified_and_a_fault_is_described(certificate):
    key, cert = certificate
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    with Site("site.test", tls=server) as site:
        site.pages = {"/a": say()}
        link = look(site, "/a")
        assert (link.result, link.state) == (Result.TLS_FAULT, State.UNKNOWN)
        assert link.detail == "self-signed certificate; the server does answer."
        trusted = ssl.create_default_context(cafile=cert)
        assert look(site, "/a", fetcher=site.fetcher(tls=trusted)).result == Result.OK
        site.host = "other.test"
        assert "Hostname mismatch" in look(site, "/a", fetcher=site.fetcher(tls=trusted)).detail


# --- Over time ------------------------------------------------------------------------------------


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
    assert look(site, "/deep/page").result == Result.SOFT_404
    assert look(site, "/").result == Result.OK


@pytest.mark.django_db
def test_many_addresses_that_end_at_one_are_found_out(site):
    site.pages = {f"/{letter}": to("/z/new") for letter in "abcd"} | {"/z/new": say()}
    results = [look(site, f"/{letter}").result for letter in "abc"]
    assert results == [Result.REDIRECTED, Result.REDIRECTED, Result.SOFT_404]
    assert look(site, "/a", hours=400).result == Result.SOFT_404


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
