"""The comparison as page, CSV, JSON and Markdown: they say the same, of what is public alone."""

import csv
import re
from html import unescape

import pytest
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from directory.listings.markdown import plain
from directory.models import Place, Program
from directory.web.kept import answers
from home.models import DirectoryPage

pytestmark = pytest.mark.django_db

PLACES = "/compare/places/"
THREE = f"{PLACES}?place=ohio&place=indiana&place=kentucky"


def words_of(response) -> str:
    body = response.content.decode()
    main = body.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(strip_tags(main)).split())


def programs(number: int) -> list[Program]:
    return list(Program.objects.published().order_by("pk")[:number])


def test_page_csv_json_and_twin_say_the_same(client):
    chosen = programs(6)
    for slug, query in (
        ("places", "?place=ohio&place=indiana&place=kentucky"),
        ("programs", "?" + "&".join(f"p={each.slug}" for each in chosen)),
    ):
        page = words_of(client.get(f"/compare/{slug}/{query}"))
        twin = client.get(f"/compare/{slug}/index.md{query}").content.decode()
        data = client.get(f"/compare/{slug}/table.json{query}").json()
        text = client.get(f"/compare/{slug}/table.csv{query}").content.decode("utf-8-sig")
        head, *lines = csv.reader(text.splitlines())
        assert head[2:] == [each["column"] for each in data["compared"]]
        assert [line[0] for line in lines] == [row["label"] for row in data["rows"]]
        assert data["summary"] in page
        for row, line in zip(data["rows"], lines, strict=True):
            assert line[1] == (row["difference"] or "")
            assert line[1] in page
            assert plain(line[1]) in twin
            for value, cell in zip(row["values"], line[2:], strict=True):
                if value is None:
                    assert cell == ""
                    continue
                assert cell.lstrip("'") == value["text"]
                # The first of its words, up to where a sentence begins.
                said = re.split(r"[.(,]", value["text"])[0]
                assert said in page
                assert plain(said) in twin


def test_what_differs_comes_first_and_is_counted(client):
    page = words_of(client.get(THREE))
    data = client.get(f"{PLACES}table.json?place=ohio&place=indiana&place=kentucky").json()
    facts = [row for row in data["rows"] if row["kind"] == "fact" and any(row["values"])]
    differing = [row for row in facts if row["difference"]]
    number = f"{len(differing)} of {len(facts)} rows differ"
    assert number in page
    assert 0 < len(differing) <= len(facts)
    assert page.index("Where they differ") < page.index(differing[0]["difference"])
    last = page.rindex(differing[-1]["label"])
    for row in facts:
        if not row["difference"]:
            assert page.index(row["label"]) > last


def test_an_address_in_other_words_leads_to_the_canonical_one(client):
    for asked, leads_to in (
        ("?place=OH&place=Indiana", "?place=ohio&place=indiana"),
        ("?place=ohio&place=ohio&place=&place=indiana", "?place=ohio&place=indiana"),
        ("?compare=ohio&compare=indiana", "?place=ohio&place=indiana"),
        # What a list sends: its filters are no choice.
        ("?ticked=1&q=x&place=texas&compare=ohio&compare=indiana", "?place=ohio&place=indiana"),
        ("?ticked=1&place=texas", ""),
        ("?place=ohio&utm_source=letter", "?place=ohio"),
        ("?place=ohio&place=Atlantis", None),
    ):
        response = client.get(f"{PLACES}{asked}")
        if leads_to is None:
            assert response.status_code == 200
        else:
            assert (response.status_code, response["Location"]) == (302, f"{PLACES}{leads_to}")
            assert client.get(response["Location"]).status_code == 200


