"""What tells a page that is gone although its server says that it is there."""

import pytest

from directory.links import soft404
from directory.links.addresses import parse as address
from directory.links.connections import Response
from directory.links.fetching import Fetched
from directory.links.pages import Page, parse
from directory.links.verdicts import verdict_on
from directory.models.links import Link
from tests.directory.links.answers import HTML, URL, WORDS, fetched, html, nothing_beside, ruled

Result, State = Link.Result, Link.State


@pytest.mark.parametrize(
    ("asked", "final", "signs"),
    [
        ("/a/b/c.html", "/", 2), ("/a", "/", 2), ("/a", "/index.html", 2), ("/a.php?id=3", "/", 2),
        ("/a/b/c.html", "/a/", 1), ("/a/b", "/home", 1), ("/law.html?id=12", "/?section=12", 1),
        ("/sites/dl/files/2019/certification.htm", "/certification", 1),
        ("/", "/", 0), ("/index.html", "/", 0), ("/a/", "/a", 0),
        ("/a/default.aspx", "/a", 0), ("/a", "/b", 0), ("/a", "/a/b", 0),
        ("/", "/en/", 0),
    ],
)  # fmt: skip
def test_a_redirect_to_a_shorter_path_is_a_sign_and_to_the_root_is_two(asked, final, signs):
    end = "https://www.example.org" + final
    assert soft404.sent_up_signs(address("https://example.org" + asked), address(end)) == signs
    verdict = verdict_on(
        Link(url="https://example.org" + asked),
        Fetched(URL, end, Response(200, HTML, html())),
        nothing_beside,
    )
    assert verdict.works is {0: True, 1: None, 2: False}[signs]


def test_the_root_of_another_site_may_be_where_it_lives_now():
    moved = address("https://library.example.org/")
    assert soft404.sent_up_signs(address("https://example.org/library"), moved) == 1


@pytest.mark.parametrize(
    "words",
    [
        "Page not found", "Page Not Found | State Library", "404", "Error 404", "HTTP 404",
        "404 - File or directory not found.", "Not Found", "State Library - 404",
        "The page cannot be found", "The page you requested could not be found",
        "We can’t find the page you're looking for", "This page doesn’t exist",
        "This page no longer exists", "Sorry, this page is no longer available",
        "Oops! That page can’t be found.", "The requested URL was not found on this server",
        "Página no encontrada", "La página no existe", "No se encontró la página",
        "No se ha encontrado la página", "La página que busca ya no existe",
        "La página solicitada no se ha encontrado", "La página que busca no está disponible",
        "Page introuvable", "Page non trouvée", "La page demandée n’existe pas",
        "La page n'a pas été trouvée", "Cette page n'est plus disponible", "Erreur 404",
    ],
)  # fmt: skip
def test_words_for_a_missing_page_are_a_sign_in_title_or_heading(words):
    for page in (Page(title=words), Page(title="Library", headings=("Menu", words))):
        assert soft404.not_found_signs(page) == 2
    assert soft404.not_found_signs(Page(lines=(words,))) == 0
    verdict = ruled(fetched(body=html(words)))
    assert (verdict.result, verdict.works) == (Result.SOFT_404, False)


@pytest.mark.parametrize(
    "words",
    [
        "Section 404 of the Act", "House Bill 404", "HB 404: libraries", "404 Main Street Library",
        "Page found", "Home page", "What to do when a book is not available",
        "La página de la biblioteca", "Page d'accueil", "Grants not found elsewhere",
        "Article not found? Use interlibrary loan", "Article not found?",
        "What to do when a resource cannot be found", "If the page cannot be found",
        "¿Página no encontrada? Pida un préstamo", "Qué hacer cuando la página no existe",
        "Page introuvable ? Le prêt entre bibliothèques", "Que faire si la page n’existe plus",
    ],
)  # fmt: skip
def test_other_words_are_no_sign(words):
    assert soft404.not_found_signs(Page(title=words)) == 0


