"""What the center knows nothing of, worth and where a reader is: told, and not searched for."""

import re

import pytest

from directory.catalog.directories import DIRECTORIES
from directory.listings.listing import Listing

pytestmark = pytest.mark.django_db


def notes(html: str) -> str:
    return " ".join(re.findall(r'<p class="note">(.*?)</p>', html))


@pytest.mark.parametrize("path", ["/search/", "/programs/"])
@pytest.mark.parametrize("word", ["best", "Cheapest", "top", "highest", "meilleur", "mejores"])
def test_a_superlative_is_told_and_not_searched_for(client, path, word):
    html = client.get(path, {"q": f"{word} library technician certificate"}).content.decode()
    assert f"Nothing here is ranked, so this was left out: {word.lower()}." in notes(html)
    plain = client.get(path, {"q": "library technician certificate"}).content.decode()
    counts = [re.search(r'id="results-title">\s*([^<]*)<', page)[1] for page in (html, plain)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("q", ["best", "best practices", '"top of the class"', "TOP"])
def test_a_superlative_is_a_word_alone_in_quotes_and_before_practices(client, q):
    assert "ranked" not in notes(client.get("/search/", {"q": q}).content.decode())


@pytest.mark.parametrize(
    ("q", "said"),
    [("library classes near me", "near me"), ("Nearby programs?", "Nearby"),
     ("cursos cerca de mí", "cerca de mí"), ("cours près de chez moi", "près de chez moi")],
)  # fmt: skip
def test_who_asks_for_what_is_near_is_told_to_name_the_state(client, q, said):
    told = f"The center does not know where you are, so “{said}” was left out."
    assert told in notes(client.get("/search/", {"q": q}).content.decode())
    assert any(told in note for note in Listing(DIRECTORIES["programs"], {"q": q}).told)


def test_what_is_near_alone_is_searched_for(client):
    assert "know where" not in notes(client.get("/search/", {"q": "near me"}).content.decode())
