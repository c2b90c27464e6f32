"""The site that the tests of links ask, and addresses that it must not lead to."""

import pytest

from tests.directory.links.link_site import Site

INNER = ["10.0.0.7", "192.168.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1"]


@pytest.fixture
def site():
    with Site() as site:
        yield site
