"""One household is one peer, and nobody reads its address from what is kept of it."""

from django.test import RequestFactory

from directory.web.peers import scrambled_network, scrambled_peer


def asked(address: str):
    return RequestFactory().get("/", REMOTE_ADDR=address)


def test_a_scrambled_peer_is_the_same_for_the_same_household_only():
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


def test_a_scrambled_network_is_the_same_for_all_its_peers():
    def scrambled(address: str) -> str:
        return scrambled_network(asked(address), "x")

    assert scrambled("192.0.2.1") == scrambled("192.0.2.255") == scrambled("::ffff:192.0.2.7")
    assert scrambled("2001:db8::1") == scrambled("2001:db8::ffff:2")
    others = ["192.0.2.1", "192.0.3.1", "2001:db8::1", "2001:db8:0:1::1"]
    assert len({scrambled(each) for each in others}) == len(others)
    assert scrambled_network(asked(""), "x") != scrambled("192.0.2.1")
    assert scrambled("fe80::1%eth0") == scrambled("fe80::2")
