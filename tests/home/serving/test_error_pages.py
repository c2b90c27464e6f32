"""The pages for what goes wrong: they say what to do, and need nothing that may be broken."""

import re

import pytest
from django.template.loader import render_to_string

from home.serving import pages


@pytest.mark.django_db
def test_a_failure_of_ours_is_said_in_words_that_help(client, monkeypatch):
    def fails(*args):
        raise RuntimeError("secret")

    monkeypatch.setattr(pages, "answer", fails)
    client.raise_request_exception = False
    response = client.get("/programs/")
    html = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side" in html
    assert "secret" not in html
    assert re.search(r'<a href="">\s*Try the same page again', html)
    assert '<a class="wordmark" href="/">' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/programs/kent-state/", "kent state"),
        ("/old/Library_Support.htm", "library support"),
        ("/nowhere/%22%3E%3Cscript%3E/", "script"),
        ("/%00/", ""),
        ("/" + "x" * 900 + "/", "x" * 200),
    ],
)
def test_an_address_that_leads_nowhere_is_ready_to_be_searched_for(client, path, words):
    response = client.get(path)
    assert response.status_code == 404
    assert f'id="lost-q" name="q" value="{words}"' in response.content.decode()


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "413", "429", "500", "503"])
def test_a_plain_page_is_drawn_without_database_and_request(status):
    html = render_to_string(f"{status}.html")
    assert "Library Support Staff" in html
    assert re.search(r"<h1>\s*\w+", html)
    assert "Go to the welcome page" in html
