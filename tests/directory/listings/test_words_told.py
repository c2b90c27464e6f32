"""Whatever a page says of the words that it searched is said in every other format of the list."""

from urllib.parse import unquote

import pytest
from defusedxml import ElementTree

from directory.changes import history

pytestmark = pytest.mark.django_db

QUESTION = "xylophone certificte"  # of no entry; misspelt
LEFT_OUT = "Nothing has all of these words. Left out: xylophone."
INSTEAD = "You typed xylophone certificte."


def told_in(client, kind: str, q: str) -> str:
    response = client.get(f"/programs/{kind}", {"q": q})
    assert response.status_code == 200
    if kind == "list.csv":
        return unquote(response.get("Notes", ""))
    if kind.endswith(".atom"):
        root = ElementTree.fromstring(response.content)
        return root.findtext("a:subtitle", "", {"a": "http://www.w3.org/2005/Atom"})
    if kind.endswith("feed.json"):
        return response.json().get("description", "")
    if kind == "list.json":
        return " ".join(response.json()["notes"])
    return words_of(response)


def words_of(twin) -> str:
    """What a twin says, without its emphasis."""
    return twin.content.decode().replace("*", "")


@pytest.mark.parametrize("kind", ["list.csv", "list.json", "list.atom", "list.feed.json",
                                  "changes.atom", "changes.feed.json", "index.md"])  # fmt: skip
def test_words_left_out_and_put_right_are_told(client, kind):
    history.begin()
    told = told_in(client, kind, QUESTION)
    assert LEFT_OUT in told
    assert INSTEAD in told
    plain = told_in(client, kind, "certificate")
    assert "Left out" not in plain
    assert "You typed" not in plain
    if kind != "index.md":
        assert plain == ""


def test_the_header_of_a_csv_file_is_text_that_any_program_can_read(client):
    response = client.get("/programs/list.csv", {"q": 'certifícte "100%"'})
    notes = response["Notes"]
    assert notes.isascii()
    assert notes.startswith('%"')
    assert notes.endswith('"')
    assert "Notes" in response["Access-Control-Expose-Headers"]
    assert 'You typed certifícte "100%".' in unquote(notes)


@pytest.mark.parametrize("letter", ["ж", "学", "𐍈"])
def test_no_search_makes_a_header_that_a_proxy_would_not_take(client, letter):
    response = client.get("/programs/list.csv", {"q": f"{letter * 90} certificte {letter * 95}"})
    assert 0 < len(response["Notes"]) < 1400
    assert unquote(response["Notes"], errors="strict").endswith('…"')


def test_an_embed_says_it_too(client):
    html = client.get("/embed/programs/", {"q": QUESTION}).content.decode()
    assert LEFT_OUT in html
    assert INSTEAD in html


def test_the_twin_of_all_places_says_it_too(client):
    twin = words_of(client.get("/places/index.md", {"q": "xylophone ohio"}))
    assert LEFT_OUT in twin
    assert "[Ohio]" in twin


def test_the_twin_of_the_search_says_what_its_page_says(client):
    twin = words_of(client.get("/search/index.md", {"q": "libary technican"}))
    page = client.get("/search/", {"q": "libary technican"}).content.decode()
    assert "You typed" in page
    assert "You typed libary technican." in twin
    twin = words_of(client.get("/search/index.md", {"q": "xylophone certificate"}))
    assert "Left out: xylophone." in twin
    assert client.get("/search/index.md", {"q": "x" * 300}).status_code == 400
