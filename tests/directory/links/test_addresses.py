"""Which addresses may be fetched: the public web, and nothing inside."""

import socket

import pytest

from directory.links.addresses import Refused, Unresolved, examine, is_public, parse

PUBLIC = "93.184.216.34"

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1",  # noqa: S104
    "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.0.8", "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34",
    "fc00::1", "fd00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    "ff0e::1", "100::1", "2001::1", "2001:db8::1", "3fff::1", "5f00::1", "2002:7f00:1::",
    "2002:5db8:d822::", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254",
    "64:ff9b:1::1", "2606:4700::1%eth0",
    "", "localhost", "127.1", "0x7f000001", "2130706433",
]  # fmt: skip
OUTSIDE = [PUBLIC, "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1111",
           "2a00:1450:4001::200e", "64:ff9b::93.184.216.34"]  # fmt: skip


class Names:
    """A resolver of the test's own that counts how often it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append((host, port))
        return self.answers.pop(0)


@pytest.mark.parametrize("address", INSIDE)
def test_an_inner_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_outer_address_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", [each for each in INSIDE if each])
def test_a_host_with_one_inner_address_among_public_ones_is_refused(address):
    for answer in ([address], [PUBLIC, address], [address, PUBLIC]):
        with pytest.raises(Refused, match="not public"):
            examine(parse("http://example.org/"), resolver=Names(answer))


def test_a_host_is_resolved_once_and_its_addresses_are_kept():
    names = Names([PUBLIC, "2606:4700::1111"], ["127.0.0.1"])
    target = examine(parse("https://Exämple.org/a b?c=d#e"), resolver=names)
    assert names.asked == [("xn--exmple-cua.org", 443)]
    assert target.addresses == (PUBLIC, "2606:4700::1111")
    assert (target.host, target.port) == ("xn--exmple-cua.org", 443)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)",
        "data:text/html,x", "mailto:a@example.org", "//example.org/", "example.org", "",
        "http:///x", "http://", "https://user@example.org/", "https://user:word@example.org/",
        "https://:word@example.org/", "http://example.org:8080/", "http://example.org:22/",
        "https://example.org:80/", "http://example.org:443/", "http://example.org:0/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused_without_asking_for_it(url):
    names = Names([PUBLIC])
    with pytest.raises(Refused):
        examine(parse(url), resolver=names)
    assert names.asked == []


@pytest.mark.parametrize("url", ["http://[::1", "http://a\tb/", "http://a\nb/", "http://a:b/"])
def test_a_broken_address_is_refused(url):
    with pytest.raises(Refused):
        parse(url)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://[::1]/",
     "http://[::ffff:127.0.0.1]/", "http://0/", "http://017700000001/"],
)  # fmt: skip
def test_no_spelling_of_loopback_gets_past_the_system_resolver(url):
    with pytest.raises((Refused, Unresolved)):
        examine(parse(url))


def test_a_host_without_an_address_is_told_apart():
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(Unresolved, match="not known"):
        examine(parse("https://nowhere.example/"), resolver=nobody)
    with pytest.raises(Unresolved):
        examine(parse("https://nowhere.example/"), resolver=Names([]))


def test_the_allowance_of_a_test_holds_for_loopback_alone_and_for_one_port():
    allowance = frozenset({("site.test", 8123)})
    url = parse("http://site.test:8123/")
    assert examine(url, resolver=Names(["127.0.0.1"]), allowance=allowance).port == 8123
    for inner in ("10.0.0.1", "169.254.169.254", "fd00::1"):
        with pytest.raises(Refused):
            examine(url, resolver=Names([inner]), allowance=allowance)
        with pytest.raises(Refused):
            examine(url, resolver=Names(["127.0.0.1", inner]), allowance=allowance)
    for other in ("http://site.test:8124/", "http://site.test/", "http://other.test:8123/"):
        with pytest.raises(Refused):
            examine(parse(other), resolver=Names(["127.0.0.1"]), allowance=allowance)
