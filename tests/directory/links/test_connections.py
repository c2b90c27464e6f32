"""What the link checker connects to: names, addresses and certificates."""

import socket
import ssl
import subprocess

import pytest

from directory.links.fetching import Fetcher, FetchFault
from directory.models import Link
from tests.directory.links.conftest import INNER
from tests.directory.links.link_site import Site, look, say, to

Result, State = Link.Result, Link.State


@pytest.fixture
def connected(monkeypatch):
    """The addresses to which a connection was opened."""
    addresses, connect = [], socket.create_connection

    def recording(address, *arguments, **options):
        addresses.append(address)
        return connect(address, *arguments, **options)

    monkeypatch.setattr(socket, "create_connection", recording)
    return addresses


@pytest.mark.parametrize("inner", [*INNER, "127.0.0.1"])
def test_a_name_that_points_inside_is_never_connected_to(site, connected, inner):
    site.pages = {"/a": to("http://inside.test/secret")}

    def resolve(host, port):
        return ["127.0.0.1"] if host == site.host else ["93.184.216.34", inner]

    fetched = site.fetcher(resolver=resolve).get(site.url("/a"))
    assert fetched.fault is FetchFault.REFUSED
    assert set(connected) == {("127.0.0.1", site.port)}
    connected.clear()
    assert site.fetcher(resolver=resolve).get("http://inside.test/").fault is FetchFault.REFUSED
    assert connected == []


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/", "http://[::1]/", "http://0x7f.1/", "//u@h"]
)
def test_a_redirect_to_loopback_itself_is_refused(site, connected, target):
    site.pages = {"/a": to(target)}
    fetched = site.fetcher(resolver=Fetcher.resolver).get(site.url("/a"))
    assert fetched.fault in (FetchFault.REFUSED, FetchFault.DNS)
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

    assert site.fetcher(resolver=nobody).get("https://nowhere.test/").fault is FetchFault.DNS
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        fetcher = site.fetcher(allowance=frozenset({("127.0.0.1", port)}))
        assert fetcher.get(f"http://127.0.0.1:{port}/").fault is FetchFault.CONNECTION


def test_nothing_but_an_argument_lets_loopback_through(settings, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setenv("NO_PROXY", "*")
    assert Fetcher().get("http://127.0.0.1/").fault is FetchFault.REFUSED
    assert Fetcher().get("http://localhost/").fault in (FetchFault.REFUSED, FetchFault.DNS)


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
