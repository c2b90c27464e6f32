"""Every address that the public can ask, and what it answers."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from django.http import HttpResponse

from cms.api.urls import ENDPOINTS
from directory.api.collections import COLLECTIONS
from directory.editions.contents import TERMS, TYPES
from directory.editions.files import exchangeable
from tests.site.canaries import Canary

API, CONTENT = "api/directory/v1/", "api/content/v2/"
LISTS = [
    "programs", "certification", "institutions", "colleague-connection", "other-resources",
    "announcements", "questions",
]  # fmt: skip

# What answers each pattern of the site: addresses to ask, where {slug} and {path} are those of a
# canary, {word} is a word of it to search for, and {typo} is that word as nobody writes it.
ADDRESSES: dict[str, list[str]] = {
    # These ask who one is; they are tested with the editor.
    "admin/": [],
    "admin/logout/": [],
    "admin/password_reset/": [],
    "admin/redirects/import/process/": [],
    "admin/second-step/": [],
    "admin/session/": [],
    "admin/second-step/forget/<int:pk>/": [],
    f"{API}docs": [f"{API}docs"],
    f"{API}docs/index.md": [f"{API}docs/index.md"],
    f"{API}openapi.json": [f"{API}openapi.json"],
    f"{API}freshness": [f"{API}freshness"],
    f"{API}": [API],
    rf"{API}^(?P<rest>[\s\S]*)$": [f"{API}{{slug}}/"],
    r"^documents/(\d+)/(.*)$": [],  # documents of pages: content_api/test_uploads.py
    "documents/authenticate_with_password/<int:restriction_id>/": [],
    CONTENT: [CONTENT],
    rf"{CONTENT}^(?P<rest>[\s\S]+)/$": [f"{CONTENT}{{slug}}/"],
    f"{CONTENT}^pages/preview/": [f"{CONTENT}pages/preview/?token={{slug}}"],
    r"^(?P<slug>associations|resources)/(?P<rest>.*)$": [
        "associations/{slug}/", "resources/{slug}/",
    ],
    r"^(?P<path>(?:[\w\-]+/)+)list\.(?P<kind>csv|json)$": [
        f"{path}/list.{kind}"
        for path in LISTS
        for kind in ("csv", "json", "json?q={word}", "json?q={typo}", "csv?q={typo}")
    ],
    r"^(?P<path>(?:[\w\-]+/)+)(?P<what>list|changes)\.(?P<kind>atom|feed\.json)$": [
        f"{path}/{what}.{kind}"
        for path in LISTS
        for what in ("list", "changes")
        for kind in ("atom", "feed.json", "atom?q={word}", "feed.json?q={typo}")
    ] + ["places/ohio/changes.atom", "places/ohio/changes.feed.json", "places/{slug}/changes.atom"],
    r"^(?P<path>(?:[\w\-]+/)*)index\.md$": [
        "index.md", "{path}index.md", "places/ohio/index.md", "search/index.md?q={word}",
        *(f"{path}/index.md" for path in [*LISTS, "places", "overview"]),
        *(f"{path}/index.md?q={{{asked}}}" for path in LISTS for asked in ("word", "typo")),
        "search/index.md?q={typo}", "compare/places/index.md?place=ohio&place=indiana",
        "compare/programs/index.md?p={slug}",
        "freshness/index.md", "data/index.md", "suggest/index.md",
    ],
    r"^share/(?P<path>(?:[\w\-]+/)*)(?P<digest>[0-9a-f]{20})\.png$": [
        "share/{path}0123456789abcdef0123.png"
    ],
    r"^embed/(?P<path>(?:[\w\-]+/)+)$": [
        "embed/{path}", "embed/places/ohio/",
        *(f"embed/{path}/" for path in LISTS), "embed/programs/?q={word}",
        *(f"embed/{path}/?q={{typo}}" for path in LISTS),
    ],
    "oembed": [
        "oembed?url=http%3A%2F%2Ftestserver%2F{path}",
        "oembed?url=http%3A%2F%2Ftestserver%2Fprograms%2F%3Fq%3D{typo}",
    ],
    "opensearch.xml": ["opensearch.xml"],
    "llms.txt": ["llms.txt"],
    ".well-known/security.txt": [".well-known/security.txt"],
    "media/images/<path:path>": ["media/images/{slug}.png"],
    "what-do-i-need/": [
        "what-do-i-need/", "what-do-i-need/?place={slug}", "what-do-i-need/?place={word}",
    ],
    "suggest/": ["suggest/", "suggest/?place={slug}"],
    r"^suggest/(?P<token>[\w-]{32})/$": [f"suggest/{'x' * 32}/"],
    "report/<slug:directory>/<slug:slug>/": [
        f"report/{directory}/{{slug}}/"
        for directory in ("programs", "certification", "institutions", "associations", "resources")
    ],
    "answered/<slug:slug>/": ["answered/{slug}/", "answered/{slug}/?sent=yes"],
    r"^(?P<path>(?:[\w\-]+/)+)map\.(?P<kind>csv|json)$": [
        "certification/map.csv", "certification/map.json?audience=directors",
        "certification/map.json?q={word}", "certification/map.csv?place={slug}",
    ],
    r"^compare/(?P<slug>programs|places)/$": [
        "compare/programs/?p={slug}", "compare/places/?place={slug}",
        "compare/places/?place={word}",
        "compare/programs/?p={typo}", "compare/places/?place=ohio&place=indiana",
        "compare/programs/?ticked=1&compare={slug}&compare={word}",
    ],
    r"^compare/(?P<slug>programs|places)/table\.(?P<kind>csv|json)$": [
        "compare/places/table.csv?place=ohio&place=indiana",
        "compare/places/table.json?place=ohio&place={slug}",
        "compare/programs/table.csv?p={slug}&p={word}", "compare/programs/table.json?p={typo}",
    ],
    "data/": ["data/"],
    "data.json": ["data.json"],
    r"^data/(?P<version>latest|[\d.-]{10,15})/(?P<name>[a-z]+\.[a-z.]+)$": [
        *(f"data/latest/{name}.{kind}" for name in exchangeable() for kind in TYPES),
        *(f"data/latest/{terms.file}" for terms in TERMS),
    ],
    "sitemap.xml": ["sitemap.xml"],
    "robots.txt": ["robots.txt"],
    "freshness.json": ["freshness.json"],
    r"^((?:[\w\-]+/)*)$": [
        "", "{path}", "{path}changes/", "places/ohio/", "places/ohio/changes/", "places/",
        "search/?q={word}", "overview/",
        *(f"{path}/" for path in LISTS), "freshness/", "search/?q={typo}", "places/?q={typo}",
        *(f"{path}/?q={{{asked}}}" for path in LISTS for asked in ("word", "typo")),
    ],
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": [],
    "_util/login/": ["_util/login/"],
    **{
        f"{API}{name}": [
            f"{API}{name}?per_page=500&facets=true", f"{API}{name}?q={{word}}",
            f"{API}{name}?q={{typo}}",
            *([f"{API}{name}?per_page=500&modified_after=2020-01-01"] if each.dated_by else []),
            *(f"{API}{name}?per_page=500&include={other}" for other in each.includes),
        ]
        for name, each in COLLECTIONS.items()
    },
    **{f"{API}{name}.ndjson": [f"{API}{name}.ndjson"] for name in COLLECTIONS},
    **{f"{API}{name}/<slug>": [f"{API}{name}/{{slug}}"] for name in COLLECTIONS},
    **{f"{CONTENT}^{name}/": [f"{CONTENT}{name}/?limit=100"] for name in ENDPOINTS},
    **{f"{CONTENT}^{name}/<int:pk>/": [f"{CONTENT}{name}/{{pk}}/"] for name in ENDPOINTS},
    **{f"{CONTENT}^{name}/find/": [f"{CONTENT}{name}/find/?id={{pk}}"] for name in ENDPOINTS},
}  # fmt: skip
ADDRESSES[f"{CONTENT}^pages/"] += [
    f"{CONTENT}pages/?type=home.{kind}&fields=*&limit=100"
    for kind in ("AnnouncementPage", "QuestionPage", "SectionPage")
]
ADDRESSES[f"{CONTENT}^pages/find/"].append(f"{CONTENT}pages/find/?html_path=/{{path}}")


def patterns(resolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        whole = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns") and whole != "admin/":
            yield from patterns(pattern, whole)
        else:
            yield whole


def body_of(response) -> str:
    """All that an answer says: its headers, its words, and those inside a workbook."""
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            content = b"".join(map(book.read, book.namelist()))
    headers = "".join(f"{name}: {value}\n" for name, value in response.items())
    return f"{headers}\n{content.decode('utf-8', 'replace')}".lower()


def answers(client, canaries) -> Iterator[tuple[str, Canary | None, HttpResponse]]:
    """Every address asked, with the canary that it asks for, if it asks for one."""
    addresses = sorted({address for addresses in ADDRESSES.values() for address in addresses})
    for number, address in enumerate(addresses):
        asks = re.search(r"\{(word|typo|slug|path|pk)\}", address)
        # Pages ask for every canary, all others for one in eight in turn: minutes become seconds.
        some = canaries if address == "{path}" else canaries[number % 8 :: 8]
        for canary in some if asks else [None]:
            if canary is None:
                yield f"/{address}", None, client.get(f"/{address}")
            elif canary.pk or "{pk}" not in address:
                asked = "/" + address.format(
                    word=canary.name, typo=canary.name[:-1], slug=canary.name, path=canary.path,
                    pk=canary.pk,
                )  # fmt: skip
                yield asked, canary, client.get(asked)
