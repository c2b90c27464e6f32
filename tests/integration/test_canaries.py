"""Nothing unpublished, private or scheduled, wherever one looks: every address of the site is
walked, a new one cannot be forgotten, and each thing that must stay unseen has words of its own."""

import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db.models import Q
from django.http import HttpResponse
from django.urls import get_resolver
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.api.drafts import token_for
from cms.api.urls import ENDPOINTS
from directory.api.collections import COLLECTIONS
from directory.editions import build as build_edition
from directory.editions.contents import TERMS, TYPES
from directory.files import exchangeable
from directory.models import (
    Association,
    CertificationRequirement,
    Change,
    Delivery,
    Institution,
    Place,
    Program,
    Resource,
    Webhook,
)
from directory.models.records import RecordQuerySet
from directory.webhooks import message
from home import cards
from home.models import AnnouncementIndexPage, AnnouncementPage, SectionPage, WelcomePage
from home.models.published import PublishedQuerySet
from home.routes import routes
from tests.integration.test_content_api import picture

pytestmark = pytest.mark.django_db

API, CONTENT = "api/directory/v1/", "api/content/v2/"
LISTS = [
    "programs", "certification", "institutions", "colleague-connection", "other-resources",
    "announcements",
]  # fmt: skip
PUBLIC_PAGE = "overview/"