def test_wrong_values_are_answered_in_words_and_programs_get_400(client):
    page = words_of(client.get(f"{PLACES}?place=ohio&place=indiana&place=atlantis"))
    assert "“atlantis” is not known here, so it was left out." in page
    assert "Ohio and Indiana side by side" in page
    seven = [each.slug for each in Place.objects.published()[:7]]
    many = "&".join(f"place={slug}" for slug in seven)
    page = words_of(client.get(f"{PLACES}?{many}"))
    assert "6 at most stand side by side. Left out:" in page
    for query in ("place=ohio&place=indiana&place=atlantis", many, "place=ohio", "",
                  "place=ohio&place=indiana&q=x", "p=ohio&p=indiana"):  # fmt: skip
        for kind in ("csv", "json"):
            response = client.get(f"{PLACES}table.{kind}?{query}")
            assert response.status_code == 400, query
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["parameter"]


def test_one_or_none_offers_to_add(client):
    none = client.get(PLACES)
    assert none.status_code == 200
    for place in Place.objects.published():
        assert f'value="{place.slug}"' in none.content.decode()
    one = client.get(f"{PLACES}?place=ohio").content.decode()
    assert "Compare Ohio with another" in one
    assert 'href="/compare/places/?place=ohio&amp;place=indiana"' in one
    program = programs(1)[0]
    page = client.get(f"/compare/programs/?p={program.slug}").content.decode()
    assert f'href="/programs/?compare={program.slug}"' in page


def test_each_can_be_removed(client):
    page = client.get(THREE).content.decode()
    for left in ("indiana&amp;place=kentucky", "ohio&amp;place=kentucky", "ohio&amp;place=indiana"):
        assert f'href="{PLACES}?place={left}"' in page


def test_what_is_not_public_is_not_compared(client):
    shown, hidden = programs(2)
    Program.objects.filter(pk=hidden.pk).update(live=False)
    response = client.get(f"/compare/programs/?p={shown.slug}&p={hidden.slug}")
    assert hidden.name not in words_of(response).replace(shown.name, "") or (
        hidden.name == shown.name
    )
    assert "is not known here" in words_of(response)
    assert client.get(
        f"/compare/programs/table.json?p={shown.slug}&p={hidden.slug}"
    ).status_code == 400  # fmt: skip


def test_a_repeated_question_is_304_and_a_change_is_seen(client):
    tag = client.get(THREE)["ETag"]
    assert client.get(THREE, headers={"If-None-Match": tag}).status_code == 304
    place = Place.objects.get(slug="ohio")
    place.certification_requirements.update(status="ended")
    again = client.get(THREE, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "ended" in words_of(again).lower()


def test_a_comparison_is_shared_under_its_own_name_and_not_indexed(client):
    page = client.get(THREE).content.decode()
    assert '<meta property="og:title" content="Ohio, Indiana and Kentucky side by side">' in page
    assert '<meta name="robots" content="noindex, follow">' in page
    address = "http://testserver/compare/places/?place=ohio&amp;place=indiana&amp;place=kentucky"
    assert f'<link id="canonical" rel="canonical" href="{address}">' in page


@pytest.mark.parametrize("slug", ["places", "programs"])
def test_a_page_asks_few_questions_whatever_its_number(client, slug, django_assert_max_num_queries):
    parameter = {"places": "place", "programs": "p"}[slug]
    model = {"places": Place, "programs": Program}[slug]
    slugs = [each.slug for each in model.objects.published().order_by("pk")[:10]]
    counts = []
    # The first finds out where pages are; what was read once is not read again.
    for chosen in (slugs[:2], slugs[2:4], slugs[4:], slugs[4:]):
        query = "&".join(f"{parameter}={each}" for each in chosen)
        answers.forget()
        with django_assert_max_num_queries(60) as asked:
            assert client.get(f"/compare/{slug}/?{query}").status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2] <= 8
    assert counts[3] == 1


def test_what_has_no_public_page_is_not_compared_either(client):
    one, two = programs(2)
    query = f"?p={one.slug}&p={two.slug}"
    addresses = [f"/compare/programs/{name}{query}" for name in ("", "table.csv", "index.md")]
    assert [client.get(each).status_code for each in addresses] == [200] * 3
    page = DirectoryPage.objects.get(directory="programs")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert [client.get(each).status_code for each in addresses] == [404] * 3
    assert "/compare/programs/" not in client.get("/sitemap.xml").content.decode()
    assert 'href="/compare/programs/"' not in client.get(PLACES).content.decode()
