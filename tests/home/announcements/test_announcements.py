"""Announcements: real dates, the archive by year, audiences, bodies, pictures of several sizes."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.formats import date_format
from PIL import Image as Picture
from wagtail.contrib.typed_table_block.blocks import TypedTableBlockValidationError
from wagtail.documents.models import Document
from wagtail.images.models import Image

from directory.models import Audience
from home.blocks import CaptionedTableBlock
from home.models import AnnouncementPage
from home.pages.welcome import SHOWN_ANNOUNCEMENTS
from tests.factories import make_announcement
from tests.starting_content import rows

pytestmark = pytest.mark.django_db


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
    assert pages.count() == sum(len(row["date"]) < 10 for row in rows("announcements"))
    for page in pages:
        html = client.get(page.get_absolute_url()).content.decode()
        assert f'<time datetime="{page.date_text}">{page.date_words}</time>' in html


def test_what_is_current_or_of_the_last_year_stands_on_the_welcome_page(client):
    today = timezone.localdate()
    year_ago, over = today - timedelta(days=366), today - timedelta(days=1)
    make_announcement(date=year_ago, current_until=today, kind="program")
    for slug, changes in {
        "recent": {"date": today - timedelta(days=300), "kind": "news"},
        "old": {"date": year_ago, "kind": "news"},
        "missed": {"date": over, "kind": "deadline"},
    }.items():
        make_announcement(title=f"The {slug} one", slug=slug, current_until=over, **changes)

    html = client.get("/").content.decode()

    shown = {name for name in ("Zebra week", "recent", "old", "missed") if f"{name} one" in html}
    assert shown == {"recent"}
    assert "Zebra week" in html
    assert html.index("recent one") < html.index("Zebra week")  # the newest first
    assert f"current until {date_format(today, 'j F Y')}" in html
    for slug in ("old", "missed"):
        assert f"/announcements/{slug}/" in client.get("/announcements/").content.decode()
        assert "from the archive" in client.get(f"/announcements/{slug}/").content.decode()


def test_what_is_current_is_never_crowded_out_by_what_is_recent(client):
    today = timezone.localdate()
    make_announcement(date=today - timedelta(days=900), current_until=today, kind="program")
    for number in range(SHOWN_ANNOUNCEMENTS):
        make_announcement(
            title=f"Recent {number}", slug=f"recent-{number}", kind="news",
            date=today - timedelta(days=10), current_until=today - timedelta(days=1),
        )  # fmt: skip

    html = client.get("/").content.decode()

    assert "Zebra week" in html
    current = AnnouncementPage.objects.current().count()
    assert html.count('href="/announcements/recent-') == SHOWN_ANNOUNCEMENTS - current


@pytest.mark.parametrize(
    ("kind", "days"), [("event", 0), ("deadline", 0), ("news", 180), ("program", 180)]
)
def test_an_announcement_is_current_for_as_long_as_its_kind_says(kind, days):
    page = make_announcement(kind=kind, date=date(2026, 1, 31))
    assert abs((page.current_until - date(2026, 1, 31)).days - days) <= 2


def test_an_announcement_concerns_its_places(client):
    from directory.models import Place

    page = make_announcement()
    page.places = [Place.objects.get(slug="ohio")]
    page.save_revision().publish()
    assert "Zebra week" in client.get("/places/ohio/").content.decode()
    assert "Zebra week" not in client.get("/places/guam/").content.decode()


def test_a_picture_comes_in_several_sizes_and_formats(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = io.BytesIO()
    Picture.effect_noise((2000, 1200), 60).convert("RGB").save(data, "JPEG", quality=85)
    image = Image.objects.create(title="Noise", file=ImageFile(data, "noise.jpg"))
    page = make_announcement(image=image, image_alt="Grey noise")
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


@pytest.mark.parametrize(
    ("alt", "is_decorative", "is_fine"),
    [("", False, False), ("  ", False, False), ("Two people", False, True), ("", True, True)],
)
def test_a_picture_has_a_text_or_is_said_to_decorate(alt, is_decorative, is_fine):
    page = make_announcement()
    page.image = Image(title="Any", pk=1)
    page.image_alt, page.image_is_decorative = alt, is_decorative
    if is_fine:
        page.clean()
    else:
        with pytest.raises(ValidationError) as error:
            page.clean()
        assert set(error.value.message_dict) == {"image_alt"}


def test_an_announcement_is_for_its_audiences_or_for_everybody(client):
    page = make_announcement()
    assert "Everybody" in client.get(page.get_absolute_url()).content.decode()
    audience = Audience.objects.first()
    page.audiences = [audience]
    page.save_revision().publish()
    html = client.get(page.get_absolute_url()).content.decode()
    assert audience.name in html
    assert "Everybody" not in html
    listed = client.get(f"/announcements/?audience={audience.slug}").content.decode()
    assert "Zebra week" in listed
    assert f"<li>{audience.name}</li>" in listed
    data = client.get(f"/announcements/list.json?audience={audience.slug}").json()
    assert data["total"] == 1
    other = Audience.objects.last()
    nothing = client.get(f"/announcements/?audience={other.slug}").content.decode()
    assert "Zebra week" not in nothing


def test_a_table_has_a_caption_and_headings_for_columns_and_rows(client):
    html = client.get(make_announcement(body=[table()]).get_absolute_url()).content.decode()
    assert "<caption>Days of the week of library workers</caption>" in html
    assert html.count('<th scope="col">') == 2
    assert re.search(r'<th scope="row">\s*Monday', html)
    assert '<a href="https://example.org/">' in html
    assert re.search(r'role="region" aria-label="Days[^"]+" tabindex="0"', html)
    plain = client.get(
        make_announcement(
            title="Plain", slug="plain", body=[table(names_rows=False)]
        ).get_absolute_url()
    )
    assert '<th scope="row">' not in plain.content.decode()


def table(names_rows: bool = True, **changes) -> tuple[str, dict]:
    value = {
        "columns": [
            {"type": "text", "heading": "Day"},
            {"type": "rich_text", "heading": "What"},
        ],
        "rows": [{"values": ["Monday", '<p><a href="https://example.org/">Talks</a></p>']}],
        "caption": "Days of the week of library workers",
        **changes,
    }
    return ("table", {"table": value, "names_rows": names_rows})


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"caption": " "}, "caption"),
        ({"rows": []}, "a row"),
        ({"columns": [], "rows": []}, "a column"),
        ({"columns": [{"type": "text", "heading": ""}], "rows": [{"values": ["a"]}]}, "heading"),
    ],
)
def test_a_table_that_cannot_be_listened_to_is_refused(changes, complaint):
    block = CaptionedTableBlock()
    value = block.to_python({**table()[1]["table"], **changes})
    with pytest.raises(TypedTableBlockValidationError) as error:
        block.clean(value)
    assert complaint in str(error.value.non_block_errors)


def test_a_document_comes_with_its_kind_and_size(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = Document.objects.create(
        title="Call for papers", file=ContentFile(b"x" * 2048, "call.pdf"), file_size=2048
    )
    page = make_announcement(body=[("document", {"document": document, "text": "The call"})])
    html = client.get(page.get_absolute_url()).content.decode()
    assert f'<a href="{document.url}">The call</a>' in html
    assert "PDF, 2.0\xa0KB" in html
    assert client.get(document.url).status_code == 200
    document.delete()
    assert client.get(page.get_absolute_url()).status_code == 200


def test_the_body_of_an_announcement_breaks_no_policy(client):
    response = client.get(make_announcement(body=[table()]).get_absolute_url())
    assert "unsafe" not in response["Content-Security-Policy"]
    article = re.search(r"<article.*</article>", response.content.decode(), re.DOTALL)[0]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script", article)
