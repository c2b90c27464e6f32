"""Announcements in the editor: who writes them, their list, their preview."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from directory.models import Program
from home.models import AnnouncementIndexPage, AnnouncementPage, Pin, WelcomePage
from tests.factories import make_announcement, sign_in

pytestmark = pytest.mark.django_db


def test_hrdr_writes_schedules_and_publishes(client):
    user = sign_in(client, "HRDR")
    index = AnnouncementIndexPage.objects.get()
    may = index.permissions_for_user(user)
    assert may.can_add_subpage()
    assert may.can_publish_subpage()
    add = reverse("wagtailadmin_pages:add", args=["home", "announcementpage", index.pk])
    html = client.get(add).content.decode()
    assert "Publish" in html
    assert 'name="go_live_at"' in html
    assert client.get(reverse("announcements:index")).status_code == 200
    assert "Announcements" in client.get("/admin/").content.decode()


def test_hrdr_changes_nothing_else(client):
    user = sign_in(client, "HRDR")
    welcome = WelcomePage.objects.get()
    may = welcome.permissions_for_user(user)
    assert not may.can_edit()
    assert not may.can_publish()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[welcome.pk])).status_code == 302
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[welcome.pk])
    assert client.post(unpublish).status_code == 302
    welcome.refresh_from_db()
    assert welcome.live
    program = Program.objects.first()
    edit = reverse(Program.snippet_viewset.get_url_name("edit"), args=[program.pk])
    assert client.post(edit, {"name": "Mine now"}).status_code == 302
    program.refresh_from_db()
    assert program.name != "Mine now"


def test_the_list_of_announcements_takes_the_same_number_of_queries_however_many_there_are(
    client,
):
    sign_in(client, "HRDR")
    pinned = make_announcement()
    Pin.put(pinned)
    url = reverse("announcements:index")
    client.get(url)
    kept = AnnouncementPage.objects.exclude(pk=pinned.pk)[:4]
    AnnouncementPage.objects.exclude(
        pk__in=[pinned.pk, *kept.values_list("pk", flat=True)]
    ).delete()
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(20):
        make_announcement(title=f"More {number}", slug=f"more-{number}")
    with CaptureQueriesContext(connection) as many:
        html = client.get(url).content.decode()
    assert len(many) == len(few)
    assert reverse("announcements:unpin", args=[pinned.pk]) in html
    assert client.get(url, {"kind": "news", "q": "zebra\x00'"}).status_code == 200


def test_an_announcement_is_previewed_as_readers_will_see_it(client):
    sign_in(client, "HRDR")
    page = make_announcement(live=False)
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    html = response.content.decode()
    assert "<h1>Zebra week</h1>" in html
    assert 'class="masthead"' in html


def test_a_draft_may_wait_for_the_text_of_its_picture_and_is_not_published_without(client):
    sign_in(client, "HRDR")
    page = make_announcement(live=False)
    image = get_image_model().objects.create(title="Room", file=get_test_image_file())
    form = {
        "title": page.title, "slug": page.slug, "summary": page.summary, "kind": page.kind,
        "date": page.date.isoformat(), "date_precision": "day", "image": image.pk, "image_alt": "",
        "body-count": 0, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(edit, form).status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().image == image
    refused = client.post(edit, {**form, "action-publish": "1"})
    assert set(refused.context["form"].errors) == {"image_alt"}
    page.refresh_from_db()
    assert not page.live
    client.post(edit, {**form, "image_alt": "A reading room", "action-publish": "1"})
    page.refresh_from_db()
    assert page.live
    assert page.image_alt == "A reading room"


@pytest.mark.parametrize(("kind", "size"), [("PNG", 60), ("JPEG", 900), ("WEBP", 40)])
def test_a_picture_that_is_torn_is_refused_in_words(client, kind, size):
    sign_in(client, "HRDR")
    whole = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(whole, kind)
    add, words = reverse("wagtailimages:add_multiple"), "not an image or a corrupted image"
    ending = kind.lower().replace("jpeg", "jpg")
    for content, is_refused in ((whole.getvalue()[:size], True), (whole.getvalue(), False)):
        file = SimpleUploadedFile(f"room.{ending}", content)
        answer = client.post(
            add, {"collection": 1, "title": "Room", "files[]": file},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )  # fmt: skip
        assert answer.json()["success"] is not is_refused
        assert (words in answer.json().get("error_message", "")) is is_refused
    image = get_image_model().objects.get()
    file = SimpleUploadedFile(f"other.{ending}", whole.getvalue()[:size])
    form = {"title": "Room", "file": file, "collection": 1, "description": "", "tags": ""}
    page = client.post(reverse("wagtailimages:edit", args=[image.pk]), form)
    assert words in page.content.decode()
    assert get_image_model().objects.get().file.name == image.file.name


def test_nobody_who_knows_what_a_picture_was_called_knows_where_it_is():
    def names(name: str) -> tuple[str, str]:
        image = get_image_model().objects.create(
            title="Prize", file=get_test_image_file(filename=name)
        )
        assert image.title == "Prize"
        return image.file.name, image.get_rendition("width-20").file.name

    first, second = names("prize.png"), names("prize.png")
    for kept, made in (first, second):
        assert re.fullmatch(r"original_images/[0-9a-f]{16}-prize\.png", kept)
        assert re.fullmatch(r"images/[0-9a-f]{16}-prize\.width-20\.png", made)
    assert first[0][16:32] != second[0][16:32]
    long = names("a-very-long-name-of-a-picture-" * 5 + ".png")
    assert all(re.match(r"\w+/[0-9a-f]{16}-a-very", each) for each in long)
    image = get_image_model().objects.latest("pk")
    before = image.file.name
    image.title = "Another"
    image.save()
    assert image.file.name == before
    image.file = ContentFile(get_test_image_file().file.getvalue(), name="other.png")
    image.save()
    assert re.fullmatch(r"original_images/[0-9a-f]{16}-other\.png", image.file.name)
