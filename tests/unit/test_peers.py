"""A client is who our own last proxy saw, whatever the client says of itself."""

import pytest
from django.test import RequestFactory

from directory.peers import peer_of, scrambled_network, scrambled_peer


def asked(forwarded: str | None = None, direct: str = "10.0.0.1"):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=direct, headers=headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer"),
    [
        (0, None, "10.0.0.1"),
        (0, "192.0.2.1", "10.0.0.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (1, " 2001:DB8::1 ", "2001:db8::1"),
        # Past the proxies, or nonsense: then the connection itself is what is known.
        (2, "192.0.2.1", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "192.0.2.1, evil", "10.0.0.1"),
        (1, "192.0.2.1:4711", "10.0.0.1"),
    ],
)
def test_the_last_trusted_hop_counts(settings, proxies, forwarded, peer):
    settings.TRUSTED_PROXIES = proxies
    assert peer_of(asked(forwarded)) == peer


def test_a_scrambled_peer_is_the_same_for_the_same_household_only(settings):
    settings.TRUSTED_PROXIES = 1

    def scrambled(address: str, purpose: str = "x") -> str:
        return scrambled_peer(asked(address), purpose)

    assert scrambled("192.0.2.1") == scrambled("192.0.2.1")
    assert scrambled("2001:db8::1") == scrambled("2001:db8::ffff:2")
    others = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1"]
    assert len({scrambled(each) for each in others}) == len(others)
    assert scrambled("192.0.2.1") != scrambled("192.0.2.1", "y")
    assert "192.0.2.1" not in scrambled("192.0.2.1")
    # The same peer, as a server that listens on both kinds of addresses calls it.
    assert scrambled("::ffff:192.0.2.1") == scrambled("192.0.2.1")


def test_a_scrambled_network_is_the_same_for_all_its_peers(settings):
    settings.TRUSTED_PROXIES = 1

    def scrambled(address: str) -> str:
        return scrambled_network(asked(address), "x")

    assert scrambled("192.0.2.1") == scrambled("192.0.2.255") == scrambled("::ffff:192.0.2.7")
    assert scrambled("2001:db8::1") == scrambled("2001:db8::ffff:2")
    others = ["192.0.2.1", "192.0.3.1", "2001:db8::1", "2001:db8:0:1::1"]
    assert len({scrambled(each) for each in others}) == len(others)
    assert scrambled_network(asked(direct=""), "x") != scrambled("192.0.2.1")
    assert scrambled("fe80::1%eth0") == scrambled("fe80::2")
