"""What is in the center, or waits, already: it is recognized before it is sent."""

import pytest

from directory.models import Resource, Submission
from tests.submission_forms import SUGGESTION, page_of, report, suggest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        lambda entry: {"url": entry.url, "name": "Quite another name"},
        lambda entry: {"url": entry.url.replace("https://", "http://www.") + "/#top", "name": "N"},
        lambda entry: {"url": "https://new.example.org", "name": f"The {entry.name.upper()}!"[4:]},
    ],
)
def test_what_is_in_the_center_already_is_shown_and_may_be_sent_all_the_same(client, values):
    entry = Resource.objects.published().filter(url__startswith="https://").exclude(
        url__contains="www."
    ).first()  # fmt: skip
    answer = suggest(client, **values(entry))
    page = page_of(answer)
    assert answer.status_code == 409
    assert f'<a href="{entry.get_absolute_url()}">' in page
    assert SUGGESTION["text"] in page
    assert not Submission.objects.exists()
    assert suggest(client, **values(entry), send_anyway="1").status_code == 302


def test_a_draft_is_not_shown_as_a_likeness(client):
    entry = Resource.objects.published().exclude(url="").first()
    Resource.objects.filter(pk=entry.pk).update(live=False)
    assert entry.name not in page_of(suggest(client, url=entry.url, name=entry.name))


def test_a_suggestion_that_waits_is_recognized_without_a_word_of_it_being_shown(client):
    suggest(client, name="Shelving for Cats", text="Secret words")
    for values in (
        {"name": "Cats, shelving for", "url": "https://x.example.org"},
        {"name": "Dogs"},
    ):
        page = page_of(suggest(client, **values, text="Mine"))
        assert "Somebody suggested something very like it" in page
        assert "Secret words" not in page
        assert "Shelving for Cats" not in page
    Submission.objects.update(state="declined")
    assert suggest(client, name="Shelving for Cats").status_code == 302


def test_a_report_like_one_that_waits_is_recognized(client):
    report(client)
    assert report(client).status_code == 409
    assert report(client, problem="ended").status_code == 302
    assert report(client, send_anyway="1").status_code == 302
