"""A client is who our own outermost proxy saw, whatever the client says of itself."""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.test import RequestFactory

from cms.proxies import BehindProxy, last_trusted_hop


@pytest.mark.parametrize(
    ("proxies", "header", "hop"),
    [
        (1, "for=192.0.2.1;proto=https", ("192.0.2.1", "https")),
        (1, 'FOR="192.0.2.1" ; Proto="HTTPS"', ("192.0.2.1", "https")),
        (1, "for=192.0.2.1:4711;proto=http;host=x;by=_me", ("192.0.2.1", "http")),
        (1, 'for="[2001:DB8::1]:4711";proto=https', ("2001:db8::1", "https")),
        (1, 'for="2001:DB8::1"', ("2001:db8::1", "")),
        (1, 'for="::ffff:192.0.2.1"', ("192.0.2.1", "")),
        (1, "proto=https", ("", "https")),
        # The client wrote what stands left of what our proxies wrote.
        (1, "for=203.0.113.9;proto=https, for=192.0.2.1;proto=http", ("192.0.2.1", "http")),
        (2, "for=6.6.6.6, for=192.0.2.1;proto=https, for=10.0.0.2", ("192.0.2.1", "https")),
        (1, 'for="6.6.6.6, for=192.0.2.1;proto=http', ("192.0.2.1", "http")),
        # A header of fewer proxies than we have did not come by them.
        (2, "for=192.0.2.1;proto=https", ("", "")),
        (1, "", ("", "")),
        # Nonsense, and what could be read in two ways, is read in none.
        (1, "for=192.0.2.1;for=6.6.6.6;proto=https", ("", "")),
        (1, 'for=192.0.2.1;host="x, for=6.6.6.6";proto=https', ("", "")),
        (1, 'for="6.6.6.6\\";proto=https', ("", "")),
        (1, "for=192.0.2.1;proto=https,", ("", "")),
        (1, "for=unknown;proto=https", ("", "https")),
        (1, "for=_hidden;proto=wss", ("", "")),
        (1, "for=1.2.3;proto=https", ("", "https")),
        (1, "for=١.٢.٣.٤;proto=https", ("", "")),
        (1, "192.0.2.1", ("", "")),
        (1, "x" * 2_000 + ", for=192.0.2.1;proto=https", ("192.0.2.1", "https")),
        (1, "for=192.0.2.1;proto=https" + " " * 2_000, ("", "")),
        (1, "for=192.0.2.1;proto=https;" * 3_000, ("", "")),
    ],
)
def test_the_last_trusted_hop_counts(proxies, header, hop):
    assert last_trusted_hop(header, proxies) == hop


def seen(**meta) -> tuple[str, str]:
    """Address and scheme of a request as all behind the middleware see it."""
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **meta)
    return BehindProxy(lambda each: (each.META["REMOTE_ADDR"], each.scheme))(request)


def test_no_other_header_is_read(settings, caplog):
    settings.TRUSTED_PROXIES = 1
    forged = {
        "HTTP_X_FORWARDED_FOR": "6.6.6.6", "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_REAL_IP": "6.6.6.6", "HTTP_X_FORWARDED_SSL": "on", "wsgi.url_scheme": "https",
    }  # fmt: skip
    assert seen(**forged) == ("10.0.0.1", "http")
    assert "without a header Forwarded" in caplog.text
    told = {"HTTP_FORWARDED": "for=192.0.2.1;proto=https"}
    assert seen(**forged, **told) == ("192.0.2.1", "https")


def test_what_is_missing_is_said_once(settings, caplog):
    settings.TRUSTED_PROXIES = 1
    behind = BehindProxy(lambda request: None)
    for _request in range(3):
        behind(RequestFactory().get("/"))
    assert len(caplog.records) == 1


def test_without_a_proxy_no_header_is_read_at_all(settings):
    settings.TRUSTED_PROXIES = 0
    with pytest.raises(MiddlewareNotUsed):
        BehindProxy(None)
