"""Other sites show places and lists in a frame: fresh, without a script, and nothing else."""

import re
from datetime import date
from html import unescape
from urllib.parse import quote

import pytest
from django.utils.html import strip_tags

from directory.models import CertificationRequirement, Place, Program
from home.models import DirectoryPage, QuestionPage

pytestmark = pytest.mark.django_db

QUESTION = "/questions/what-they-earn/"
EMBEDS = [
    "/embed/places/ohio/", "/embed/programs/?place=ohio", "/embed/certification/",
    f"/embed{QUESTION}",
]  # fmt: skip


@pytest.mark.parametrize("path", EMBEDS)
def test_an_embed_may_be_framed_by_anybody_and_runs_nothing(client, path):
    response = client.get(path)
    assert response.status_code == 200
    again = client.get(path, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    for answer in (response, again):
        assert "X-Frame-Options" not in answer
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "script-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer["Cache-Control"] == "no-cache"
        assert not answer.cookies
    html = response.content.decode()
    assert "<script" not in html
    assert "<form" not in html
    assert html.count("<h1") == 1
    for link in re.findall(r"<a ([^>]*)>", html):
        assert 'target="_blank" rel="noopener"' in link


@pytest.mark.parametrize("path", ["/", "/programs/", "/places/ohio/", "/suggest/", "/oembed",
                                  "/embed/nope/", "/api/content/v2/"])  # fmt: skip
def test_nothing_else_may_be_framed(client, path):
    response = client.get(path)
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_the_frame_policy_is_the_same_for_a_signed_in_editor(admin_client):
    response = admin_client.get("/embed/places/ohio/")
    assert "frame-ancestors *" in response["Content-Security-Policy"]


def test_an_embed_is_fresh_and_says_when_each_fact_was_verified(client):
    rule = CertificationRequirement.objects.published().filter(jurisdiction__slug="ohio").first()
    before = client.get("/embed/places/ohio/")
    assert "not yet verified by an editor" in before.content.decode().lower()
    rule.verified_on = date.today()
    rule.save()
    after = client.get("/embed/places/ohio/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert f"Verified {date.today().day} " in after.content.decode()


def test_a_narrowed_place_says_in_its_frame_too_what_it_leaves_out(client):
    html = client.get("/embed/places/ohio/?audience=support-staff&how=online").content.decode()
    api = client.get("/api/directory/v1/places/ohio?audience=support-staff&how=online").json()
    left_out = api["answers"]["left_out"]
    assert left_out.startswith("3 other rules: ")
    everyone = '<a href="/places/ohio/?how=online" target="_blank" rel="noopener">'
    assert f"{everyone}{left_out}</a>" in html
    assert "other rules" not in client.get("/embed/places/ohio/").content.decode()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/embed/places/ohio/", 1),
        ("/embed/programs/?place=ohio", 2),
        ("/embed/questions/work-without-experience/", 0),
    ],
)
def test_a_frame_says_of_what_it_shows_how_well_it_is_checked_and_of_nothing_else(
    client, path, told
):
    said = strip_tags(client.get(path).content.decode()).lower()
    assert said.count("verified") == said.count("not yet verified by an editor") == told


def test_an_embedded_list_is_the_list_as_filtered(client):
    data = client.get("/programs/list.json", {"place": "ohio"}).json()
    html = unescape(client.get("/embed/programs/", {"place": "ohio"}).content.decode())
    for item in data["items"]:
        assert item["name"] in html
    assert "is not a value" in client.get("/embed/programs/?place=atlantis").content.decode()


def discovered(client, path) -> str:
    html = client.get(path).content.decode()
    return unescape(re.search(r'type="application/json\+oembed" href="(.+?)"', html)[1])


@pytest.mark.parametrize(
    ("path", "framed"),
    [("/places/ohio/", "/embed/places/ohio/"),
     ("/programs/?place=ohio", "/embed/programs/?place=ohio")],
)  # fmt: skip
def test_a_page_leads_to_its_embed_by_oembed(client, path, framed):
    response = client.get(discovered(client, path))
    told = response.json()
    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert f'src="http://testserver{framed}"' in told["html"]
    assert 'title="' in told["html"]
    assert client.get(framed).status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"


