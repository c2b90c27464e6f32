"""The picture of a page that is shared: drawn for what is public, and for nothing else."""

import re
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image
from wagtail.models import PageViewRestriction

from directory.models import Institution, Program
from home.cards import Card, draw, shown, title_lines
from home.models import AnnouncementPage, DirectoryPage
from home.pages.routes import routes

pytestmark = pytest.mark.django_db

OG = re.compile(r'<meta property="og:([\w:]+)" content="([^"]*)">')

TITLES = [
    "", " ", "A", "Library work in Ohio", "word " * 200, "x" * 5000, "🐈📚" * 40, "مكتبة العامة",
    "ספרייה עם Ohio", "Ł ø ñ é Ž ő ‮ \u0000 \ud800", "図書館", "<b>&amp;</b>", "-" * 90, "\n\t",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle",
]  # fmt: skip


def shared(client, path) -> dict[str, str]:
    return dict(OG.findall(client.get(path).content.decode()))


def path_of(properties) -> str:
    return properties["image"].removeprefix("http://testserver")


@pytest.mark.parametrize("title", TITLES)
def test_any_title_makes_a_picture_of_the_right_size(title):
    picture = Image.open(BytesIO(draw(Card(title, title, title))))
    assert picture.size == (1200, 630)
    assert picture.format == "PNG"
    lines, size = title_lines(title)
    assert 1 <= len(lines) <= 4
    assert size >= 50


def test_the_letters_that_we_have_are_shown_and_others_lose_their_accents_or_go():
    assert shown("Ohio é – “x”…") == "Ohio é – “x”…"
    assert shown("Žižek 🐈 مكتبة") == "Zizek"


def test_every_public_page_has_a_picture_that_says_its_title(client):
    announced = AnnouncementPage.objects.published().first().get_absolute_url()
    record = Program.objects.published().first().get_absolute_url()
    for path in [*routes().pages, "/places/ohio/", announced, record]:
        properties = shared(client, path)
        assert (properties["image:width"], properties["image:height"]) == ("1200", "630")
        assert properties["image:alt"]
        assert properties["url"] == f"http://testserver{path}"
        response = client.get(path_of(properties))
        assert response.status_code == 200
        assert response["Content-Type"] == "image/png"
        assert "immutable" in response["Cache-Control"]
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert len(response.content) < 60_000


def test_a_picture_is_a_file_named_by_what_it_says(client):
    record = Program.objects.first()
    before = path_of(shared(client, record.get_absolute_url()))
    digest = before.rpartition("/")[2]
    client.get(before)
    assert (settings.CARDS_ROOT / digest).exists()
    record.name = "Renamed program"
    record.save()
    after = path_of(shared(client, record.get_absolute_url()))
    assert after != before
    sent = client.get(before)
    assert sent.status_code == 302
    assert sent["Location"] == after
    assert client.get(after).status_code == 200


def test_nothing_is_drawn_for_what_is_not_public(client):
    record = Program.objects.first()
    path = path_of(shared(client, record.get_absolute_url()))
    client.get(path)
    record.unpublish()
    assert client.get(path).status_code == 404
    page = DirectoryPage.objects.get(directory="institutions")
    institution = Institution.objects.published().first()
    path = path_of(shared(client, institution.get_absolute_url()))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/share/nope/0123456789abcdef0123.png", "/share/x.png",
                                  "/share/programs/..%2f0123456789abcdef0123.png",
                                  "/share/programs/0123456789abcdef012.png"])  # fmt: skip
def test_there_is_no_picture_of_nothing(client, path):
    assert client.get(path).status_code == 404


def test_a_full_disk_still_shows_the_picture(client, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    settings.CARDS_ROOT = tmp_path / "cards"
    settings.CARDS_ROOT.symlink_to(blocked / "missing")
    assert client.get(path_of(shared(client, "/overview/"))).status_code == 200
