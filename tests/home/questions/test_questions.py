"""Questions: a short answer first, what it rests on as it stands now, and nothing for editors."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import CertificationRequirement
from home.models import QuestionIndexPage, QuestionPage
from home.templatetags.center import cited
from tests.factories import make_question
from tests.site.public_walk import body_of
from tests.starting_content import count, questions

pytestmark = pytest.mark.django_db

TEXAS = "texas-educational-aides-in-public-schools"
# A third is routing by Wagtail; the rest grows with the kinds of directories, not with entries.
MOST_QUERIES = 35


def source(**changes) -> tuple[str, dict[str, object]]:
    """A source as an editor gives it, good but for `changes`."""
    return "source", {
        "title": "On zebras", "publisher": "Zoo Press", "url": "https://zoo.example/zebras",
        "source_date": "2024-05", "read_on": date(2026, 11, 28), "is_copy": False,
        "confidence": "high", **changes,
    }  # fmt: skip


def page_of(client, question: QuestionPage) -> str:
    return unescape(client.get(question.get_absolute_url()).content.decode())


def test_all_questions_are_listed_in_the_order_of_the_editors(client):
    data = client.get("/questions/list.json").json()
    assert data["total"] == count("questions") == 12
    assert [item["title"] for item in data["items"]] == [page["title"] for page in questions()]
    html = client.get("/questions/").content.decode()
    assert all(each.summary in html for each in QuestionPage.objects.all())


@pytest.mark.parametrize("words", questions(), ids=lambda words: words["path"])
def test_a_question_says_its_short_answer_first_then_its_sources_with_their_days(client, words):
    question = QuestionPage.objects.get(slug=words["path"].split("/")[2])
    html = page_of(client, question)
    assert len(question.short_answer.split()) <= 40
    assert html.index(question.summary) < html.index('class="whole"')
    for number, each in enumerate(question.shown_sources, 1):
        (line,) = re.findall(rf'<li id="source-{number}".*?</li>', html, re.DOTALL)
        assert each["publisher"] in line
        assert "28 November 2026 in an archived copy" in line
        assert each.date_words in line if each["source_date"] else "No date of its own" in line
    marks = set(re.findall(r'href="#source-(\d+)"', html))
    assert marks == {str(number + 1) for number in range(len(question.shown_sources))}


def test_what_is_for_editors_is_told_nowhere(client):
    hidden = [
        text
        for page in questions()
        for text in (
            *page["also_asked"].splitlines(),
            *page["not_evidenced"].splitlines(),
            *(
                each["value"]["url"]
                for each in page["sources"]
                if each["value"]["confidence"] == "low"
            ),
        )
    ]
    assert len(hidden) > 120
    paths = ["/questions/", "/questions/list.json", "/questions/list.csv", "/questions/list.atom",
             "/questions/index.md", "/api/directory/v1/questions", "/embed/questions/"]  # fmt: skip
    for question in QuestionPage.objects.all():
        own = question.get_absolute_url()
        paths += [own, f"{own}index.md", f"/api/content/v2/pages/{question.pk}/"]
    for path in paths:
        body = body_of(client.get(path))
        told = [text for text in hidden if text.lower() in body]
        assert told == [], path


def test_an_entry_is_shown_as_it_stands_now(client):
    rule = CertificationRequirement.objects.get(slug=TEXAS)
    question = QuestionPage.objects.get(slug="school-library-aide")
    assert rule.summary in page_of(client, question)
    rule.name, rule.summary, rule.status = "Aides of Texas", "Zebras may help.", "dormant"
    rule.save()
    html = page_of(client, question)
    (row,) = re.findall(r"<li>(?:(?!</li>).)*Aides of Texas.*?</li>", html, re.DOTALL)
    assert "Zebras may help." in row
    assert "Required" in row
    assert "Required</span>, perhaps dormant: ask first" in row
    rule.live = False
    rule.save()
    assert "Aides of Texas" not in page_of(client, question)


def test_a_live_list_has_the_number_of_the_list_it_leads_to(client):
    html = page_of(client, QuestionPage.objects.get(slug="work-without-a-degree"))
    for address, counted in re.findall(
        r'<h3><a href="([^"]+)">[^<]+</a> <span class="n">(\d+)', html
    ):
        path, _mark, asked = address.replace("&amp;", "&").partition("?")
        total = client.get(f"{path}list.json?{asked}").json()["total"]
        assert total == int(counted) > 0, address


def test_a_page_asks_no_more_queries_when_more_entries_are_chosen(client):
    question = QuestionPage.objects.get(slug="school-library-aide")
    rules = CertificationRequirement.objects.published()[:20]

    def queries(number: int) -> int:
        chosen = [("certification", rule) for rule in rules[:number]]
        question.body = [("chosen", {"heading": "", "entries": chosen})]
        question.save_revision().publish()
        page_of(client, question)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page_of(client, question)
        return len(captured)

    assert queries(1) == queries(20)


@pytest.mark.parametrize("words", questions(), ids=lambda words: words["path"])
def test_each_question_asks_few_queries(client, words):
    client.get(words["path"])
    with CaptureQueriesContext(connection) as captured:
        client.get(words["path"])
    assert len(captured) <= MOST_QUERIES


def test_a_source_of_low_confidence_is_not_counted_and_nothing_may_rest_on_it(client):
    question = make_question(
        sources=[source(), source(title="A rumor", confidence="low"), source(title="A herd")],
        body=[("text", "<p>They do [2].</p>")],
    )
    question.full_clean()
    html = page_of(client, question)
    assert "A rumor" not in html
    assert re.search(r'id="source-2"[^>]*>\s*<a[^>]*>A herd', html)
    question.body = [("text", "<p>They do [3].</p>")]
    with pytest.raises(ValidationError) as refused:
        question.full_clean()
    assert "[3]" in refused.value.message_dict["body"][0]


def test_a_related_question_that_is_not_public_is_not_named(client):
    other = make_question(title="Do gnus read?", slug="gnus")
    question = make_question(related=[("question", other)])
    assert "Do gnus read?" in page_of(client, question)
    other.unpublish()
    assert "Do gnus read?" not in page_of(client, question)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p>So [2].</p>",
            '<p>So <a class="cited" href="#source-2" aria-label="Source 2">[2]</a>.</p>',
        ),
        ('<p title="[2]">So [sic] [100].</p>', '<p title="[2]">So [sic] [100].</p>'),
    ],
)  # fmt: skip
def test_a_number_in_brackets_leads_to_its_source(html, expected):
    assert cited(html) == expected


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("no experience library job", "work-without-experience"),
        ("No degree, no experience: will they take me?", "work-without-experience"),
        ("LSSC cost", "lssc-worth-and-cost"),
        ("library assistant salary", "what-they-earn"),
        ("reciprocity", "move-to-another-state"),
        ("How many CE hours do I need to renew?", "keep-a-certificate"),
        ("Cégeps qui offrent Techniques de la documentation", "study-in-canada"),
    ],
)
def test_a_question_is_found_by_the_words_that_people_use(client, typed, slug):
    found = client.get("/questions/list.json", {"q": typed}).json()["items"]
    assert found[0]["slug"] == slug
    assert f'href="/questions/{slug}/"' in client.get("/search/", {"q": typed}).content.decode()


def test_a_question_of_everybody_is_found_among_those_of_each_audience(client):
    make_question()
    options = client.get("/questions/list.json").json()["facets"]["audience"]
    assert {"value": "not-recorded", "label": "Everybody", "count": 1} in [
        {key: option[key] for key in ("value", "label", "count")} for option in options
    ]


def test_a_change_of_a_question_is_told_in_the_feed_of_changes(client):
    question = QuestionPage.objects.first()
    question.short_answer = "It depends on the zebra."
    question.save_revision().publish()
    items = client.get("/questions/changes.feed.json").json()["items"]
    assert any("It depends on the zebra." in json.dumps(item) for item in items)


def test_a_moved_list_takes_its_questions_along(client):
    index = QuestionIndexPage.objects.get()
    index.slug = "asked"
    index.save_revision().publish()
    assert client.get("/asked/school-library-aide/").status_code == 200
    assert "/asked/school-library-aide/" in client.get("/asked/").content.decode()
    assert client.get("/asked/school-library-aide/index.md").status_code == 200


def test_the_text_in_french_is_read_as_french(client):
    html = page_of(client, QuestionPage.objects.get(slug="study-in-canada"))
    assert re.search(r'<div class="prose" lang="fr">(?:(?!</div>).)*six cégeps', html, re.DOTALL)
