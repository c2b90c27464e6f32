"""What the tests of the content API share: its addresses, an announcement and a picture."""

from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.images import get_image_model

from home.models import AnnouncementIndexPage, AnnouncementPage

ROOT = "/api/content/v2/"
PAGES = f"{ROOT}pages/"


def get(client, path, **headers):
    return client.get(path, headers=headers, follow=True)


def announce(**changes) -> AnnouncementPage:
    made = AnnouncementPage(
        title="Quokka prize", slug="quokka", kind="news", summary="x", date=date.today(), **changes
    )
    AnnouncementIndexPage.objects.get().add_child(instance=made)
    return made


def picture(title="Reading room"):
    file = BytesIO()
    Picture.new("RGB", (1200, 600), "teal").save(file, "JPEG")
    return get_image_model().objects.create(
        title=title, file=ContentFile(file.getvalue(), name="room.jpg")
    )
