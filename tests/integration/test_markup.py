"""The HTML of every kind of page: what is ours in it, and what its parts are called."""

import re

import pytest

pytestmark = pytest.mark.django_db

OURS = re.compile(r"<[^>]*\s(hx-[\w-]+)")
PAGES = [
    "/", "/programs/", "/programs/?place=ohio", "/programs/?credential=master&place=guam",
    "/places/", "/places/ohio/", "/search/?q=ohio", "/announcements/", "/overview/", "/freshness/",
    "/suggest/", "/data/", "/api/directory/v1/docs", "/no/",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_attributes_that_html_does_not_know_begin_with_data(client, path, headers):
    html = client.get(path, headers=headers).content.decode()
    assert OURS.findall(html) == []
    if path in ("/programs/", "/search/?q=ohio"):
        assert " data-hx-target=" in html
