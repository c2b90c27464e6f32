"""Did this answer it? Readers say so without an account, a script or a cookie; editors count."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from home.models import QuestionPage, ReaderVerdict
from tests.factories import make_question, sign_in
from tests.submission_forms import OURS, page_of, ticket

pytestmark = pytest.mark.django_db


def say(client, question=None, *, headers=OURS, peer="127.0.0.1", **values):
    """Say that an answer was none, but for the given values."""
    question = question or QuestionPage.objects.first()
    data = {"ticket": ticket("answered"), "answered": "no", "text": "", **values}
    address = reverse("answered", args=[question.slug])
    return client.post(address, data, headers=headers, REMOTE_ADDR=peer)


def test_a_reader_says_no_and_what_is_missing(client):
    question = QuestionPage.objects.first()
    before = client.get(question.get_absolute_url())
    answer = say(client, question, text="Nothing of Guam.")
    assert answer.status_code == 302
    thanks = client.get(answer["Location"])
    assert "Thank you" in page_of(thanks)
    for response in (before, answer, thanks):
        assert not response.cookies
    (kept,) = ReaderVerdict.objects.all()
    assert (kept.question, kept.is_answered, kept.words) == (question, False, "Nothing of Guam.")
    # The page of the question stays the same for everybody.
    assert client.get(question.get_absolute_url()).content == before.content


@pytest.mark.parametrize("said", ["yes", "no"])
def test_the_link_on_the_page_chooses_the_answer_and_counts_nothing(client, said):
    question = QuestionPage.objects.first()
    address = f"{reverse('answered', args=[question.slug])}?is={said}"
    assert address in page_of(client.get(question.get_absolute_url()))
    html = page_of(client.get(address))
    assert html.count(" checked") == 1
    assert f'value="{said}"' in html[: html.index(" checked")][-120:]
    assert not ReaderVerdict.objects.exists()


def test_a_form_counts_once_however_often_it_is_sent(client):
    one = ticket("answered")
    for _time in range(3):
        assert say(client, ticket=one).status_code == 302
    assert ReaderVerdict.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"answered": ""}, 422),
        ({"answered": "perhaps"}, 422),
        ({"fax": "1"}, 422),
        ({"ticket": "x"}, 422),
        ({"text": "a" * 1001}, 422),
        ({"text": "www.a.com www.b.com www.c.com"}, 422),
        ({"headers": {}}, 403),
        ({"headers": {"Origin": "https://elsewhere.example"}}, 403),
    ],
)
def test_what_cannot_be_taken_is_answered_and_not_kept(client, values, status):
    assert say(client, **values).status_code == status
    assert not ReaderVerdict.objects.exists()


def test_one_network_is_told_to_wait(client, settings):
    most = settings.SUBMISSION_LIMITS["peer in an hour"]
    for _time in range(most):
        assert say(client, peer="192.0.2.7").status_code == 302
    answer = say(client, peer="192.0.2.8", text="One more.")
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert "One more." in page_of(answer)
    assert say(client, peer="198.51.100.1").status_code == 302


def test_what_goes_beyond_what_all_may_send_is_kept_aside_and_not_counted(client, settings):
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, "all in an hour": 2}
    for number in range(3):
        assert say(client, peer=f"198.51.{number}.1").status_code == 302
    assert ReaderVerdict.objects.filter(is_aside=False).count() == 2


@pytest.mark.parametrize("changes", [{"live": False}, {"expire_at": timezone.now()}])
def test_nobody_is_asked_about_what_is_not_public(client, changes):
    question = make_question(**changes)
    assert client.get(reverse("answered", args=[question.slug])).status_code == 404
    assert say(client, question).status_code == 404


def test_words_and_networks_are_forgotten_in_time_and_the_counts_stay(client, settings):
    say(client, text="Old words.")
    say(client, text="New words.", peer="198.51.100.1")
    old, new = ReaderVerdict.objects.order_by("pk")
    kept = timedelta(days=settings.READER_WORDS_KEPT_DAYS)
    ReaderVerdict.objects.filter(pk=old.pk).update(created_at=timezone.now() - kept)
    ReaderVerdict.objects.filter(pk=new.pk).update(created_at=timezone.now() - timedelta(days=2))
    assert ReaderVerdict.objects.forget() == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.words, new.words) == ("", "New words.")
    assert (old.peer, new.peer) == ("", "")
    assert ReaderVerdict.objects.filter(is_aside=False).count() == 2


def test_the_page_says_how_long_words_are_kept(client, settings):
    settings.READER_WORDS_KEPT_DAYS = 91
    address = reverse("answered", args=[QuestionPage.objects.first().slug])
    assert "your words for 91 days" in page_of(client.get(address))


def test_editors_see_the_share_and_the_words(client):
    question = QuestionPage.objects.first()
    for said, text in (("yes", ""), ("no", "=1+1"), ("no", "Nothing of Guam.")):
        say(client, question, answered=said, text=text)
    sign_in(client, "Editors")
    html = page_of(client.get(reverse("reader_answers:index")))
    assert "33.3\u00a0%" in html
    words = page_of(client.get(reverse("reader_words:index"), {"words": "with"}))
    assert "Nothing of Guam." in words
    file = client.get(reverse("reader_words:index"), {"export": "csv"})
    text = b"".join(file.streaming_content).decode()
    assert "'=1+1" in text
    assert len(text.strip().splitlines()) == 1 + ReaderVerdict.objects.count()


def test_only_those_with_the_right_see_what_readers_say(client):
    sign_in(client, permissions=["access_admin"])
    for name in ("reader_answers", "reader_words"):
        assert client.get(reverse(f"{name}:index")).status_code == 302
