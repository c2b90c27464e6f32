"""Nothing unpublished, private or scheduled, wherever one looks: every address of the site is
walked, a new one cannot be forgotten, and each thing that must stay unseen has words of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.api.urls import ENDPOINTS
from directory.api.collections import COLLECTIONS
from directory.editions import build as build_edition
from directory.files import exchangeable
from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
)
from home.models import AnnouncementIndexPage, AnnouncementPage, SectionPage, WelcomePage
from home.routes import routes

pytestmark = pytest.mark.django_db

API, CONTENT = "api/directory/v1/", "api/content/v2/"
LISTS = [
    "programs", "certification", "institutions", "colleague-connection", "other-resources",
    "announcements",
]  # fmt: skip
PUBLIC_PAGE = "overview/"

# What answers each pattern of the site: addresses to ask, where {slug} and {path} are those of a
# canary, and {word} is a word of it to search for.
ADDRESSES: dict[str, list[str]] = {
    "admin/": [],  # asks who one is; tested with the editor
    f"{API}docs": [f"{API}docs"],
    f"{API}openapi.json": [f"{API}openapi.json"],
    f"{API}freshness": [f"{API}freshness"],
    f"{API}": [API],
    f"{API}^(?P<rest>.*)$": [f"{API}{{slug}}/"],
    r"documents/^(\d+)/(.*)$": [],  # documents of pages: test_content_api.py
    "documents/authenticate_with_password/<int:restriction_id>/": [],
    CONTENT: [CONTENT],
    f"{CONTENT}^pages/preview/": [f"{CONTENT}pages/preview/?token={{slug}}"],
    r"^(?P<slug>associations|resources)/(?P<rest>.*)$": [
        "associations/{slug}/", "resources/{slug}/",
    ],
    r"^(?P<path>(?:[\w\-]+/)+)list\.(?P<kind>csv|json)$": [
        f"{path}/list.{kind}" for path in LISTS for kind in ("csv", "json", "json?q={word}")
    ],
    r"^(?P<path>(?:[\w\-]+/)+)(?P<what>list|changes)\.(?P<kind>atom|feed\.json)$": [
        f"{path}/{what}.{kind}"
        for path in LISTS
        for what in ("list", "changes")
        for kind in ("atom", "feed.json", "atom?q={word}")
    ] + ["places/ohio/changes.atom", "places/ohio/changes.feed.json", "places/{slug}/changes.atom"],
    r"^(?P<path>(?:[\w\-]+/)*)index\.md$": [
        "index.md", "{path}index.md", "places/ohio/index.md", "search/index.md?q={word}",
        *(f"{path}/index.md" for path in [*LISTS, "places", "overview"]),
        *(f"{path}/index.md?q={{word}}" for path in LISTS),
    ],
    r"^share/(?P<path>(?:[\w\-]+/)*)(?P<digest>[0-9a-f]{20})\.png$": [
        "share/{path}0123456789abcdef0123.png"
    ],
    r"^embed/(?P<path>(?:[\w\-]+/)+)$": [
        "embed/{path}", "embed/places/ohio/",
        *(f"embed/{path}/" for path in LISTS), "embed/programs/?q={word}",
    ],
    "oembed": ["oembed?url=http%3A%2F%2Ftestserver%2F{path}"],
    "opensearch.xml": ["opensearch.xml"],
    "llms.txt": ["llms.txt"],
    ".well-known/security.txt": [".well-known/security.txt"],
    "media/images/<path:path>": ["media/images/{slug}.png"],
    "suggest/": ["suggest/", "suggest/?place={slug}"],
    r"^suggest/(?P<token>[\w-]{32})/$": [f"suggest/{'x' * 32}/"],
    "report/<slug:directory>/<slug:slug>/": [
        f"report/{directory}/{{slug}}/"
        for directory in ("programs", "certification", "institutions", "associations", "resources")
    ],
    "data/": ["data/"],
    "data.json": ["data.json"],
    r"^data/(?P<version>latest|[\d.-]{10,15})/(?P<name>[a-z]+\.[a-z.]+)$": [
        f"data/latest/{name}.{kind}" for name in exchangeable() for kind in ("csv", "ndjson")
    ],
    "sitemap.xml": ["sitemap.xml"],
    "robots.txt": ["robots.txt"],
    "freshness.json": ["freshness.json"],
    r"^((?:[\w\-]+/)*)$": [
        "", "{path}", "places/ohio/", "places/", "search/?q={word}", "overview/",
        *(f"{path}/" for path in LISTS), *(f"{path}/?q={{word}}" for path in LISTS),
    ],
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": [],
    "_util/login/": ["_util/login/"],
    **{
        f"{API}{name}": [f"{API}{name}?per_page=500", f"{API}{name}?q={{word}}"]
        for name in COLLECTIONS
    },
    **{f"{API}{name}.ndjson": [f"{API}{name}.ndjson"] for name in COLLECTIONS},
    **{f"{API}{name}/<slug>": [f"{API}{name}/{{slug}}"] for name in COLLECTIONS},
    **{f"{CONTENT}^{name}/": [f"{CONTENT}{name}/?limit=100"] for name in ENDPOINTS},
    **{f"{CONTENT}^{name}/<int:pk>/": [f"{CONTENT}{name}/{{pk}}/"] for name in ENDPOINTS},
    **{f"{CONTENT}^{name}/find/": [f"{CONTENT}{name}/find/?id={{pk}}"] for name in ENDPOINTS},
}  # fmt: skip
ADDRESSES[f"{CONTENT}^pages/"] += [
    f"{CONTENT}pages/?type=home.{kind}&fields=*&limit=100"
    for kind in ("AnnouncementPage", "SectionPage")
]
ADDRESSES[f"{CONTENT}^pages/find/"].append(f"{CONTENT}pages/find/?html_path=/{{path}}")


def patterns(resolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        whole = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns") and whole != "admin/":
            yield from patterns(pattern, whole)
        else:
            yield whole


def test_every_address_of_the_site_is_walked():
    assert set(patterns(get_resolver())) == set(ADDRESSES), "Say above what answers there."


@dataclass(frozen=True)
class Canary:
    """Something that must not be seen: its name, and a word that nobody can ask for."""

    name: str
    secret: str
    path: str
    pk: int


def words(kind: str, state: str) -> tuple[str, str]:
    plain = re.sub(r"[^a-z]", "", f"{kind}{state}".lower())
    return f"quagga{plain}", f"thylacine{plain}"


PAST = timezone.now() - timedelta(minutes=1)
STATES = {
    "draft": {"live": False},
    "scheduled": {"live": False, "go_live_at": timezone.now() + timedelta(days=3)},
    "expired": {"live": True, "expire_at": timezone.now() - timedelta(minutes=1)},
    "expired draft": {
        "live": False,
        "expire_at": timezone.now() - timedelta(days=1),
        "expired": True,
    },
}


def own_fields(model) -> dict[str, object]:
    ohio = Place.objects.get(slug="ohio")
    return {
        Program: lambda: {"institution": Institution.objects.filter(place=ohio)[0],
                          "credential": "certificate"},
        CertificationRequirement: lambda: {"jurisdiction": ohio, "requirement": "mandatory"},
        Institution: lambda: {"place": ohio},
        Association: lambda: {"scope": "state", "focus": "general"},
        Resource: lambda: {"section": "other", "format": "article"},
    }[model]()  # fmt: skip


def plant_entries() -> Iterator[Canary]:
    for model in (Program, CertificationRequirement, Institution, Association, Resource):
        for state, changes in STATES.items():
            name, secret = words(model.__name__, state)
            more = {"applies_to": secret} if model is CertificationRequirement else {}
            fields = {**own_fields(model), **changes, **more}
            made = model(name=name, slug=name, summary=f"A {secret}.", **fields)
            made.save()
            if hasattr(made, "places"):
                made.places.set(Place.objects.filter(slug="ohio"))
                made.save()
            yield Canary(name, secret, made.get_absolute_url().lstrip("/"), made.pk)
        live = model.objects.published().first()
        name, secret = words(model.__name__, "revision")
        live.name, live.summary = name, secret
        live.save_revision()
        yield Canary(name, secret, live.get_absolute_url().lstrip("/"), 0)
    name, secret = words("place", "draft")
    hidden = Place(
        name=name, slug=name, name_es=secret, name_fr=secret, code="US-QQ", country="US",
        kind="territory", region="Territories", live=False,
    )  # fmt: skip
    hidden.save()
    yield Canary(name, secret, f"places/{name}/", hidden.pk)


def plant_pages() -> Iterator[Canary]:
    index, welcome = AnnouncementIndexPage.objects.get(), WelcomePage.objects.get()
    for state, changes in {**STATES, "password": {}, "login": {}, "groups": {}}.items():
        name, secret = words("announcement", state)
        announced = AnnouncementPage(
            title=name, slug=name, kind="news", summary=secret, date=date.today(),
            body=[("text", f"<p>{secret}</p>")], **changes,
        )  # fmt: skip
        index.add_child(instance=announced)
        announced.places.set(Place.objects.filter(slug="ohio"))
        announced.save()
        title, hidden = words("section", state)
        section = SectionPage(
            title=title, slug=title, lede=hidden, search_description=hidden, show_in_menus=True,
            body=[("section", {"heading": hidden, "content": [("text", f"<p>{hidden}</p>")]})],
            **changes,
        )  # fmt: skip
        welcome.add_child(instance=section)
        if state in ("password", "login", "groups"):
            for page in (announced, section):
                PageViewRestriction.objects.create(
                    page=page, restriction_type=state, password="opensesame"
                )
        yield Canary(name, secret, f"announcements/{name}/", announced.pk)
        yield Canary(title, hidden, f"{title}/", section.pk)
    live = SectionPage.objects.get(slug="overview")
    live.title, live.lede = words("section", "revision")
    live.save_revision()
    yield Canary(*words("section", "revision"), PUBLIC_PAGE, 0)


def body_of(response) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode("utf-8", "replace").lower()


def test_no_canary_is_seen_at_any_address(client, settings, tmp_path):
    canaries = [*plant_entries(), *plant_pages()]
    settings.DATA_ROOT = tmp_path / "data"
    assert build_edition()
    assert len({canary.name for canary in canaries}) == len(canaries) > 40
    told = []
    addresses = sorted({address for addresses in ADDRESSES.values() for address in addresses})
    for number, address in enumerate(addresses):
        asks = re.search(r"\{(word|slug|path|pk)\}", address)
        # Pages ask for every canary, all others for one in eight in turn: minutes become seconds.
        some = canaries if address == "{path}" else canaries[number % 8 :: 8]
        for canary in some if asks else canaries[:1]:
            if "{pk}" in address and not canary.pk:
                continue
            asked = "/" + address.format(
                word=canary.name, slug=canary.name, path=canary.path, pk=canary.pk
            )
            response = client.get(asked)
            assert response.status_code < 500, asked
            body = body_of(response)
            # An answer may repeat what it was asked, but never what nobody knows.
            shown = [c for c in canaries if c.secret in body or (not asks and c.name in body)]
            told += [(asked, c.name) for c in shown]
            if re.search(r"\{(slug|path)\}", address) and canary.pk and response.status_code == 200:
                assert canary.path not in body or "password" in body or "suggest" in asked, asked
    assert told == []
    cards = settings.CARDS_ROOT
    assert not any(canary.name in path.name for path in cards.glob("*") for canary in canaries)
    assert not any(canary.path in str(routes().pages) for canary in canaries if canary.pk)


def test_a_canary_that_is_published_is_seen_almost_everywhere(client):
    """The words would be found if they were there."""
    name, secret = words("program", "published")
    Program(name=name, slug=name, summary=secret, **own_fields(Program)).save()
    seen = {
        address
        for address in ("programs/?q={word}", "programs/list.csv", "programs/list.json?q={word}",
                        "programs/list.atom?q={word}", "programs/list.feed.json?q={word}",
                        "programs/index.md?q={word}", f"{API}programs?q={{word}}",
                        f"{API}programs.ndjson", f"{API}programs/{{slug}}", "sitemap.xml",
                        "programs/{slug}/", "programs/{slug}/index.md", "search/?q={word}",
                        "embed/programs/?q={word}", "programs/changes.atom")
        if f"/{name}" in (body := body_of(client.get("/" + address.format(word=name, slug=name))))
        or secret in body or f"{name}," in body
    }  # fmt: skip
    assert len(seen) >= 14
