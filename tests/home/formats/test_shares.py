"""The picture of a page that is shared: drawn for what is public, and for nothing else."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.conf import settings
from django.utils.formats import date_format
from PIL import Image
from wagtail.models import PageViewRestriction

from directory.catalog.directories import DIRECTORIES
from directory.models import CertificationRequirement, Institution, Program, Record
from home.formats.cards import (
    Card,
    draw,
    shown,
    title_lines,
)
from home.formats.fixed_pages import FIXED
from home.formats.previews import shortened
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


# --- What is said where an address is shared ------------------------------------------------------

NAMED = re.compile(r'<meta name="([\w:]+)" content="([^"]*)">')
CANONICAL = re.compile(r'<link id="canonical" rel="canonical" href="([^"]+)">')


def told(client, path) -> tuple[dict[str, str], dict[str, str], str]:
    """What the head of a page says: open graph, names, and the one canonical address."""
    head = client.get(path).content.decode().partition("</head>")[0]
    found = CANONICAL.findall(head)
    assert len(found) == head.count('rel="canonical"') == 1, path
    return dict(OG.findall(head)), dict(NAMED.findall(head)), unescape(found[0])


def test_every_page_says_what_it_is_and_its_one_whole_address(client):
    announced = AnnouncementPage.objects.published().first().get_absolute_url()
    entries = [
        directory.records().first().get_absolute_url()
        for directory in DIRECTORIES.values()
        if issubclass(directory.model, Record)
    ]
    for path in [*routes().pages, *FIXED, announced, *entries]:
        properties, names, address = told(client, path)
        assert address == properties["url"] == f"http://testserver{path}"
        assert properties["site_name"] == "Library Support Staff Resource Center"
        assert 0 < len(unescape(properties["description"])) <= 160, path
        assert names["description"] == properties["description"]
        assert names["twitter:card"] == "summary_large_image"
        assert "robots" not in names, path


def test_a_page_without_a_description_is_described_by_its_lede_or_its_name(client):
    page = routes().pages["/overview/"]
    for lede in ("What the work is.", ""):
        page.search_description, page.lede = "", lede
        page.save_revision().publish()
        described = told(client, "/overview/")[0]["description"]
        assert described == (lede or f"{page.title} - Library Support Staff Resource Center")


def test_a_long_description_is_cut_between_two_words(client):
    rule = CertificationRequirement.objects.get(slug="alabama-public-library-directors")
    assert len(rule.summary) > 160
    said = unescape(shared(client, rule.get_absolute_url())["description"])
    assert 100 < len(said) <= 160
    assert rule.summary.startswith(f"{said[:-1]} ")
    assert said.endswith("…")
    assert shortened("x" * 200) == f"{'x' * 159}…"


@pytest.mark.parametrize("path", ["/programs/", "/announcements/", "/resources/"])
def test_each_page_of_a_list_is_its_own_and_may_be_found(client, path):
    path = client.get(path, follow=True).request["PATH_INFO"]
    first, second = told(client, path), told(client, f"{path}?page=2")
    assert first[2] == f"http://testserver{path}"
    assert second[2] == second[0]["url"] == f"http://testserver{path}?page=2"
    assert "page 2" in second[0]["title"]
    titles = [
        re.search(r"<title>(.+?)</title>", client.get(each).content.decode())[1]
        for each in (path, f"{path}?page=2")
    ]
    assert titles[0] != titles[1]
    assert "robots" not in second[1]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/programs/?delivery=online&place=ohio", "Online programs in Ohio, 1 result"),
        ("/programs/?page=2&place=california", " results, page 2"),
        ("/programs/?q=kent", "kent - "),
        ("/search/?q=kent", "kent - "),
    ],
)
def test_the_preview_of_a_filtered_list_is_of_that_list(client, path, title):
    properties, names, address = told(client, path)
    assert title in properties["title"]
    assert properties["description"].startswith(properties["title"])
    assert address == unescape(properties["url"]) == f"http://testserver{path}"
    assert names["robots"] == "noindex, follow"


def test_the_fragment_of_a_list_brings_its_canonical_address(client):
    for path in ("/programs/?place=ohio", "/search/?q=kent"):
        html = client.get(path, headers={"HX-Request": "true"}).content.decode()
        link = (
            f'<link id="canonical" rel="canonical" href="http://testserver{path}" data-hx-swap-oob'
        )
        assert link in html


def test_embeds_and_twins_name_the_page_of_the_same_list(client):
    page = "http://testserver/programs/?page=2"
    assert (
        f'rel="canonical" href="{page}"' in client.get("/embed/programs/?page=2").content.decode()
    )
    assert client.get("/programs/index.md?page=2")["Link"] == f'<{page}>; rel="canonical"'


def test_a_hostile_name_stays_inside_its_attribute(client):
    record = Program.objects.published().first()
    record.summary = '"><script>alert(1)</script>'
    record.save()
    html = client.get(record.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in html
    html = client.get("/programs/", {"q": '"><script>alert(2)</script>'}, follow=True).content
    assert b"<script>alert(2)" not in html


def test_the_picture_of_a_place_says_what_it_asks_of_support_staff(client):
    """In words, of whom and of which day; another answer has another picture, and the old address
    leads to it."""
    rules = CertificationRequirement.objects.filter(
        jurisdiction__slug="ohio", audiences__slug="support-staff"
    )
    (rule,) = rules
    before = shared(client, "/places/ohio/")
    day = date_format(rule.gathered_on, "j F Y")
    assert f"Support staff: voluntary. 1 requirement: {rule.applies_to}." in before["image:alt"]
    assert f"Not verified by an editor; gathered: {day}" in before["image:alt"]
    rules.update(requirement="mandatory", status="dormant")
    after = shared(client, "/places/ohio/")
    assert "Support staff: required, perhaps dormant: ask first." in after["image:alt"]
    sent = client.get(path_of(before))
    assert (sent.status_code, sent["Location"]) == (302, path_of(after))
    rules.update(verified_on=date(2026, 5, 3))
    assert "Verified by an editor: 3 May 2026" in shared(client, "/places/ohio/")["image:alt"]
    rules.update(live=False)
    alone = shared(client, "/places/ohio/")["image:alt"]
    assert "Support staff: not recorded." in alone
    assert "requirement" not in alone