def test_oembed_keeps_to_the_room_there_is(client):
    address = quote("http://testserver/places/ohio/")
    small = client.get(f"/oembed?url={address}&maxwidth=300&maxheight=250").json()
    assert (small["width"], small["height"]) == (300, 250)
    assert 'width="300" height="250"' in small["html"]
    for odd in ("²", "-5", "99999999999999", "x", "1"):
        told = client.get(f"/oembed?url={address}&maxwidth={odd}").json()
        assert 200 <= told["width"] <= 640


@pytest.mark.parametrize("path", ["/places/ohio", "/programs?place=ohio"])
def test_an_address_without_its_last_slash_is_embedded_as_the_whole_one(client, path):
    told = client.get(f"/oembed?url={quote(f'http://testserver{path}')}").json()
    framed = re.search(r'src="http://testserver(.+?)"', told["html"])[1]
    assert framed in ("/embed/places/ohio/", "/embed/programs/?place=ohio")
    assert client.get(framed).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("url=", 400), ("url=http%3A%2F%2Fevil.example%2Fplaces%2Fohio%2F", 404),
     ("url=http%3A%2F%2Ftestserver%2Fplaces%2Fatlantis%2F", 404),
     ("url=http%3A%2F%2Ftestserver%2Foverview%2F", 404), ("url=http%3A%2F%2F%5B", 404),
     ("url=javascript%3Aalert(1)", 404), ("url=%00", 404),
     ("url=http%3A%2F%2Ftestserver%2Fplaces%2Fohio%2F&format=xml", 400)],
)  # fmt: skip
def test_what_cannot_be_embedded_is_refused_in_words(client, query, status):
    response = client.get(f"/oembed?{query}")
    assert response.status_code == status
    assert response.json()["error"]


def test_a_hostile_title_and_query_stay_inside_the_snippet(client):
    page = DirectoryPage.objects.get(directory="programs")
    page.title = '"><script>alert(1)</script>'
    page.save_revision().publish()
    address = quote('http://testserver/programs/?q="><script>alert(2)</script>')
    html = client.get(f"/oembed?url={address}").json()["html"]
    assert "<script" not in html
    assert html.count("<") == 2


def test_the_page_of_a_place_shows_the_lines_to_copy(client):
    html = client.get("/places/ohio/").content.decode()
    shown = unescape(re.search(r"<code>(.+?)</code>", html, re.DOTALL)[1])
    assert re.match(r'<iframe src="http://testserver/embed/places/ohio/" title="Ohio"', shown)


def test_a_question_is_embedded_with_its_answer_its_sources_and_their_days(client):
    question = QuestionPage.objects.get(slug="what-they-earn")
    html = unescape(client.get(f"/embed{QUESTION}").content.decode())
    assert question.summary in html
    for each in question.shown_sources:
        assert each["title"] in html
        assert each["publisher"] in html
    assert html.count("Read on 28 November 2026 in an archived copy.") == len(
        question.shown_sources
    )
    for occupation, _source, said in question.told_figures:
        assert str(occupation) in html
        assert said in html
    assert client.get(f"/embed{QUESTION}?zebra=1").status_code == 400
    found = client.get("/oembed", {"url": f"http://testserver{QUESTION}"}).json()
    assert f"/embed{QUESTION}" in found["html"]
    assert found["html"] in unescape(unescape(client.get(QUESTION).content.decode()))
    question.unpublish()
    assert client.get(f"/embed{QUESTION}").status_code == 404


def test_what_is_not_public_is_not_embedded(client):
    place = Place.objects.get(slug="guam")
    assert client.get("/embed/places/guam/").status_code == 200
    place.unpublish()
    assert client.get("/embed/places/guam/").status_code == 404
    program = Program.objects.published().first()
    assert client.get(f"/embed{program.get_absolute_url()}").status_code == 404


def test_a_place_shows_the_snippet_as_text_and_no_frame(client):
    page = client.get("/places/ohio/").content.decode()
    assert "<iframe" not in page
    assert "&lt;iframe src=&quot;http://testserver/embed/places/ohio/&quot;" in page
