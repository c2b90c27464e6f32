"""Announcements: real dates, the archive by year, pictures of several sizes, go-live and expiry."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images.models import Image

from home.models import AnnouncementIndexPage, AnnouncementPage

pytestmark = pytest.mark.django_db


def make(**changes) -> AnnouncementPage:
    page = AnnouncementPage(
        **{"title": "Test of the day", "slug": "test-of-the-day", "kind": "news", "summary": "s",
           **changes}
    )  # fmt: skip
    return AnnouncementIndexPage.objects.get().add_child(instance=page)


def test_the_archive_is_listed_by_year_newest_first(client):
    html = client.get("/announcements/").content.decode()
    years = [int(year) for year in re.findall(r'class="group-head">(\d{4})<', html)]
    assert years == sorted(years, reverse=True)
    assert years[0] == 2026
    assert len(years) > 3
    facets = client.get("/announcements/list.json").json()["facets"]
    assert {option["value"] for option in facets["year"]} >= {"1996", "2003", "2026"}


def test_a_date_is_shown_no_more_exactly_than_it_is_known(client):
    pages = AnnouncementPage.objects.exclude(date_precision="day")
    assert {page.date_precision for page in pages} == {"month", "year"}
    assert pages.count() == 3
    for page in pages:
        html = client.get(page.get_absolute_url()).content.decode()
        assert f'<time datetime="{page.date_text}">{page.date_words}</time>' in html


def test_only_current_ones_stand_on_the_welcome_page(client):
    make(current_until=date.today())
    old = make(title="Old one", slug="old-one", current_until=date.today() - timedelta(days=1))
    html = client.get("/").content.decode()
    assert "Test of the day" in html
    assert "Old one" not in html
    assert "/announcements/old-one/" in client.get("/announcements/").content.decode()
    assert "from the archive" in client.get(old.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("kind", "days"), [("event", 0), ("deadline", 0), ("news", 180), ("program", 180)]
)
def test_an_announcement_is_current_for_as_long_as_its_kind_says(kind, days):
    page = make(kind=kind, date=date(2026, 1, 31))
    assert abs((page.current_until - date(2026, 1, 31)).days - days) <= 2


def test_an_announcement_concerns_its_places(client):
    from directory.models import Place

    page = make()
    page.places = [Place.objects.get(slug="ohio")]
    page.save_revision().publish()
    assert "Test of the day" in client.get("/places/ohio/").content.decode()
    assert "Test of the day" not in client.get("/places/guam/").content.decode()


def test_scheduled_announcements_come_and_go(client):
    page = make(live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.expire_at = timezone.now() + timedelta(hours=2)
    page.save_revision(approved_go_live_at=page.go_live_at).publish()
    assert client.get(page.get_absolute_url()).status_code == 404
    call_command("publish_scheduled", verbosity=0)
    assert client.get(page.get_absolute_url()).status_code == 404


def test_a_picture_comes_in_several_sizes_and_formats(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = io.BytesIO()
    Picture.effect_noise((2000, 1200), 60).convert("RGB").save(data, "JPEG", quality=85)
    image = Image.objects.create(title="Noise", file=ImageFile(data, "noise.jpg"))
    page = make(image=image, image_alt="Grey noise")
    html = client.get(page.get_absolute_url()).content.decode()
    assert 'alt="Grey noise"' in html
    assert 'type="image/avif"' in html
    assert 'type="image/webp"' in html
    assert "480w" in html
    assert "1440w" in html
    widths = sorted(r.width for r in image.renditions.filter(filter_spec__contains="avif"))
    assert widths == [480, 960, 1440]
    smallest = image.renditions.get(filter_spec__contains="avif", width=480)
    assert smallest.file.size < len(data.getvalue()) / 5
