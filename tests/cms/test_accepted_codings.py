"""What a client accepts, in the names of the codings that we have."""

import pytest

from cms.middleware import accepted_codings


@pytest.mark.parametrize(
    ("header", "accepted"),
    [("gzip, deflate, br, zstd", "br, gzip"), ("GZIP", "gzip"), ("br", "br"), ("", ""),
     ("x-gzip", "gzip"), ("identity", ""), ("brotli", ""), ("deflate;q=1", ""),
     ("br;q=0, gzip", "gzip"), ("gzip;q=0", ""), ("gzip;q=0.000, br ; q=0.001", "br"),
     ("br;q=1.0,gzip;q=0.5", "br, gzip"), ("*", "br, gzip"), ("*;q=0", ""), ("br;q=0, *", "gzip"),
     ("gzip, *;q=0", "gzip"), ("gzip;q=\u0661", ""), (",;,=;q", ""), ("br" * 4000, "")],
)  # fmt: skip
def test_what_is_refused_is_not_accepted_and_a_star_is_all_that_is_not_named(header, accepted):
    assert accepted_codings(header) == accepted
