"""What is kept of answers, and what never is."""

import gzip
import random
from collections import Counter
from urllib.parse import urlencode

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from wagtail.models import Page

from directory.catalog.directories import DIRECTORIES
from directory.models import Program, Stamp
from directory.web import caching
from directory.web.kept import HEADERS, AnswerCache
from home.pages.published import published_pages
from home.pages.routes import routes
from tests.factories import sign_in

NUMBER = 2_000
CODINGS = ["", "gzip", "br", "br, gzip"]
PAGES = [
    {},
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Current-URL": "http://testserver/programs/?q=online"},
    {"HX-History-Restore-Request": "true"},
    {"Referer": "http://testserver/programs/?delivery=online&page=2"},
    {"Referer": "http://elsewhere.example/"},
]  # fmt: skip


def text(content: str = "word " * 200, **headers: str) -> HttpResponse:
    return HttpResponse(content, content_type="text/html; charset=utf-8", headers=headers)


def test_an_answer_is_kept_packed_for_each_coding():
    kept = AnswerCache(100_000)
    for accepted in ("br, gzip", "gzip", ""):
        kept.keep("W/1", accepted, text())
    assert brotli.decompress(kept.find("W/1", "br").content) == text().content
    assert gzip.decompress(kept.find("W/1", "gzip").content) == text().content
    assert kept.find("W/1", "").content == text().content
    assert kept.find("W/1", "")["Content-Type"] == "text/html; charset=utf-8"
    assert kept.find("W/2", "br") is None


def test_what_was_asked_for_last_stays_longest():
    kept = AnswerCache(8 * (HEADERS + 1))
    for name in "abcdefgh":
        kept.keep(name, "", text("x"))
    kept.find("a", "")
    kept.keep("i", "", text("x"))
    assert [name for name in "abcdefghi" if kept.find(name, "")] == list("acdefghi")
    kept.keep("large", "", text("xx"))
    assert kept.find("large", "") is None


