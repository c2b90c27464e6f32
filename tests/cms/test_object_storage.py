"""With uploads in a bucket, a stranger who knows a name gets what pages show, and nothing else."""

import json
import re
import socket
from ast import literal_eval

import boto3
import httpx
import pytest
from django.core.checks.registry import registry
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from moto.server import ThreadedMotoServer
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.storage import checks as bucket_checks
from tests.cms.content_api.conftest import PAGES
from tests.cms.test_settings import ROOT, setting
from tests.factories import make_announcement, make_document, make_image

pytestmark = pytest.mark.django_db

BUCKET = "center"
ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
ALL = {**ANYBODY, "Resource": f"arn:aws:s3:::{BUCKET}/*"}


def policy(*statements: dict[str, str]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.fixture(scope="module")
def server():
    started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    yield f"http://{host}:{port}"
    started.stop()


def policy_of_the_docs() -> str:
    text = (ROOT / "docs/operating.md").read_text()
    return re.search(r"```json\n(.*?)```", text, re.DOTALL)[1].replace("BUCKET", BUCKET)


def as_in_production(endpoint: str) -> dict:
    return literal_eval(setting("STORAGES", S3_BUCKET=BUCKET, S3_ENDPOINT=endpoint))


def keep_uploads_in(chosen: dict, settings, monkeypatch) -> None:
    settings.STORAGES = {**chosen, "staticfiles": settings.STORAGES["staticfiles"]}
    sizes = get_image_model().get_rendition_model()._meta.get_field("file")
    monkeypatch.setattr(sizes, "storage", storages["renditions"])


@pytest.fixture(scope="module")
def chosen(server) -> dict:
    return as_in_production(server)


@pytest.fixture
def bucket(server, chosen, settings, monkeypatch):
    """A new bucket with the policy of docs/operating.md, where uploads are as in production."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    httpx.post(f"{server}/moto-api/reset")
    client = boto3.client("s3", endpoint_url=server)
    client.create_bucket(Bucket=BUCKET)
    client.put_bucket_policy(Bucket=BUCKET, Policy=policy_of_the_docs())
    keep_uploads_in(chosen, settings, monkeypatch)
    return client


@pytest.fixture
def away(bucket, chosen, settings, monkeypatch):
    """Call it, and nothing answers any more where the bucket was."""

    def leave() -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
        moved = {
            name: {**each, "OPTIONS": {**each.get("OPTIONS", {}), "endpoint_url": nowhere}}
            for name, each in chosen.items()
        }
        keep_uploads_in(moved, settings, monkeypatch)

    return leave


def document(name="report.pdf", content=b"numbat", **fields):
    return make_document(file=ContentFile(content, name=name), **fields)


def shown_on_a_page(uploaded):
    link = f'<p><a linktype="document" id="{uploaded.pk}">report</a></p>'
    return make_announcement(body=[("text", link)])


def at_the_bucket(server: str, name: str) -> int:
    return httpx.get(f"{server}/{BUCKET}/{name}").status_code


def test_production_keeps_uploads_in_private_and_renditions_in_public(server, chosen):
    assert chosen["default"]["BACKEND"] == "cms.storage.buckets.PrivateStorage"
    assert "custom_domain" not in chosen["default"]["OPTIONS"]
    assert chosen["renditions"]["BACKEND"] == "cms.storage.buckets.PublicStorage"
    name = setting("WAGTAILIMAGES_RENDITION_STORAGE", S3_BUCKET=BUCKET)
    assert name == "renditions"


def test_who_knows_the_name_of_an_upload_gets_nothing_from_the_bucket(server, bucket):
    kept = document()
    image = make_image()
    made = image.get_rendition("width-480")
    names = {each["Key"] for each in bucket.list_objects_v2(Bucket=BUCKET)["Contents"]}
    assert names == {kept.file.name, image.file.name, made.file.name}
    assert at_the_bucket(server, kept.file.name) == 403
    assert at_the_bucket(server, image.file.name) == 403
    assert at_the_bucket(server, made.file.name) == 200
    assert httpx.get(made.url).status_code == 200
    assert "?" not in made.url
    for signed in (kept.file.url, image.file.url):
        assert httpx.get(signed).status_code == 200
        assert "X-Amz-Expires=60" in signed


def test_a_document_is_passed_on_after_its_check_and_by_no_other_way(client, server, bucket):
    kept = document(content=b"numbat" * 500_000)  # beyond what is held in memory
    assert client.get(kept.url).status_code == 404
    shown_on_a_page(kept)
    answer = client.get(kept.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"numbat" * 500_000
    assert answer["Content-Length"] == str(6 * 500_000)
    assert answer["Content-Security-Policy"] == "default-src 'none'"
    again = client.get(kept.url, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    for path in ("/announcements/zebra/", "/announcements/zebra/index.md", f"{PAGES}?fields=*",
                 "/api/content/v2/documents/"):  # fmt: skip
        assert server not in client.get(path).content.decode(), path


def test_a_document_does_not_take_the_place_of_another_of_its_name(admin_client, bucket):
    first = document()
    form = {"title": "Mine", "file": SimpleUploadedFile("report.pdf", b"mine"), "collection": 1,
            "tags": ""}  # fmt: skip
    admin_client.post(reverse("wagtaildocs:add"), form)
    mine = get_document_model().objects.get(title="Mine")
    assert mine.file.name != first.file.name
    with first.file.storage.open(first.file.name) as kept:
        assert kept.read() == b"numbat"


def test_a_file_that_is_gone_is_404(client, bucket):
    kept = document()
    shown_on_a_page(kept)
    bucket.delete_object(Bucket=BUCKET, Key=kept.file.name)
    assert client.get(kept.url).status_code == 404


def test_while_the_bucket_is_away_documents_are_503_and_pages_do_without(
    client, admin_client, away, caplog
):
    kept = document()
    image = make_image()
    link = f'<p><a linktype="document" id="{kept.pk}">report</a></p>'
    made = make_announcement(image=image, image_alt="A room", body=[("text", link)])
    away()
    answer = client.get(get_document_model().objects.get().url)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert answer["Cache-Control"] == "no-store"
    assert "Our files are away for a moment" in answer.content.decode()
    assert "The storage of uploads is away" in caplog.text
    page = client.get("/announcements/zebra/")
    assert page.status_code == 200
    assert "<picture" not in page.content.decode()
    assert client.get(f"{PAGES}{made.pk}/").json()["image"]["renditions"] is None
    for path in (reverse("wagtailimages:index"), reverse("wagtaildocs:edit", args=[kept.pk])):
        assert admin_client.get(path).status_code in (200, 503)
    form = {"title": "New", "file": SimpleUploadedFile("new.pdf", b"new"), "collection": 1}
    refused = admin_client.post(reverse("wagtaildocs:add"), {**form, "tags": ""})
    assert refused.status_code == 503
    assert not get_document_model().objects.filter(title="New").exists()


def test_a_page_keeps_the_sizes_of_its_picture_that_are_made_while_the_bucket_is_away(client, away):
    make_announcement(image=make_image(), image_alt="A room")
    assert "<picture" in client.get("/announcements/zebra/").content.decode()
    away()
    assert "<picture" in client.get("/announcements/zebra/").content.decode()


def ids() -> set[str]:
    """What is said of the bucket."""
    return {each.id for each in bucket_checks.check_bucket(None)}


def test_check_deploy_asks_the_bucket_as_a_stranger_would(bucket, away, monkeypatch):
    assert bucket_checks.check_bucket in registry.deployment_checks
    # The server of these tests lets anybody list.
    assert ids() == {"center.E002"}
    read = bucket_checks._read

    def read_no_listing(stranger, address: str) -> str:
        return "" if address.endswith("/") else read(stranger, address)

    monkeypatch.setattr(bucket_checks, "_read", read_no_listing)
    assert ids() == set()
    assert "Contents" not in bucket.list_objects_v2(Bucket=BUCKET)
    bucket.put_bucket_policy(Bucket=BUCKET, Policy=policy(ALL))
    assert ids() == {"center.E001"}
    bucket.delete_bucket_policy(Bucket=BUCKET)
    assert ids() == {"center.W003"}
    away()
    assert ids() == {"center.W002"}


def test_check_deploy_asks_nothing_of_a_site_without_a_bucket(monkeypatch, settings):
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": settings.STORAGES["staticfiles"],
    }
    monkeypatch.setattr(httpx, "Client", lambda *args, **kwargs: pytest.fail("asked"))
    assert ids() == set()
