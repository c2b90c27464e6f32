"""Programs ask for anything: no answer is a 5xx, and each refusal of an API is one that programs
understand."""

from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client

from directory.editions import build as build_edition
from directory.editions import latest
from directory.models import Program

pytestmark = pytest.mark.django_db

API, CONTENT = "/api/directory/v1/", "/api/content/v2/"
API_PATHS = [
    API, f"{API}openapi.json", f"{API}freshness", f"{API}nothing", f"{API}programs/{{slug}}",
    f"{API}programs/no-such-entry",
    *(f"{API}{name}{kind}" for name in ("programs", "topics")
      for kind in ("", ".ndjson")),
]  # fmt: skip
CONTENT_PATHS = [
    CONTENT,
    *(f"{CONTENT}{name}/{rest}" for name in ("pages", "documents")
      for rest in ("", "1/", "find/")),
    f"{CONTENT}pages/preview/",
]  # fmt: skip
OTHERS = [
    "/programs/list.csv", "/programs/list.json", "/programs/list.atom",
    "/programs/changes.feed.json", "/places/ohio/changes.atom",
    "/index.md", "/programs/index.md", "/search/index.md", "/data/index.md",
    f"{API}docs/index.md", "/embed/places/ohio/", "/embed/programs/", "/oembed", "/opensearch.xml",
    "/llms.txt", "/robots.txt", "/.well-known/security.txt", "/sitemap.xml", "/data/", "/data.json",
    "/data/latest/programs.csv", "/data/latest/programs.xlsx", "/freshness.json", f"{API}docs",
    "/share/programs/0123456789abcdef0123.png",
]  # fmt: skip
NAMES = ["q", "page", "per_page", "fields", "include", "modified_after", "facets", "sort", "place",
         "limit", "offset", "html_path", "token", "url", "maxwidth", "type", "order", "id",
         "child_of", "x"]  # fmt: skip
VALUES = [
    "", "\x00", "ohio\x00", "-1", "0", "1e999", "99999999999999999999999", "²", "١", "NaN", ",",
    ",,,", "*", "name,name", "a" * 9_000, "(" * 400, "'\" OR 1=1 --", "../../etc/passwd", "%s%n",
    "{{7*7}}", "<script>alert(1)</script>", "🐈" * 200, "\r\nX-Injected: y", "\u202e", "null",
    "9999-12-31T23:59:59+23:59", "0001-01-01T00:00:00Z", "2026-02-30", "-" * 300, "true", "[]",
    "http://[", "//evil.example/", "programs__institution__name", "slug,__class__",
]  # fmt: skip
RAW = ["%", "%zz", "%ff%fe", "%c3%28", "q=%ff", "q=%00%00&q=", "&&&&=&=", "=", "?", "a[]=1&a[b]=2",
       "place=ohio&place=ohio&place=texas", "page=1&page=2", "q=a&q=b", "fields=name&fields=slug",
       "&".join(["place=ohio"] * 300), "&".join(f"x{n}=1" for n in range(900)),
       "&".join(f"x{n}=1" for n in range(1500)), ";", "q=+++", "%71=ohio"]  # fmt: skip
HEADERS = [
    {"If-None-Match": value}
    for value in ("*", " * ", '"x"', 'W/"x"', '"x", "y", W/"z"', "x", '"', ",", "W/", "\xff",
                  '"' + "x" * 5000 + '"')
] + [
    {name: value}
    for name in ("If-Modified-Since", "If-Unmodified-Since")
    for value in ("x", "0", "-1", "Thu, 99 Foo 9999 99:99:99 GMT", "Sun, 06 Nov 1994 08:49:37 GMT",
                  "Sun, 06 Nov 9999999 08:49:37 GMT")
] + [
    {"If-Match": '"x"'}, {"If-Match": "*"}, {"If-Match": "x"}, {"Range": "bytes=0-5"},
    {"Range": "bytes=-99999999999999999999"}, {"Accept": "*/*;q=2"}, {"Accept": "text/html"},
    {"Accept": "application/xml"}, {"Accept": "x"}, {"Accept": "," * 500},
    {"Accept-Encoding": "br;q=0"}, {"Accept-Encoding": "x" * 900}, {"Accept-Language": "xx-YY;q=9"},
    {"Content-Type": "application/json"}, {"Content-Type": "multipart/form-data; boundary="},
    {"Origin": "null"}, {"Forwarded": 'for="x, y;=,\xff'}, {"Cookie": "sessionid=x; ="},
    {"X-HTTP-Method-Override": "DELETE"},
]  # fmt: skip
STEP = 20
METHODS = ["head", "options", "post", "put", "patch", "delete", "trace"]


@pytest.fixture(scope="module")
def data_root(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def ask(settings, data_root):
    """Ask an address in any way; no answer may be a 5xx, and the API refuses in words alone."""
    settings.DATA_ROOT, settings.API_REQUESTS_A_MINUTE = data_root, 0
    cache.clear()
    if latest() is None:
        build_edition()
    client, slug = Client(), Program.objects.published().first().slug

    def asked(path: str, query: str = "", method: str = "get", **headers):
        whole = path.format(slug=slug) + (f"?{query}" if query else "")
        response = getattr(client, method)(whole, headers=headers)
        said = f"{method} {whole[:200]} {headers}"
        assert response.status_code < 500 or response.status_code == 501, said
        body = b"".join(response) if response.streaming else response.content
        assert b"<script>alert" not in body or not response["Content-Type"].startswith("text/html")
        assert "X-Injected" not in response
        is_api = path.startswith((API, CONTENT)) and not path.startswith(f"{API}docs")
        if is_api and response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json", said
            if method != "head":
                told = response.json()
                assert told["status"] == response.status_code
                assert told["detail"], said
        return response

    return asked


# Those that are drawn take turns: each is asked a third, and neighbours another one.
TURNS = 3
EVERY = [
    *((path, slice(None)) for path in [*API_PATHS, *CONTENT_PATHS]),
    *((path, slice(number % TURNS, None, TURNS)) for number, path in enumerate(OTHERS)),
]


@pytest.mark.parametrize(("path", "part"), EVERY)
def test_no_value_and_no_query_string_breaks_an_answer(ask, path, part):
    for number, value in list(enumerate(VALUES))[part]:
        coded = quote(value.encode("utf-8", "surrogatepass"))
        ask(path, "&".join(f"{name}={coded}" for name in NAMES))
        # Every name has its turn with some of the values.
        for name in NAMES[number % STEP :: STEP]:
            ask(path, f"{name}={coded}")
    for query in RAW[part]:
        ask(path, query)


@pytest.mark.parametrize(("path", "part"), EVERY)
def test_no_header_and_no_method_breaks_an_answer(ask, path, part):
    for number, headers in list(enumerate(HEADERS))[part]:
        ask(path, method="head" if number % 4 == 3 else "get", **headers)
    for method in METHODS:
        response = ask(path, method=method)
        if method not in ("head", "options"):
            assert response.status_code in (405, 404, 403, 400), method


@pytest.mark.parametrize(
    "path",
    ["%00", "programs/%00", "programs/%ff", "programs/%2e%2e%2f", "programs/" + "a" * 5000,
     "programs//x", "programs/x/y", "programs.ndjson/x", "%F0%9F%90%88", "programs/\u0661",
     "programs%0d%0aX-Injected:y", "docs/x", "openapi.json/"],
)  # fmt: skip
def test_no_address_below_the_api_breaks_it(ask, path):
    assert ask(f"{API}{path}".replace("{", "")).status_code in (301, 404)
