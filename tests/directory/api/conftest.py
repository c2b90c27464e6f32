"""What the tests of the directory API share: where it is, and how to ask it."""

from urllib.parse import urlencode

import pytest
from django.core.cache import cache

ROOT = "/api/directory/v1/"


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def ask(client):
    """Ask a collection; the answer as data."""

    def asked(path: str, params=(), status: int = 200, **headers) -> dict:
        response = client.get(ROOT + path, params or None, headers=headers)
        assert response.status_code == status, response.content
        return response.json()

    return asked


def all_slugs(client, name: str, pairs: list[tuple[str, str]]) -> list[str]:
    """Every slug of a list, by following its links."""
    url = f"{ROOT}{name}?{urlencode([*pairs, ('fields', 'slug'), ('per_page', '500')])}"
    found = []
    while url:
        body = client.get(url).json()
        found += [item["slug"] for item in body["data"]]
        url = body["links"]["next"]
    assert len(found) == body["meta"]["total"]
    return found
