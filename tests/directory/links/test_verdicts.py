"""What an answer means. No network, no database."""

import pytest

from directory.links import soft404
from directory.links.addresses import parse as address
from directory.links.connections import Response
from directory.links.fetching import Conditions, Fetched, FetchFault
from directory.links.pages import Page, parse
from directory.links.verdicts import conditions_of, verdict_on
from directory.models.links import Link

URL = "https://example.org/certification/levels"
HTML = {"content-type": "text/html; charset=utf-8"}
WORDS = "Public librarians need twenty hours of continuing education every two years. " * 2
Result, State = Link.Result, Link.State


def html(title: str = "Levels", body: str = WORDS) -> bytes:
    return f"<title>{title}</title><h1>Levels</h1><p>{body}</p>".encode()


def fetched(status: int = 200, body: bytes = b"", final: str = URL, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(URL, final, Response(status, {**HTML, **named}, body or html()))


def nothing_beside(url: str) -> Fetched:
    return Fetched(url, url, Response(404, HTML))


def ruled(answer: Fetched, link: Link | None = None, ask=nothing_beside):
    return verdict_on(link or Link(url=URL), answer, ask)


# --- One answer -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "result", "works"),
    [
        (200, Result.OK, True), (206, Result.OK, True),
        (401, Result.BLOCKED, None), (403, Result.BLOCKED, None), (405, Result.BLOCKED, None),
        (406, Result.BLOCKED, None), (429, Result.BLOCKED, None), (451, Result.BLOCKED, None),
        (999, Result.BLOCKED, None),
        (404, Result.GONE, False), (410, Result.GONE, False),
        (500, Result.SERVER_ERROR, False), (503, Result.SERVER_ERROR, False),
        (599, Result.SERVER_ERROR, False), (300, Result.SERVER_ERROR, False),
    ],
)  # fmt: skip
def test_a_status_has_its_result(status, result, works):
    verdict = ruled(fetched(status))
    assert (verdict.result, verdict.works, verdict.http_status) == (result, works, status)


@pytest.mark.parametrize(
    ("fault", "result", "works"),
    [
        (FetchFault.REFUSED, Result.REFUSED, None),
        (FetchFault.EXCLUDED, Result.EXCLUDED, None),
        (FetchFault.DNS, Result.DNS_FAULT, False),
        (FetchFault.TLS, Result.TLS_FAULT, False),
        (FetchFault.TIMEOUT, Result.SLOW, False),
        (FetchFault.CONNECTION, Result.NO_CONNECTION, False),
        (FetchFault.LOOP, Result.LOOP, False),
    ],
)
def test_a_fault_has_its_result(fault, result, works):
    verdict = ruled(Fetched(URL, URL, fault=fault))
    assert (verdict.result, verdict.works) == (result, works)


def test_a_server_that_answers_those_who_do_not_verify_it_is_for_a_person_to_look_at():
    answer = Fetched(URL, URL, fault=FetchFault.TLS, detail="expired", answers_unverified=True)
    verdict = ruled(answer)
    assert (verdict.result, verdict.works) == (Result.TLS_FAULT, None)
    assert verdict.detail == "expired; the server does answer."


def test_a_loop_that_wants_cookies_is_blocked():
    verdict = ruled(Fetched(URL, URL, fault=FetchFault.LOOP, wants_cookies=True))
    assert (verdict.result, verdict.works) == (Result.BLOCKED, None)


def test_nothing_is_said_of_a_host_at_rest():
    with pytest.raises(ValueError, match="RESTING"):
        ruled(Fetched(URL, URL, fault=FetchFault.RESTING))


@pytest.mark.parametrize(
    "answer",
    [
        fetched(200, html("Just a moment...")),
        fetched(403, html("Attention Required! | Cloudflare")),
        fetched(503, html("Just a moment...")),
        fetched(200, html("Access denied")),
        fetched(200, html("Access to this page has been denied")),
        fetched(200, html("Pardon Our Interruption")),
        fetched(200, html("Are you a robot?")),
        fetched(200, html(), cf_mitigated="challenge"),
        fetched(202, html(), x_amzn_waf_action="challenge"),
        fetched(200, b"<iframe src='/_Incapsula_Resource?x'></iframe>"),
    ],
)
def test_a_bot_wall_is_blocked_whatever_its_status(answer):
    assert ruled(answer).result == Result.BLOCKED


@pytest.mark.parametrize("title", ["Access to libraries", "A moment in history", "Human resources"])
def test_a_page_about_such_things_is_no_bot_wall(title):
    assert ruled(fetched(200, html(title))).result == Result.OK


def test_a_redirect_is_told_with_its_end():
    verdict = ruled(fetched(final="https://example.org/certification/levels-and-fees"))
    assert verdict.result == Result.REDIRECTED
    assert verdict.works is True
    assert verdict.final_url == "https://example.org/certification/levels-and-fees"


def test_an_address_that_differs_in_spelling_alone_is_not_redirected():
    link = Link(url="https://EXAMPLE.org/certification/levels")
    assert verdict_on(link, fetched(), nothing_beside).result == Result.OK


def test_validators_that_no_header_may_hold_are_not_kept():
    verdict = ruled(fetched(etag="“x”", last_modified="Sun, 03 May 2026 12:00:00 GMT"))
    assert verdict.etag == ""
    assert verdict.last_modified == "Sun, 03 May 2026 12:00:00 GMT"


def test_validators_go_to_the_address_they_came_from_and_only_while_all_is_well():
    link = Link(url=URL, state=State.OK, etag='"1"', final_url="https://example.org/b")
    conditions = conditions_of(link)
    assert conditions.headers("https://example.org/b") == {"If-None-Match": '"1"'}
    assert conditions.headers(URL) == {}
    for state in (State.UNCHECKED, State.SUSPECT, State.BROKEN, State.UNKNOWN):
        assert conditions_of(Link(url=URL, state=state, etag='"1"')) is None
    assert Conditions().headers(URL) == {}


def test_not_modified_is_ok():
    link = Link(url=URL, state=State.OK, etag='"1"', text_hash="x")
    verdict = ruled(fetched(304, b" "), link)
    assert (verdict.result, verdict.works, verdict.etag) == (Result.OK, True, '"1"')


# --- Soft 404 -------------------------------------------------------------------------------------


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