@pytest.mark.parametrize(
    ("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_what_is_sent_in_parts_is_kept_when_it_went(coding, unpack):
    kept = AnswerCache(10_000)
    for name, number in (("short", 3), ("long", 2_000)):
        response = StreamingHttpResponse(
            (b"word " * 20 for _ in range(number)), content_type="text/csv"
        )
        kept.keep(name, coding, response)
        assert kept.find(name, coding) is None
        assert unpack(b"".join(response)) == b"word " * 20 * number
    assert unpack(kept.find("short", coding).content) == b"word " * 60
    response = StreamingHttpResponse(b"word " * 20 for _ in range(2_000))
    kept.keep("plain", "", response)
    assert len(b"".join(response)) == 200_000
    assert kept.find("plain", "") is None


@pytest.mark.parametrize("size", [0, 100_000])
def test_nothing_of_one_reader_is_kept(size):
    kept = AnswerCache(size)
    with_cookie = text()
    with_cookie.set_cookie("a", "b")
    refused = text()
    refused.status_code = 404
    for response in (with_cookie, refused, text(**{"Cache-Control": "private, no-store"})):
        kept.keep("tag", "br", response)
        assert kept.find("tag", "br") is None
        assert not response.has_header("Content-Encoding")
    kept.keep("tag", "br", text())
    assert bool(kept.find("tag", "br")) == bool(size)


def test_a_kept_answer_costs_one_query(client, db, django_assert_num_queries):
    program = Program.objects.published().first()
    files = ["/programs/list.csv", "/programs/list.atom", "/programs/index.md", "/sitemap.xml"]
    paths = ["/", "/programs/?delivery=online", "/places/ohio/", "/search/?q=ohio", *files,
             program.get_absolute_url(), "/api/directory/v1/programs"]  # fmt: skip
    for path in paths:
        first = client.get(path)
        whole = first.getvalue()
        with django_assert_num_queries(1):
            again = client.get(path)
        assert first.status_code == again.status_code == 200, path
        assert again.getvalue() == whole, path


def test_what_is_no_question_gets_no_kept_answer(client, db):
    for path in ("/programs/list.csv", "/programs/", "/api/directory/v1/programs"):
        assert client.get(path).status_code == 200
        assert client.post(path).status_code == 405, path


def test_an_editor_gets_a_page_of_his_own(client, db):
    anonymous = client.get("/")
    sign_in(client, "Editors")
    page = client.get("/")
    assert not page.has_header("ETag")
    assert page["Cache-Control"] == "private, no-cache"
    assert page.content != anonymous.content


def addresses(chance: random.Random) -> list[str]:
    """Every page, entries, lists with some filters, and all that is made of them for programs."""
    found = [page.get_url() for page in published_pages()]
    for path in [*found]:
        found += [f"{path}index.md", f"/embed{path}"]
    for slug, path in routes().directories.items():
        directory = DIRECTORIES[slug]
        records = list(directory.records())
        for record in chance.sample(records, min(6, len(records))):
            entry = record.get_url() if isinstance(record, Page) else record.get_absolute_url()
            found += [entry, f"{entry}index.md", f"{entry}changes/"]
        for _ in range(4):
            query = {"q": chance.choice(["library", "ohio online", "LSSC", "certificat", "zzz"])}
            query["sort"] = chance.choice(list(directory.sorts))
            for name, facet in chance.sample(list(directory.bound.items()), 1):
                query[name] = chance.choice(list(facet.labels()) or ["x"])
            asked = urlencode(query)
            files = ("", "list.csv", "list.json", "list.atom", "list.feed.json")
            found += [f"{path}{name}?{asked}" for name in files]
            found.append(f"/api/directory/v1/{slug}?{asked}")
        found += [f"{path}{name}" for name in ("changes.atom", "changes.feed.json")]
    found += [f"/search/?q={each}" for each in ("ohio", "aide", "kentucky+certificate")]
    found += ["/sitemap.xml", "/what-do-i-need/?place=new", "/api/directory/v1/places/ohio",
              "/no-such-page/", "/data/", "/api/directory/", "/freshness.json"]  # fmt: skip
    return found


def told(answer: HttpResponse, fresh: HttpResponse) -> dict[str, str]:
    """The headers, but for how many requests of the API are left; what is sent in parts does not
    know how long it is."""
    changing = ("RateLimit", "RateLimit-Policy", *["Content-Length"] * fresh.streaming)
    return {name: each for name, each in answer.headers.items() if name not in changing}


def test_2_000_kept_answers_are_the_same_bytes_as_fresh_ones(client, db, monkeypatch, settings):
    """Random addresses and headers, while stamps move and entries change between."""
    settings.API_REQUESTS_A_MINUTE = 0
    chance = random.Random(20261130)
    asked = [
        (path, {**chance.choice(PAGES), "Accept-Encoding": chance.choice(CODINGS)})
        for path in chance.sample(addresses(chance), 100)
        for _ in range(2)
    ]
    keeping, nothing = AnswerCache(32 * 1024 * 1024), AnswerCache(0)
    programs = list(Program.objects.published()[:20])
    seen = Counter()
    for _ in range(NUMBER):
        if chance.random() < 0.005:
            Stamp.move(chance.choice(["directory.program", "directory.place", "home.page"]))
        if chance.random() < 0.002:
            program = chance.choice(programs)
            program.summary += " More."
            program.save_revision().publish()
        path, headers = chance.choice(asked)
        method = chance.choice([client.get, client.get, client.get, client.head])
        monkeypatch.setattr(caching, "answers", keeping)
        found = keeping.hits
        answer = method(path, headers=headers)
        seen["kept" if keeping.hits > found else "made"] += 1
        monkeypatch.setattr(caching, "answers", nothing)
        fresh = method(path, headers=headers)
        assert answer.status_code == fresh.status_code, (path, headers)
        assert told(answer, fresh) == told(fresh, fresh), (path, headers)
        assert answer.getvalue() == fresh.getvalue(), (path, headers)
    assert seen["kept"] > NUMBER / 8, seen
