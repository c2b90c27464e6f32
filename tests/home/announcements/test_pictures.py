"""A picture that cannot be drawn is made plain or refused when it is sent; one that is there
already takes nothing down."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageCms
from wagtail.images import get_image_model

from tests.cms.content_api.conftest import PAGES, ROOT
from tests.factories import make_announcement, make_image

pytestmark = pytest.mark.django_db

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
GREY = SRGB[:16] + b"GRAY" + SRGB[20:]
# Files that pass for pictures: name, mode, profile, and a color and what readers should see of it.
ODD = {
    "sRGB profile": ("room.jpg", "CMYK", SRGB, (0, 255, 255, 0), (255, 0, 0)),
    "grey profile": ("room.jpg", "CMYK", GREY, (0, 255, 255, 0), (255, 0, 0)),
    "cut profile": ("room.jpg", "CMYK", SRGB[:200], (0, 255, 255, 0), (255, 0, 0)),
    "tiny profile": ("room.jpg", "CMYK", b"x", (0, 255, 255, 0), (255, 0, 0)),
    "sixteen bits": ("room.png", "I;16", None, 0x8000, (128, 128, 128)),
}


def odd(case: str) -> tuple[str, bytes]:
    name, mode, profile, color, _seen = ODD[case]
    file = io.BytesIO()
    kind = {"jpg": "JPEG", "png": "PNG"}[name[-3:]]
    options = {"icc_profile": profile} if profile else {}
    Image.new(mode, (600, 400), color).save(file, kind, **options)
    return name, file.getvalue()


def send(client, name: str, content: bytes):
    form = {"collection": 1, "title": "Room", "files[]": SimpleUploadedFile(name, content)}
    headers = {"X-Requested-With": "XMLHttpRequest"}
    return client.post(reverse("wagtailimages:add_multiple"), form, headers=headers).json()


@pytest.mark.parametrize("case", ODD)
def test_a_picture_in_odd_colors_is_made_plain_when_it_is_sent(admin_client, case):
    name, content = odd(case)
    assert send(admin_client, name, content)["success"]
    image = get_image_model().objects.get()
    assert (image.width, image.height) == (600, 400)
    for made in image.get_renditions("format-avif|width-480", "format-webp|width-480",
                                     "format-jpeg|width-480").values():  # fmt: skip
        with Image.open(made.file.open()) as shown:
            pixel = shown.convert("RGB").getpixel((100, 100))
        assert max(abs(a - b) for a, b in zip(pixel, ODD[case][4], strict=True)) < 12
    # The other doors lead through the same form.
    other = SimpleUploadedFile(name, content)
    form = {"title": "Room", "file": other, "collection": 1, "description": "", "tags": ""}
    admin_client.post(reverse("wagtailimages:edit", args=[image.pk]), form)
    chosen = {f"image-chooser-upload-{key}": value for key, value in form.items()}
    chosen["image-chooser-upload-file"] = SimpleUploadedFile(name, content)
    admin_client.post(reverse("wagtailimages_chooser:create"), chosen)
    made = get_image_model().objects.all()
    assert len(made) == 2
    for image in made:
        assert image.get_rendition("format-jpeg|width-20")
        assert image.get_rendition("format-webp|width-20")


def test_a_good_picture_is_kept_byte_for_byte(admin_client):
    file = io.BytesIO()
    Image.effect_noise((300, 200), 80).convert("RGB").save(file, "JPEG", icc_profile=SRGB)
    assert send(admin_client, "room.jpg", file.getvalue())["success"]
    with get_image_model().objects.get().file.open() as kept:
        assert kept.read() == file.getvalue()


def test_what_cannot_be_made_plain_is_refused_in_words(admin_client):
    file = io.BytesIO()
    Image.new("RGB", (300, 200)).save(file, "PNG")
    whole = file.getvalue()
    at = whole.index(b"IDAT") + 8
    torn = whole[:at] + bytes(4) + whole[at + 4 :]
    answer = send(admin_client, "room.png", torn)
    assert not answer["success"]
    assert answer["error_message"].strip()
    assert not get_image_model().objects.exists()


def stored(case: str):
    """A picture from the time before such were refused."""
    name, content = odd(case)
    return make_image(title="Odd", file=ContentFile(content, name=name))


@pytest.mark.parametrize("case", ["sRGB profile", "cut profile", "sixteen bits"])
def test_one_that_is_there_already_takes_nothing_down(client, admin_client, caplog, case):
    bad = stored(case)
    figure = {"image": {"image": bad.pk, "decorative": False, "alt_text": "A"}, "caption": "Hall"}
    made = make_announcement(image=bad, image_alt="A room", body=[])
    made.body = made.body.stream_block.to_python([{"type": "figure", "value": figure}])
    made.save_revision().publish()
    page = client.get("/announcements/zebra/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "Zebra week" in html
    assert "<picture" not in html
    assert "<figure" not in html
    assert f"Picture {bad.pk}" in caplog.text
    listed = client.get(PAGES, {"type": "home.AnnouncementPage", "fields": "*", "limit": 100})
    assert listed.status_code == 200
    item = next(each for each in listed.json()["items"] if each["title"] == "Zebra week")
    assert item["image"] == {"id": bad.pk, "title": "Odd", "renditions": None}
    assert client.get(f"{PAGES}{made.pk}/").json()["image"]["renditions"] is None
    assert client.get(f"{ROOT}images/{bad.pk}/").json()["meta"]["renditions"] is None
    for path in ("/announcements/", "/announcements/list.atom", "/announcements/list.feed.json",
                 "/announcements/zebra/index.md", "/", "/search/?q=zebra"):  # fmt: skip
        assert client.get(path).status_code == 200, path
    for path in (reverse("wagtailimages:index"), reverse("wagtailimages:edit", args=[bad.pk]),
                 reverse("wagtailimages_chooser:choose"),
                 reverse("wagtailadmin_pages:edit", args=[made.pk])):  # fmt: skip
        assert admin_client.get(path).status_code == 200, path


def test_one_that_cannot_be_drawn_is_not_tried_again_by_each_reader(client, monkeypatch):
    make_announcement(image=stored("cut profile"), image_alt="A room")
    client.get("/announcements/zebra/")
    tried = []
    monkeypatch.setattr(get_image_model(), "get_renditions", lambda *specs: tried.append(specs))
    client.get("/announcements/zebra/", headers={"X-Any": "1"})
    assert tried == []