LIVING = [
    "Article not found? Use interlibrary loan",
    "What to do when a resource cannot be found",
    "Content is not available to the public: records law",
    "This content is not available outside the library",
    "Articles and documents that were not found in the catalog",
    "¿No encontró la página o el artículo? Pida un préstamo interbibliotecario",
    "La página impresa no está disponible en préstamo",
    "Page du registre introuvable dans les archives: que faire",
    "Une page du manuscrit n'est plus disponible",
]


@pytest.mark.parametrize("words", LIVING)
def test_a_living_page_that_talks_of_such_things_is_never_gone(words):
    for title in (words, f"{words} | State Library", "State Library"):
        body = f"<title>{title}</title><h1>{words}</h1><p>{WORDS * 4}</p><h2>Not found</h2>"
        assert ruled(fetched(body=body.encode())).works is not False


DEAD = [
    ("Page not found - State Library", "We're sorry", "Try the search. " * 200),
    ("State Library", "404", "Home. Services. About us. " * 100),
    ("Error 404: Not Found", "State Library", "Menu " * 500),
    ("State Library", "The page you requested cannot be found", "It may have moved."),
    ("Página no encontrada | Biblioteca", "Biblioteca", "Inicio. Servicios. " * 100),
    ("Biblioteca", "La página que busca ya no existe", "Vuelva al inicio."),
    ("Bibliothèque", "Erreur 404", "Accueil. Services. " * 100),
    ("Bibliothèque", "La page demandée n’existe plus", "Retournez à l'accueil."),
]


@pytest.mark.parametrize(("title", "heading", "text"), DEAD)
def test_a_page_that_says_little_else_or_a_bare_status_is_gone(title, heading, text):
    body = f"<title>{title}</title><h1>{heading}</h1><p>{text}</p>"
    verdict = ruled(fetched(body=body.encode()))
    assert (verdict.result, verdict.works) == (Result.SOFT_404, False)


def test_two_different_signs_are_enough():
    words = "Content is not available to the public"
    body = f"<title>{words}</title><h1>Law</h1><p>{WORDS * 4}</p>".encode()

    def same(url: str) -> Fetched:
        return Fetched(url, url, Response(200, HTML, body))

    alone = ruled(fetched(body=body))
    assert (alone.result, alone.works) == (Result.DOUBTFUL, None)
    assert alone.detail == "The page says that it was not found."
    up = ruled(fetched(body=body, final="https://example.org/law"))
    beside = ruled(fetched(body=body), ask=same)
    assert up.result == beside.result == Result.SOFT_404
    assert beside.detail == (
        "The page says that it was not found. An address that nobody made answers the same text."
    )


def test_a_path_that_nobody_made_answering_the_same_text_is_a_sign():
    asked = []

    def same(url: str) -> Fetched:
        asked.append(url)
        return Fetched(url, url, Response(200, HTML, html()))

    verdict = ruled(fetched(), ask=same)
    assert (verdict.result, verdict.works) == (Result.DOUBTFUL, None)
    assert asked[0].startswith("https://example.org/certification/")
    assert asked[0] != URL


def test_the_path_repeated_in_the_text_hides_nothing():
    def echo(url: str) -> Fetched:
        return Fetched(url, url, Response(200, HTML, html(body=f"{WORDS} {url}")))

    assert ruled(fetched(body=html(body=f"{WORDS} {URL}")), ask=echo).result == Result.DOUBTFUL


def test_a_page_with_hardly_any_words_is_not_compared():
    def same(url: str) -> Fetched:
        return Fetched(url, url, Response(200, HTML, html(body="Loading")))

    assert ruled(fetched(body=html(body="Loading")), ask=same).result == Result.OK


def test_no_path_is_tried_beside_the_root_or_a_page_whose_words_are_known():
    def never(url: str) -> Fetched:
        raise AssertionError(url)

    root = Fetched("https://example.org/", "https://example.org/", Response(200, HTML, html()))
    assert verdict_on(Link(url="https://example.org/"), root, never).result == Result.OK
    known = Link(url=URL, state=State.OK, text_hash=parse(html().decode()).text_hash)
    assert verdict_on(known, fetched(), never).result == Result.OK
