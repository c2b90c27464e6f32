"""Every public page has a Markdown twin that says the same, and nothing more."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.db.models import F
from django.utils.html import strip_tags

from directory.catalog.directories import facts_of
from directory.catalog.facts import missing as missing_of
from directory.listings.markdown import front_matter, link, plain
from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
)
from home.models import AnnouncementPage, DirectoryPage, SectionPage
from home.pages.routes import routes
from tests.factories import make_superuser, make_user

pytestmark = pytest.mark.django_db

MODELS = [Program, CertificationRequirement, Institution, Association, Resource, Place]


def twin(client, path, **params):
    return client.get(f"{path}index.md", params)


def head_of(text):
    """The front matter: each line a name and a JSON value, which is a YAML value too."""
    lines = text.split("\n---\n")[0].split("\n")[1:]
    return {name: json.loads(value) for name, value in (line.split(": ", 1) for line in lines)}


def test_every_public_page_has_a_twin(client):
    for path, page in routes().pages.items():
        response = twin(client, path)
        assert response.status_code == 200, path
        assert response["Content-Type"] == "text/markdown; charset=utf-8"
        text = response.content.decode()
        assert head_of(text)["title"] == page.title
        assert head_of(text)["url"] == f"http://testserver{path}"
        assert f"\n# {plain(getattr(page, 'headline', page.title))}\n" in text
        assert not re.search(r"<(?!http|mailto)\w", text), path
        assert not re.search(r"\]\(<?/", text), path


@pytest.mark.parametrize("model", MODELS)
def test_an_entry_says_on_its_page_and_in_its_twin_what_its_facts_say(client, model):
    record = model.objects.published().first()
    path = record.get_absolute_url()
    html = client.get(path).content.decode().partition('<dl class="facts">')[2]
    html = " ".join(unescape(strip_tags(html.partition("</dl>")[0])).split())
    text = twin(client, path).content.decode()
    assert head_of(text)["title"] == str(record)
    headed = re.search(r"<h1>(.*?)</h1>", client.get(path).content.decode())[1]
    assert f"\n# {plain(unescape(headed))}\n" in text
    if model is Place:
        return
    facts = facts_of(record)
    for fact in facts:
        for part in fact.parts:
            assert plain(part.text) in text
            assert part.text in html
        if fact.parts:
            assert f"\n- **{plain(fact.label)}**:" in text
            assert fact.label in html
    if missing := missing_of(facts):
        assert f"Not recorded {missing}" in html
        assert f"\n- **Not recorded**: {plain(missing)}" in text


@pytest.mark.parametrize(
    "model", [Program, CertificationRequirement, Institution, Association, Resource]
)
def test_the_web_address_of_an_entry_stands_in_its_twin(client, model):
    record = model.objects.published().exclude(url="").exclude(url=F("source_url"))[0]
    text = twin(client, record.get_absolute_url()).content.decode()
    assert f"(<{record.url}>)" in text


def test_the_source_and_the_day_of_verification_stand_in_the_front_matter(client):
    record = Program.objects.published().exclude(source_url="").first()
    head = head_of(twin(client, record.get_absolute_url()).content.decode())
    assert head["verified_on"] is None
    assert head["gathered_on"] == record.gathered_on.isoformat()
    editor = make_user(username="ann", first_name="Ann", last_name="Oh")
    record.verified_on, record.verified_by = date.today(), editor
    record.save()
    text = twin(client, record.get_absolute_url()).content.decode()
    head = head_of(text)
    assert head["verified_on"] == date.today().isoformat()
    assert head["source"] == record.source_url
    assert head["trust"] == "verified"
    assert "by Ann Oh\n" in text


def test_the_twin_of_a_list_is_the_list_as_filtered(client):
    shown = client.get("/programs/list.json", {"place": "ohio", "page": "1"}).json()
    text = twin(client, "/programs/", place="ohio").content.decode()
    assert head_of(text)["entries"] == shown["total"]
    for item in shown["items"]:
        assert f"](<{item['page_url']}>)" in text
    everything = twin(client, "/programs/").content.decode()
    assert everything.count("\n- [") == 20
    assert "/programs/index.md?page=2>" in everything
    second = twin(client, "/programs/", page="2").content.decode()
    assert second.count("\n- [") == 20
    assert twin(client, "/programs/", place="atlantis").status_code == 400


def test_a_place_an_announcement_and_the_search_say_what_their_pages_say(client):
    ohio = twin(client, "/places/ohio/").content.decode()
    assert "## Do you need a certificate?" in ohio
    assert "## Where can you study?" in ohio
    assert "/programs/?place=ohio&sort=level>" in ohio
    announced = AnnouncementPage.objects.published().first()
    text = twin(client, announced.get_absolute_url()).content.decode()
    assert plain(announced.summary) in text
    assert head_of(text)["date"] == announced.date_text
    found = twin(client, "/search/", q="ohio").content.decode()
    assert "(<http://testserver/places/ohio/>)" in found


def test_a_twin_can_be_asked_again_and_read_from_anywhere(client):
    first = twin(client, "/programs/")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Link"] == '<http://testserver/programs/>; rel="canonical"'
    again = client.get("/programs/index.md", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    Program.objects.first().save()
    again = client.get("/programs/index.md", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize("path", ["nope/", "programs/nope/", "places/atlantis/", "programs/a/b/",
                                  "announcements/nope/", "admin/", "a/" * 300])  # fmt: skip
def test_there_is_no_twin_of_nothing(client, path):
    assert client.get(f"/{path}index.md").status_code == 404


def test_a_twin_leaves_out_what_only_screens_need_and_opens_what_is_folded(client):
    text = twin(client, "/programs/", place="ohio", q="library").content.decode()
    lede = DirectoryPage.objects.get(directory="programs").lede
    assert head_of(text)["filter"] == "in Ohio, and with the words “library”"
    for words in ("Filters", "Remove filter", "Sorted by", "Apply", "Updating", "Home"):
        assert words not in text
    assert f"**How to read this list**\n\n{plain(lede)}\n" in text
    assert text.count("\n# ") == 1
    ohio = twin(client, "/places/ohio/").content.decode()
    assert "<iframe" not in ohio
    assert "Report a problem" not in ohio
    for page in (text, ohio):
        assert not re.search(r"[ \t]\n|\n{3}|[^\n] {2,}", page)


def test_a_place_that_is_named_in_full_leads_to_its_own_twin(client):
    response = twin(client, "/places/", q="ohio")
    assert response.status_code == 302
    assert response["Location"] == "/places/ohio/index.md"


def test_what_a_twin_says_does_not_depend_on_who_asks(client):
    first = twin(client, "/programs/")
    client.force_login(make_superuser())
    headers = {"HX-Request": "true", "Referer": "http://testserver/programs/?q=a"}
    again = client.get("/programs/index.md", headers=headers)
    assert again.content == first.content


HOSTILE = [
    "*bold* _it_ [x](javascript:alert(1)) `code` <script>alert(1)</script> # no",
    "line\r\nbreak --- \u2028 and | pipe", "1. not a list", "- not a list", "‮ right to left", "\\",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_an_entry_are_words_and_never_marks(text):
    from markdown_it import MarkdownIt

    tokens = MarkdownIt().parse(plain(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children} == {"text"} or "\\" in text
    lines = front_matter({"title": text}).split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("---", "---", 3)
    assert json.loads(lines[1].removeprefix("title: ")) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_an_entry_are_words_in_its_twin_too(client, text):
    from markdown_it import MarkdownIt

    record = Program.objects.published().first()
    before = twin(client, record.get_absolute_url()).content.decode()
    Program.objects.filter(pk=record.pk).update(name=text, summary=text)
    after = twin(client, record.get_absolute_url()).content.decode()
    listed = twin(client, "/programs/", q=record.slug).content.decode()
    for page in (after, listed):
        tokens = MarkdownIt().parse(page.split("\n---\n", 1)[1])
        inline = [child for token in tokens for child in token.children or []]
        assert not {"html_block", "code_block"} & {token.type for token in tokens}
        assert not {"html_inline", "image", "code_inline"} & {child.type for child in inline}
        links = [child.attrGet("href") for child in inline if child.type == "link_open"]
        assert all(href.startswith("http") for href in links)
    assert before.count("\n#") == after.count("\n#")


def test_only_the_web_and_mail_are_linked():
    assert link("x", "javascript:alert(1)") == "x"
    assert link("a]b", "https://example.org/a b>c") == "[a\\]b](<https://example.org/a%20b%3Ec>)"


def test_an_unpublished_institution_is_named_but_not_linked(client):
    record = Program.objects.published().first()
    path = record.institution.get_absolute_url()
    record.institution.unpublish()
    for shown in (twin(client, record.get_absolute_url()), client.get(record.get_absolute_url())):
        assert path not in shown.content.decode()


def test_the_number_of_queries_of_a_twin_is_the_same_for_more_entries(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for path, few, many in (("/programs/", {"q": "kent"}, {}),
                            ("/colleague-connection/", {"q": "ohio"}, {})):  # fmt: skip
        counted = []
        for params in (few, many):
            twin(client, path, **params)
            with CaptureQueriesContext(connection) as asked:
                twin(client, path, **params)
            counted.append(len(asked))
        assert counted[0] == counted[1], path


def test_what_is_written_into_a_section_reaches_its_twin(client):
    page = SectionPage.objects.get(slug="overview")
    page.lede = "Zanzibar & co"
    page.save_revision().publish()
    assert "Zanzibar & co" in twin(client, "/overview/").content.decode()


def test_a_place_is_verified_since_the_oldest_day_of_what_it_asks(client):
    rules = list(CertificationRequirement.objects.published().filter(jurisdiction__slug="ohio"))
    assert len(rules) > 1

    def told():
        return head_of(twin(client, "/places/ohio/").content.decode())["verified_on"]

    rules[0].verified_on = date(2026, 3, 4)
    rules[0].save()
    assert told() is None
    for rule in rules[1:]:
        rule.verified_on = date(2026, 5, 6)
        rule.save()
    assert told() == "2026-03-04"
