"""Any query string or address gets 2xx, 3xx or 4xx, and a page that says what to do."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.starting_content import count

pytestmark = pytest.mark.django_db

PATHS = [
    "/", "/programs/", "/certification/", "/other-resources/", "/colleague-connection/",
    "/announcements/", "/places/", "/search/", "/institutions/", "/programs/list.json",
    "/programs/list.csv", "/programs/list.atom", "/overview/",
]  # fmt: skip
NASTY = [
    "\x00", '"', "'; DROP TABLE x; --", "a" * 10_000, "(" * 500, "\ud800", "²", "١", "-1", "+1",
    "99999999999999999999", "1e9", "<script>alert(1)</script>", "{{7*7}}", "../../etc/passwd",
    "%00", "ohio\x00", "‮abc", "🐈" * 300, " ", "\r\nX: y", "NaN", "[]", "__all__",
]  # fmt: skip
NAMES = ["q", "page", "sort", "place", "credential", "per_page", "x[]", "institution__place__code",
         "utm_source", "year", "kind"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("value", NASTY)
def test_nasty_values_never_break_a_page(client, path, value):
    encoded = quote(value.encode("utf-8", "surrogatepass"))
    query = "&".join(f"{name}={encoded}" for name in NAMES)
    for headers in ({}, {"HX-Request": "true", "HX-Current-URL": f"http://testserver/?{query}"}):
        response = client.get(f"{path}?{query}", headers=headers)
        assert response.status_code in (200, 302, 400, 404)
        if response["Content-Type"].startswith("text/html"):
            assert b"<script>alert" not in response.content


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    path=st.sampled_from(PATHS),
    query=st.text(max_size=80),
    headers=st.fixed_dictionaries(
        {},
        optional={
            "HX-Request": st.sampled_from(["true", "false", "x"]),
            "HX-Current-URL": st.text(
                alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40
            ),
            "Referer": st.text(
                alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40
            ),
            "If-None-Match": st.sampled_from(["*", '"x"', "W/", ","]),
        },
    ),
)
def test_random_questions_never_break_a_page(client, path, query, headers):
    encoded = quote(query.encode("utf-8", "surrogatepass"), safe="=&+%[];:@/?")
    response = client.get(f"{path}?{encoded}", headers=headers)
    assert response.status_code < 500


@pytest.mark.parametrize(
    "path",
    ["/programs/nope/", "/programs/%00/", "/places/atlantis/", "/programs/list.xml", "/%ff/",
     "/programs/a/b/c/", "/nope/list.csv", "/" + "a/" * 300, "/programs//", "/associations/nope/"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_gets_a_page_that_helps(client, path):
    response = client.get(path, follow=True)
    assert response.status_code == 404
    assert b"All states and provinces" in response.content


@pytest.mark.parametrize("path", ["../../center.sqlite3", "%2e%2e/secret-key", "nope.jpg"])
def test_no_file_outside_the_pictures_is_given_out(client, path):
    assert client.get(f"/media/images/{path}").status_code in (400, 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", PATHS)
def test_reading_pages_take_nothing_but_reading(client, method, path):
    assert getattr(client, method)(path).status_code == 405


def test_a_bad_value_is_left_out_with_a_note(client):
    """Rule 5."""
    response = client.get("/programs/?place=atlantis&page=-1&x[]=1")
    assert response.status_code == 200
    html = response.content.decode()
    assert "“atlantis” is not a value" in html
    assert "no page “-1”" in html
    assert f"{count('programs')} programs" in html


def test_more_than_fifty_values_are_cut_with_a_note(client):
    query = "&".join(f"topic=t{number}" for number in range(60))
    response = client.get(f"/other-resources/?{query}")
    assert response.status_code == 200
    assert "Only the first 50 values" in response.content.decode()
