"""Nothing unpublished, private or scheduled, wherever one looks: every address of the site is
walked, a new one cannot be forgotten, and each thing that must stay unseen has words of its own."""

import re
import time
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.db.models import Q
from django.urls import get_resolver
from wagtail.models import Collection, CollectionViewRestriction, Page

from cms.api.drafts import token_for
from directory.editions import build as build_edition
from directory.models import Change, Delivery, Program, Webhook
from directory.models.records import RecordQuerySet
from directory.outbox.webhooks import message
from home.formats import cards
from home.pages.published import PublishedQuerySet
from home.pages.routes import routes
from tests.factories import make_announcement, make_document, make_image
from tests.site.canaries import STATES, own_fields, plant_entries, plant_pages, words
from tests.site.public_walk import ADDRESSES, API, CONTENT, answers, body_of, patterns

pytestmark = pytest.mark.django_db


def test_every_address_of_the_site_is_walked():
    assert set(patterns(get_resolver())) == set(ADDRESSES), (
        "Say in tests/site/public_walk.py what answers there."
    )


def leaks(client, canaries) -> Iterator[tuple[str, str]]:
    """Yield each address that tells something of a canary, with the name of that canary.

    An answer may repeat what it was asked, but never what nobody knows.
    """
    pictures = set()
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
        yield from ((asked, each.name) for each in shown)
        is_there = canary is not None and canary.pk and f"/{canary.path}" in asked
        # The form that asks for a password says where it leads.
        says_where = is_there and canary.path in body and "password" not in body
        if says_where and response.status_code == 200:
            yield asked, canary.name
    for path in sorted(pictures):
        assert client.get(path, follow=True).status_code == 200, path
    yield from ((path, each.name) for path in pictures for each in canaries if each.name in path)


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
    assert list(leaks(client, canaries)) == []
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
    for state, changes in {**STATES, "collection": {}}.items():
        name, secret = words("upload", state)
        document = make_document(title=name, file=ContentFile(secret.encode(), name=f"{name}.txt"))
        image = make_image(title=name)
        if state == "collection":
            for upload in (document, image):
                upload.collection = private
                upload.save()
        body = [("text", f'<p><a linktype="document" id="{document.pk}">x</a></p>')]
        make_announcement(slug=name, body=body, image=image, image_alt="x", **changes)
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
    expected = {"entries without their dates": "programexpired", "drafts": "programdraft",
                "pages behind a password": "sectionpassword"}[leaky]  # fmt: skip
    seen_at, states = set(), set()
    for path, name in leaks(client, canaries):
        seen_at.add(path.partition("?")[0])
        states.add(re.sub("^quagga", "", name))
        if len(seen_at) > 10 and expected in states:
            return
    pytest.fail(f"Seen at {seen_at}: {states}")


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
