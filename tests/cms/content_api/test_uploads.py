"""Images and documents are given out while a public page shows them, and not otherwise."""

import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from directory.models import Place
from tests.cms.content_api.conftest import PAGES, ROOT, get
from tests.factories import make_announcement, make_document, make_image

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["draft", "expired", "scheduled", "private"])
def test_what_only_an_unpublished_page_shows_is_not_given_out(client, state):
    image = make_image(title="Numbat")
    document = make_document(title="Numbat report", file=ContentFile(b"numbat", name="numbat.txt"))
    changes = {
        "draft": {"live": False},
        "scheduled": {"live": False, "go_live_at": timezone.now() + timedelta(days=1)},
        "expired": {"expire_at": timezone.now() - timedelta(minutes=1)},
        "private": {},
    }[state]
    link = f'<p><a linktype="document" id="{document.pk}">report</a></p>'
    made = make_announcement(image=image, image_alt="A room", body=[("text", link)], **changes)
    old = Redirect.objects.create(old_path="/numbat", redirect_page=made)
    if state == "private":
        PageViewRestriction.objects.create(page=made, restriction_type="login")
    for endpoint in ("pages", "images", "documents", "redirects"):
        body = client.get(f"{ROOT}{endpoint}/", {"limit": 100}).content.decode().lower()
        assert "numbat" not in body
        assert "zebra" not in body
    for path in (f"pages/{made.pk}", f"images/{image.pk}", f"documents/{document.pk}",
                 f"redirects/{old.pk}"):  # fmt: skip
        assert client.get(f"{ROOT}{path}/").status_code == 404
    assert get(client, f"{PAGES}find/?html_path=/announcements/zebra/").status_code == 404
    assert get(client, f"{ROOT}redirects/find/?html_path=/numbat").status_code == 404
    assert client.get(PAGES, {"child_of": made.pk}).status_code == 400


def test_what_a_public_page_shows_is_given_out_in_the_declared_sizes(client):
    image = make_image()
    document = make_document()
    link = f'<p><a linktype="document" id="{document.pk}">report</a></p>'
    made = make_announcement(
        image=image,
        image_alt="A room",
        body=[("text", link)],
        places=[Place.objects.get(slug="ohio")],
    )
    Redirect.objects.create(old_path="/prize", redirect_page=made)
    detail = client.get(f"{ROOT}images/{image.pk}/").json()
    sizes = detail["meta"]["renditions"]
    assert set(sizes) == {f"{size}_{form}" for size in ("small", "medium", "large")
                          for form in ("webp", "jpeg")}  # fmt: skip
    assert (sizes["small_webp"]["width"], sizes["small_webp"]["height"]) == (480, 240)
    rendition = image.get_rendition("format-webp|width-480")
    assert sizes["small_webp"]["url"] == urljoin("http://testserver/", rendition.url)
    assert client.get(f"{ROOT}documents/").json()["items"][0]["title"] == "Report"
    page = client.get(f"{PAGES}{made.pk}/").json()
    assert page["image"]["renditions"] == sizes
    assert page["places"][0]["slug"] == "ohio"
    assert page["places"][0]["html_url"] == "http://testserver/places/ohio/"
    found = get(client, f"{ROOT}redirects/find/?html_path=/prize").json()
    assert found["location"].endswith("/announcements/zebra/")
    for path in (f"{ROOT}images/", f"{ROOT}images/{image.pk}/", f"{ROOT}documents/",
                 f"{PAGES}{made.pk}/", f"{PAGES}?type=home.AnnouncementPage&fields=*"):  # fmt: skip
        named = set(re.findall(r'"http://testserver(/[^"]*)"', client.get(path).content.decode()))
        assert named
        assert [url for url in named if client.get(url).status_code != 200] == []
    Place.objects.get(slug="ohio").unpublish()
    assert client.get(f"{PAGES}{made.pk}/").json()["places"] == []
    private = Collection.get_first_root_node().add_child(name="Board")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    image.collection = private
    image.save()
    assert client.get(f"{ROOT}images/{image.pk}/").status_code == 404


def test_a_document_can_be_read_while_a_page_shows_it_to_the_reader(client, admin_client):
    document = make_document(b"numbat")

    def read(reader) -> int:
        return reader.get(document.url).status_code

    assert (read(client), read(admin_client)) == (404, 200)
    link = f'<p><a linktype="document" id="{document.pk}">report</a></p>'
    made = make_announcement(body=[("text", link)])
    assert read(client) == 200
    behind = PageViewRestriction.objects.create(
        page=made, restriction_type="password", password="secret"
    )
    assert read(client) == 404
    session = client.session
    session[behind.passed_view_restrictions_session_key] = [behind.pk]
    session.save()
    assert read(client) == 200
    made.unpublish()
    assert read(client) == 404


def test_a_document_whose_file_is_gone_is_404(client):
    document = make_document(b"numbat")
    make_announcement(
        body=[("text", f'<p><a linktype="document" id="{document.pk}">report</a></p>')]
    )
    assert b"".join(client.get(document.url).streaming_content) == b"numbat"
    document.file.storage.delete(document.file.name)
    assert client.get(document.url).status_code == 404
