"""What a published page shows is changed by nobody who could not publish it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from directory.models import Resource
from tests.factories import make_announcement, make_document, make_image, sign_in

pytestmark = pytest.mark.django_db

KINDS = ("image", "document")
SWAP, DELETE = "wagtail{}s:edit", "wagtail{}s:delete"


def sent(kind: str, by: User | None, name: str = "mine"):
    if kind == "image":
        return make_image(title=name, uploaded_by_user=by)
    return make_document(b"first", title=name, uploaded_by_user=by)


def show(upload, **changes):
    """An announcement that shows it."""
    if upload._meta.model_name == "image":
        return make_announcement(image=upload, image_alt="A room", **changes)
    link = f'<p><a linktype="document" id="{upload.pk}">report</a></p>'
    return make_announcement(body=[("text", link)], **changes)


def app(upload) -> str:
    return {"image": "wagtailimages", "document": "wagtaildocs"}[upload._meta.model_name]


def attack(client, upload) -> None:
    """Everything that would change or delete it, by every door."""
    kind, name = upload._meta.model_name, app(upload)
    other = (
        SimpleUploadedFile("other.txt", b"swapped")
        if kind == "document"
        else get_test_image_file(filename="other.png", size=(9, 9))
    )
    if kind == "image":
        other = SimpleUploadedFile("other.png", other.file.getvalue())
    private = Collection.get_first_root_node().get_children().first()
    form = {"title": "Renamed", "file": other, "collection": private.pk, "tags": "new",
            "description": ""}  # fmt: skip
    client.post(reverse(f"{name}:edit", args=[upload.pk]), form)
    prefix = {"image": "image", "document": "doc"}[kind]
    several = {f"{prefix}-{upload.pk}-{key}": value for key, value in form.items()}
    headers = {"X-Requested-With": "XMLHttpRequest"}
    client.post(reverse(f"{name}:edit_multiple", args=[upload.pk]), several, headers=headers)
    bulk = {"add_tags": {"tags": "new"}, "add_to_collection": {"collection": private.pk},
            "delete": {}}  # fmt: skip
    for action, data in bulk.items():
        path = reverse("wagtail_bulk_action", args=[name, kind, action])
        client.post(f"{path}?id={upload.pk}", data)
        client.post(f"{path}?id=all", data)
    client.post(reverse(f"{name}:delete_multiple", args=[upload.pk]), headers=headers)
    client.post(reverse(f"{name}:delete", args=[upload.pk]))


def state(upload) -> tuple[str, str, int, int] | None:
    now = type(upload).objects.filter(pk=upload.pk).first()
    return now and (now.title, now.file.name, now.collection_id, now.tags.count())


@pytest.fixture(autouse=True)
def collection(db):
    return Collection.get_first_root_node().add_child(name="Another")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("group", ["Editors", "HRDR"])
def test_what_a_published_page_shows_stays_as_it_was_approved(client, kind, group):
    upload = sent(kind, sign_in(client, group))
    page = show(upload)
    before = state(upload)
    attack(client, upload)
    assert state(upload) == before
    # As soon as no page shows it, it is the sender's again.
    page.unpublish()
    attack(client, upload)
    assert state(upload) is None


@pytest.mark.parametrize("kind", KINDS)
def test_what_another_sent_is_for_moderators(client, kind):
    upload = sent(kind, None)
    before = state(upload)
    for group in ("Editors", "HRDR"):
        sign_in(client, group)
        attack(client, upload)
        assert state(upload) == before
    show(upload)
    sign_in(client, "Moderators")
    form = {"title": "Renamed", "collection": 1, "tags": "", "description": ""}
    client.post(reverse(f"{app(upload)}:edit", args=[upload.pk]), form)
    assert state(upload)[0] == "Renamed"
    attack(client, upload)
    assert state(upload) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_version_that_waits_for_its_hour_keeps_what_it_shows(client, kind):
    upload = sent(kind, sign_in(client, "Editors"))
    page = make_announcement(live=False)
    if kind == "image":
        page.image, page.image_alt = upload, "A room"
    else:
        page.body = page.body.stream_block.to_python(
            [{"type": "document", "value": {"document": upload.pk, "text": ""}}]
        )
    page.save_revision()
    page.refresh_from_db()
    page.get_latest_revision().as_object().save_revision()
    before = state(upload)
    promised = page.get_latest_revision_as_object()
    promised.go_live_at = timezone.now() + timedelta(days=1)
    promised.save_revision().publish()
    attack(client, upload)
    assert state(upload) == before


@pytest.mark.parametrize("where", ["entry", "page", "elsewhere"])
def test_a_document_whose_address_is_typed_is_shown_too(client, where):
    upload = sent("document", sign_in(client, "Editors"))
    address = f"https://center.example{upload.url}"
    if where == "entry":
        resource = Resource.objects.published().first()
        Resource.objects.filter(pk=resource.pk).update(url=address)
    elif where == "page":
        make_announcement(body=[("text", f'<p><a href="{address}">report</a></p>')])
    before = state(upload)
    attack(client, upload)
    assert (state(upload) == before) is (where != "elsewhere")


def test_many_are_asked_about_with_as_many_queries_as_one(client):
    user = sign_in(client, "Editors")

    def queries(number: int) -> int:
        pks = [sent("document", user).pk for _each in range(number)]
        path = reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "add_tags"])
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"{path}?{'&'.join(f'id={pk}' for pk in pks)}")
        assert len(re.findall("mine", answer.content.decode())) >= number
        # Wagtail itself asks for the collection of each.
        return sum("referenceindex" in each["sql"] or "revision" in each["sql"] for each in asked)

    assert queries(1) == queries(8) > 0
