"""What readers search in vain: what is kept of it, who sees it, and what editors make of it."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from directory.catalog.text import words
from directory.models import Synonyms
from home.models import MissedSearch, QuestionPage
from home.models.missed_searches import WORDS_KEPT
from home.pages import misses
from tests.factories import make_user

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/missed-searches/"


@pytest.fixture(autouse=True)
def _empty_boxes():
    forget_all()
    yield
    forget_all()


def forget_all():
    """Empty the boxes, and end what another test has left waiting to fill them."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()
            thread.join()
    list(misses.take())


def search(client, *typed):
    for q in typed:
        assert client.get("/search/", {"q": q}, follow=True).status_code == 200


def note_down():
    call_command("run_scheduled", "note-searches", verbosity=0)
    return {row.words: (row.outcome, row.detail) for row in MissedSearch.objects.order_by("words")}


def test_what_found_nothing_or_lost_or_changed_a_telling_word_is_noted(client):
    search(client, "Zymurgy", "MLIS online no GRE", "cerification", "certification", "ohio", "zymu")
    assert note_down() == {
        "zymurgy": ("nothing", ""),
        "mlis online no gre": ("lost", "no gre"),
        "cerification": ("changed", "certification"),
    }


def test_a_word_that_may_say_who_somebody_is_is_never_kept(client):
    search(client, "zymurgy ada@example.org 5551234", "ada@example.org", "5551234 9")
    assert set(note_down()) == {"zymurgy … …"}
    assert not any("example" in row.words for row in MissedSearch.objects.all())
    assert {field.name for field in MissedSearch._meta.get_fields()} == {
        "id", "words", "outcome", "detail", "day",
    }  # fmt: skip


def test_a_search_waits_for_no_database(client, django_assert_num_queries):
    search(client, "ohio")
    with django_assert_num_queries(1):  # the stamps
        client.get("/search/", {"q": "zymurgy"})
    assert [each["words"] for each in misses.take()] == ["zymurgy"]
    assert not MissedSearch.objects.exists()


def boxes() -> list[str]:
    found = (caches[misses.CACHE].get(misses._key(number)) or {} for number in range(misses.BOXES))
    return [words for box in found for words in box]


def test_a_search_waits_for_no_file(client, monkeypatch):
    monkeypatch.setattr(misses, "MOMENT", 20)
    search(client, "zymurgy", "zymotic")
    assert boxes() == []
    misses.put()
    search(client, "zymase", "zymotic")
    misses.put()
    assert boxes() == ["zymurgy", "zymotic", "zymase"]


def test_what_is_held_goes_by_itself_to_where_other_programs_find_it(monkeypatch):
    monkeypatch.setattr(misses, "MOMENT", 0.01)
    misses.note("zymurgy", "nothing")
    until = time.monotonic() + 20
    while not boxes() and time.monotonic() < until:
        time.sleep(0.01)
    assert boxes() == ["zymurgy"]


def test_a_flood_is_cut(monkeypatch):
    monkeypatch.setattr(misses, "MOST", 3)
    for word in ("one", "two", "three", "four", "one"):
        misses.note(word, "nothing")
    assert [each["words"] for each in misses.take()] == ["one", "two", "three"]
    assert not list(misses.take())


def test_a_search_is_kept_once_a_day_and_forgotten_in_time(client):
    search(client, "zymurgy")
    note_down()
    search(client, "zymurgy")
    note_down()
    assert MissedSearch.objects.count() == 1
    today = timezone.localdate()
    for days, is_kept in ((WORDS_KEPT.days - 1, True), (WORDS_KEPT.days, False)):
        MissedSearch.objects.update(day=today - timedelta(days=days))
        note_down()
        assert MissedSearch.objects.exists() is is_kept


def on_days(words, number, outcome="nothing"):
    today = timezone.localdate()
    for days in range(number):
        MissedSearch.objects.create(words=words, outcome=outcome, day=today - timedelta(days=days))


def test_the_report_has_what_was_searched_on_three_days(client):
    client.force_login(make_user("Editors"))
    on_days("zymurgy course", 3)
    on_days("brewing", 5, "changed")
    on_days("only twice", 2)
    html = client.get(REPORT).content.decode()
    assert html.index("brewing") < html.index("zymurgy course")
    assert "only twice" not in html
    assert "brewing" not in client.get(REPORT, {"outcome": "nothing"}).content.decode()
    lines = b"".join(client.get(REPORT, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert "zymurgy course,Nothing was found,,3," in lines


def test_one_click_begins_a_synonym_or_a_question(client):
    client.force_login(make_user("Editors"))
    on_days("zymurgy course", 3)
    html = client.get(REPORT).content.decode()
    synonym = reverse(Synonyms.snippet_viewset.get_url_name("add"))
    for address, field in (
        (f"{synonym}?words=zymurgy+course", "phrases"),
        (f"{REPORT}question/?words=zymurgy+course", "also_asked"),
    ):
        assert f'href="{address}"' in html
        form = client.get(address)
        assert form.status_code == 200
        assert words(form.context["form"].initial[field]) == ["zymurgy", "course"]
    assert 'action="/admin/pages/add/home/questionpage/' in form.content.decode()
    assert not Synonyms.objects.filter(phrases__contains="zymurgy").exists()
    assert not QuestionPage.objects.filter(title__icontains="zymurgy").exists()


def test_who_may_write_no_question_is_shown_no_way_to_one(client):
    client.force_login(make_user("HRDR"))
    on_days("zymurgy course", 3)
    html = client.get(REPORT).content.decode()
    assert "zymurgy course" in html
    assert "question/?words" not in html
    assert client.get(f"{REPORT}question/?words=zymurgy").status_code == 302
