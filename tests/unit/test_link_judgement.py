"""What an answer means. No network, no database."""

import pytest

from directory.links import soft404
from directory.links.addresses import parse as address
from directory.links.connections import Answer
from directory.links.fetching import Conditions, Fault, Fetched
from directory.links.judging import conditions_of, judge
from directory.links.pages import Page, parse
from directory.models.links import Link

URL = "https://example.org/certification/levels"
HTML = {"content-type": "text/html; charset=utf-8"}
WORDS = "Public librarians need twenty hours of continuing education every two years. " * 2
Result, State = Link.Result, Link.State


def html(title: str = "Levels", body: str = WORDS) -> bytes:
    return f"<title>{title}</title><h1>Levels</h1><p>{body}</p>".encode()


def fetched(status: int = 200, body: bytes = b"", final: str = URL, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(URL, final, Answer(status, {**HTML, **named}, body or html()))


def nothing_beside(url: str) -> Fetched:
    return Fetched(url, url, Answer(404, HTML))


def ruled(answer: Fetched, link: Link | None = None, ask=nothing_beside):
    return judge(link or Link(url=URL), answer, ask)


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
        (Fault.REFUSED, Result.REFUSED, None),
        (Fault.EXCLUDED, Result.EXCLUDED, None),
        (Fault.DNS, Result.DNS_FAULT, False),
        (Fault.TLS, Result.TLS_FAULT, False),
        (Fault.TIMEOUT, Result.SLOW, False),
        (Fault.CONNECTION, Result.NO_CONNECTION, False),
        (Fault.LOOP, Result.LOOP, False),
    ],
)
def test_a_fault_has_its_result(fault, result, works):
    verdict = ruled(Fetched(URL, URL, fault=fault))
    assert (verdict.result, verdict.works) == (result, works)


def test_a_server_that_answers_those_who_do_not_verify_it_is_for_a_person_to_look_at():
    answer = Fetched(URL, URL, fault=Fault.TLS, detail="expired", answers_unverified=True)
    verdict = ruled(answer)
    assert (verdict.result, verdict.works) == (Result.TLS_FAULT, None)
    assert verdict.detail == "expired; the server does answer."


def test_a_loop_that_wants_cookies_is_blocked():
    verdict = ruled(Fetched(URL, URL, fault=Fault.LOOP, wants_cookies=True))
    assert (verdict.result, verdict.works) == (Result.BLOCKED, None)


def test_nothing_is_said_of_a_host_at_rest():
    with pytest.raises(ValueError, match="RESTING"):
        ruled(Fetched(URL, URL, fault=Fault.RESTING))


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
    assert judge(link, fetched(), nothing_beside).result == Result.OK


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
    ("asked", "final", "up"),
    [
        ("/a/b/c.html", "/", True), ("/a/b/c.html", "/a/", True), ("/a/b", "/home", True),
        ("/a", "/", True), ("/a", "/index.html", True),
        ("/", "/", False), ("/index.html", "/", False), ("/a/", "/a", False),
        ("/a/default.aspx", "/a", False), ("/a", "/b", False), ("/a", "/a/b", False),
        ("/", "/en/", False),
    ],
)  # fmt: skip
def test_a_redirect_to_a_shorter_path_is_a_sign(asked, final, up):
    site = "https://example.org"
    assert (
        soft404.is_sent_up(address(site + asked), address("https://www.example.org" + final)) is up
    )


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
        assert soft404.says_not_found(page)
    assert not soft404.says_not_found(Page(lines=(words,)))
    verdict = ruled(fetched(body=html(words)))
    assert (verdict.result, verdict.works) == (Result.SOFT_404, False)


@pytest.mark.parametrize(
    "words",
    [
        "Section 404 of the Act", "House Bill 404", "HB 404: libraries", "404 Main Street Library",
        "Page found", "Home page", "What to do when a book is not available",
        "La página de la biblioteca", "Page d'accueil", "Grants not found elsewhere",
    ],
)  # fmt: skip
def test_other_words_are_no_sign(words):
    assert not soft404.says_not_found(Page(title=words))


def test_a_path_that_nobody_made_answering_the_same_text_is_a_sign():
    asked = []

    def same(url: str) -> Fetched:
        asked.append(url)
        return Fetched(url, url, Answer(200, HTML, html()))

    assert ruled(fetched(), ask=same).result == Result.SOFT_404
    assert asked[0].startswith("https://example.org/certification/")
    assert asked[0] != URL


def test_the_path_repeated_in_the_text_hides_nothing():
    def echo(url: str) -> Fetched:
        return Fetched(url, url, Answer(200, HTML, html(body=f"{WORDS} {url}")))

    assert ruled(fetched(body=html(body=f"{WORDS} {URL}")), ask=echo).result == Result.SOFT_404


def test_a_page_with_hardly_any_words_is_not_compared():
    def same(url: str) -> Fetched:
        return Fetched(url, url, Answer(200, HTML, html(body="Loading")))

    assert ruled(fetched(body=html(body="Loading")), ask=same).result == Result.OK


def test_no_path_is_tried_beside_the_root_or_a_page_whose_words_are_known():
    def never(url: str) -> Fetched:
        raise AssertionError(url)

    root = Fetched("https://example.org/", "https://example.org/", Answer(200, HTML, html()))
    assert judge(Link(url="https://example.org/"), root, never).result == Result.OK
    known = Link(url=URL, state=State.OK, text_hash=parse(html().decode()).text_hash)
    assert judge(known, fetched(), never).result == Result.OK