# What answers each pattern of the site: addresses to ask, where {slug} and {path} are those of a
# canary, {word} is a word of it to search for, and {typo} is that word as nobody writes it.
ADDRESSES: dict[str, list[str]] = {
    # These ask who one is; they are tested with the editor.
    "admin/": [],
    "admin/second-step/": [],
    "admin/second-step/forget/<int:pk>/": [],
    f"{API}docs": [f"{API}docs"],
    f"{API}docs/index.md": [f"{API}docs/index.md"],
    f"{API}openapi.json": [f"{API}openapi.json"],
    f"{API}freshness": [f"{API}freshness"],
    f"{API}": [API],
    rf"{API}^(?P<rest>[\s\S]*)$": [f"{API}{{slug}}/"],
    r"documents/^(\d+)/(.*)$": [],  # documents of pages: test_content_api.py
    "documents/authenticate_with_password/<int:restriction_id>/": [],
    CONTENT: [CONTENT],
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
        "search/index.md?q={typo}", "freshness/index.md", "data/index.md", "suggest/index.md",
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
    "suggest/": ["suggest/", "suggest/?place={slug}"],
    r"^suggest/(?P<token>[\w-]{32})/$": [f"suggest/{'x' * 32}/"],
    "report/<slug:directory>/<slug:slug>/": [
        f"report/{directory}/{{slug}}/"
        for directory in ("programs", "certification", "institutions", "associations", "resources")
    ],
    "data/": ["data/"],
    "data.json": ["data.json"],
    r"^data/(?P<version>latest|[\d.-]{10,15})/(?P<name>[a-z]+\.[a-z.]+)$": [
        *(f"data/latest/{name}.{kind}" for name in exchangeable() for kind in TYPES),
        *(f"data/latest/{name}.csv" for name in TERMS),
    ],
    "sitemap.xml": ["sitemap.xml"],
    "robots.txt": ["robots.txt"],
    "freshness.json": ["freshness.json"],
    r"^((?:[\w\-]+/)*)$": [
        "", "{path}", "places/ohio/", "places/", "search/?q={word}", "overview/",
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
    yield from plant_related()
    name, secret = words("place", "draft")
    hidden = Place(
        name=name, slug=name, name_es=secret, name_fr=secret, code="US-QQ", country="US",
        kind="territory", region="Territories", live=False,
    )  # fmt: skip
    hidden.save()
    yield Canary(name, secret, f"places/{name}/", hidden.pk)


def plant_related() -> Iterator[Canary]:
    """What only another entry leads to: a larger body that is a draft."""
    name, secret = words("parent", "draft")
    whole = Association(name=name, slug=name, summary=secret, scope="state", focus="general",
                        live=False)  # fmt: skip
    whole.save()
    part = Association.objects.published().filter(parent=None).first()
    part.parent = whole
    part.save()
    yield Canary(name, secret, whole.get_absolute_url().lstrip("/"), whole.pk)


def plant_pages() -> Iterator[Canary]:
    index, welcome = AnnouncementIndexPage.objects.get(), WelcomePage.objects.get()
    restricted = {state: {"live": False} for state in ("password", "login", "groups")}
    for state, changes in {**STATES, **restricted}.items():
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
                # It was never public, not even for the moment before.
                page.live = True
                page.save()
            below, known = words("below", state)
            child = SectionPage(title=below, slug=below, lede=known)
            section.add_child(instance=child)
            yield Canary(below, known, f"{title}/{below}/", child.pk)
        yield Canary(name, secret, f"announcements/{name}/", announced.pk)
        yield Canary(title, hidden, f"{title}/", section.pk)
    live = SectionPage.objects.get(slug="overview")
    live.title, live.lede = words("section", "revision")
    live.save_revision()
    yield Canary(*words("section", "revision"), PUBLIC_PAGE, 0)


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


def leaks(client, canaries) -> list[tuple[str, str]]:
    """Each address that tells something of a canary, with the name of that canary.

    An answer may repeat what it was asked, but never what nobody knows.
    """
    told, pictures = [], set()
    for asked, canary, response in answers(client, canaries):
        assert response.status_code < 500, asked
        body = body_of(response)
        pictures.update(re.findall(r"/share/[\w/.-]+\.png", body))
        shown = [each for each in canaries if each.secret in body]
        shown += [
            each
            for each in canaries
            if each.name in body and (canary is None or each.name not in asked)
        ]
        told += [(asked, each.name) for each in shown]
        is_there = canary is not None and canary.pk and f"/{canary.path}" in asked
        # The form that asks for a password says where it leads.
        if is_there and canary.path in body and response.status_code == 200:
            told += [] if "password" in body else [(asked, canary.name)]
    for path in sorted(pictures):
        assert client.get(path, follow=True).status_code == 200, path
    told += [(path, each.name) for path in pictures for each in canaries if each.name in path]
    return told


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The words of every picture that is drawn."""
    kept, draw = [], cards.draw

    def drawing(card):
        kept.append(card.words.lower())
        return draw(card)

    monkeypatch.setattr(cards, "draw", drawing)
    return kept


def test_no_canary_is_seen_at_any_address(client, settings, tmp_path, drawn):
    Webhook.objects.create(name="All", url="https://hook.example/", on_link_broken=True)
    canaries = [*plant_entries(), *plant_pages()]
    settings.DATA_ROOT, settings.CARDS_ROOT = tmp_path / "data", tmp_path / "cards"
    assert build_edition()
    assert len({canary.name for canary in canaries}) == len(canaries) > 40
    assert leaks(client, canaries) == []
    assert len(drawn) > 10
    sent = [message(delivery).decode() for delivery in Delivery.objects.all()]
    for canary in canaries:
        hidden = (canary.name, canary.secret)
        assert not any(word in words for words in drawn for word in hidden)
        assert not any(word in words for words in sent for word in hidden)
        assert not Change.objects.filter(Q(name__in=hidden) | Q(slug__in=hidden)).exists()
        assert not canary.pk or canary.path not in str(routes().pages)


def test_no_canary_is_seen_through_a_token_that_is_over_or_changed(client, monkeypatch):
    canaries = [canary for canary in plant_pages() if canary.pk]
    hour_ago = time.time() - 3600
    with monkeypatch.context() as before:
        before.setattr("django.core.signing.time.time", lambda: hour_ago)
        pages = Page.objects.in_bulk([canary.pk for canary in canaries]).values()
        tokens = [token_for(page.specific.save_revision()) for page in pages]
    assert len(tokens) > 10
    for token in tokens:
        for asked, status in ((token, 410), (f"{token}x", 403)):
            response = client.get(f"/{CONTENT}pages/preview/", {"token": asked})
            assert response.status_code == status
            body = body_of(response)
            assert not any(canary.secret in body or canary.name in body for canary in canaries)


def test_no_canary_is_seen_in_a_picture_or_document_of_a_hidden_page(client):
    """The list of uploads, and the file of a document, which has an address of its own."""
    private = Collection.get_first_root_node().add_child(name="Board")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    index = AnnouncementIndexPage.objects.get()
    for state, changes in {**STATES, "collection": {}}.items():
        name, secret = words("upload", state)
        document = get_document_model().objects.create(
            title=name, file=ContentFile(secret.encode(), name=f"{name}.txt")
        )
        image = picture(title=name)
        if state == "collection":
            for upload in (document, image):
                upload.collection = private
                upload.save()
        body = [("text", f'<p><a linktype="document" id="{document.pk}">x</a></p>')]
        shown = AnnouncementPage(
            title="Shown", slug=name, kind="news", summary="x", body=body, date=date.today(),
            image=image, image_alt="x", **changes,
        )  # fmt: skip
        index.add_child(instance=shown)
        for endpoint, upload in (("images", image), ("documents", document)):
            listed = body_of(client.get(f"/{CONTENT}{endpoint}/?limit=100&fields=*"))
            assert name not in listed, state
            assert client.get(f"/{CONTENT}{endpoint}/{upload.pk}/").status_code == 404
        answer = client.get(document.url)
        assert answer.status_code in (302, 403, 404), state
        assert secret not in body_of(answer)


@pytest.mark.parametrize(
    "leaky", ["entries without their dates", "drafts", "pages behind a password"]
)
def test_a_leak_is_found(client, settings, tmp_path, monkeypatch, leaky):
    """The walk fails when the one question that everything asks is answered wrongly."""
    if leaky == "pages behind a password":
        monkeypatch.setattr(PublishedQuerySet, "public", lambda self: self)
    elif leaky == "drafts":
        monkeypatch.setattr(RecordQuerySet, "published", lambda self: self.all())
    else:
        monkeypatch.setattr(RecordQuerySet, "published", lambda self: self.filter(live=True))
    canaries = [*plant_entries(), *plant_pages()]
    settings.DATA_ROOT = tmp_path / "data"
    build_edition()
    found = leaks(client, canaries)
    seen_at = {path.partition("?")[0] for path, _name in found}
    assert len(seen_at) > 10
    states = {re.sub("^quagga", "", name) for _path, name in found}
    expected = {"entries without their dates": "programexpired", "drafts": "programdraft",
                "pages behind a password": "sectionpassword"}[leaky]  # fmt: skip
    assert expected in states


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
