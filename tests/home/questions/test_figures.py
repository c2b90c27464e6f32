"""Live figures in an answer: the number, its period and its source, as an occupation has them."""

import json
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Occupation, OccupationFigure
from home.blocks.figures import LiveFigureBlock
from home.models import QuestionPage
from tests.factories import make_question, sign_in
from tests.home.editor.conftest import address

pytestmark = pytest.mark.django_db

MEASURE = "median pay, hourly"
FORMS = ("", "index.md")


@pytest.fixture
def occupation() -> Occupation:
    return Occupation.objects.get(slug="library-technicians-united-states")


@pytest.fixture
def question(occupation) -> QuestionPage:
    figure = {"occupation": occupation, "measure": "Median pay, hourly", "unit": ""}
    return make_question(
        short_answer="In {1 period} it was {1} & more.",
        figures=[("figure", figure)],
        body=[("text", "<p>Half earned more than {1}.</p>")],
    )


def of(occupation: Occupation) -> OccupationFigure:
    return next(row for row in occupation.figures.all() if row.measure == MEASURE)


def record(occupation: Occupation, **changes) -> None:
    """Save the figure with these changes, as an editor does."""
    figure = of(occupation)
    for name, value in changes.items():
        setattr(figure, name, value)
    figure.save()
    occupation.save()


def everywhere(client, question: QuestionPage) -> dict[str, str]:
    """The answer in each form in which readers and programs get it."""
    path = question.get_absolute_url()
    paths = {
        "page": path, "twin": f"{path}index.md", "list": "/questions/",
        "rows": "/questions/list.csv", "feed": "/questions/list.feed.json",
        "embed": f"/embed{path}", "api": f"/api/directory/v1/questions/{question.slug}",
        "content": f"/api/content/v2/pages/{question.pk}/",
    }  # fmt: skip
    found = {}
    for name, at in paths.items():
        answer = client.get(at)
        assert answer.status_code == 200, at
        text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        if "json" in answer["Content-Type"]:
            text = json.dumps(json.loads(text), ensure_ascii=False)
        found[name] = unescape(text)
    return found


def test_an_answer_says_a_figure_with_period_and_source_wherever_it_is_read(
    client, question, occupation
):
    figure = of(occupation)
    said = everywhere(client, question)
    for name, text in said.items():
        assert f"In May 2024 it was ${figure.value} & more." in text, name
        assert "{1" not in text or name == "content", name
    for name in ("page", "twin"):
        assert f"Half earned more than ${figure.value}." in said[name], name
        assert f"May 2024: median pay, hourly ${figure.value}." in said[name], name
        assert figure.source_title in said[name], name
    content = client.get(f"/api/content/v2/pages/{question.pk}/").json()
    (told,) = content["figures"]
    assert (told["text"], told["period"]) == (f"${figure.value}", figure.period)
    assert told["source_url"] == figure.source_url
    assert f"more than ${figure.value}." in content["body_html"]


def test_the_answer_follows_the_figure_and_its_search_too(client, question, occupation):
    first = client.get(question.get_absolute_url())
    record(occupation, value="99.17", period="2031-05")
    for name, text in everywhere(client, question).items():
        assert "In May 2031 it was $99.17 & more." in text, name
    again = client.get(question.get_absolute_url(), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    found = client.get("/questions/list.json", {"q": "99.17"}).json()["items"]
    assert question.slug in [item["slug"] for item in found]


@pytest.mark.parametrize("hides", ["confidence", "unpublish", "delete"])
def test_what_readers_may_not_see_is_not_recorded(client, question, occupation, hides):
    value = of(occupation).value
    if hides == "confidence":
        record(occupation, confidence="low")
    elif hides == "unpublish":
        occupation.unpublish()
    else:
        occupation.delete()
    for name, text in everywhere(client, question).items():
        assert "In (not recorded) it was (not recorded) & more." in text, name
        assert f"${value}" not in text or name in ("list", "rows", "feed"), name


def test_a_mark_without_a_figure_and_a_figure_without_a_row_are_refused(question, occupation):
    question.short_answer = "It was {2}."
    with pytest.raises(ValidationError, match=r"It names \{2\}, but 1 live figures"):
        question.full_clean()
    figure = {"occupation": occupation, "measure": "luck", "unit": ""}
    with pytest.raises(ValidationError):
        LiveFigureBlock().clean(figure)
    assert LiveFigureBlock().clean({**figure, "measure": MEASURE})["occupation"] == occupation


def test_no_answer_of_the_starting_content_types_a_figure_of_an_occupation():
    rows = [row for each in Occupation.objects.all() for row in each.figures.all()]
    values = {row.value for row in rows if row.unit in ("USD", "CAD")}
    assert len(values) > 10
    for page in QuestionPage.objects.all():
        written = " ".join([page.short_answer, *map(str, page.body.raw_data)])
        assert not {value for value in values if f"${value}" in written}, page


def test_figures_cost_two_queries_however_many_there_are(client, question, occupation):
    def asked() -> int:
        client.get(question.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(question.get_absolute_url())
        return len(queries)

    before = asked()
    question.figures = question.figures.get_prep_value() * 5
    question.save_revision().publish()
    assert asked() == before


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_whoever_deletes_or_unpublishes_what_a_question_shows_is_warned(client, question, action):
    sign_in(client, "Administrators")
    shown = {
        question.title: Occupation.objects.get(slug="library-technicians-united-states"),
        "I’m moving to another state. Does my library certificate still count?": None,
    }
    for page in QuestionPage.objects.all():
        for block in page.body:
            if block.block_type == "chosen":
                entry = block.value["entries"][0].value
                shown[page.title] = shown.get(page.title) or entry
    for title, entry in shown.items():
        if entry is not None:
            warned = unescape(client.get(address(type(entry), action, entry.pk)).content.decode())
            assert title in warned, entry
            assert "shows what it says" in warned, entry
