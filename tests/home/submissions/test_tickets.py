"""What one form can send, and how much one sender: tickets and limits."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from directory.models import Submission
from directory.submissions import limits
from tests.submission_forms import SUGGESTION, page_of, report, suggest, ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (lambda: ticket(age=1), "quicker than anybody types"),
        (lambda: ticket(age=25 * 3600), "open for more than a day"),
        (lambda: ticket("report"), "cannot be taken as it is"),
        (lambda: ticket()[:-1] + "~", "cannot be taken as it is"),
        (lambda: "", "cannot be taken as it is"),
        (lambda: "a:b:c", "cannot be taken as it is"),
        (lambda: "\x00" * 50, "cannot be taken as it is"),
    ],
)
def test_a_form_must_have_been_open_for_a_while_and_not_for_days(client, value, words):
    answer = suggest(client, ticket=value())
    assert answer.status_code == 422
    assert words in page_of(answer)
    assert SUGGESTION["text"] in page_of(answer)
    assert not Submission.objects.exists()


def test_the_same_form_sent_twice_is_one_submission(client):
    word = ticket()
    first, again = suggest(client, ticket=word), suggest(client, ticket=word)
    assert first.url == again.url
    assert Submission.objects.count() == 1


def test_the_same_form_sent_at_the_same_moment_is_one_submission(client):
    """The second comes while the first has been judged and is not yet kept."""
    word = ticket()
    judged = limits.is_too_much

    def meanwhile(**values) -> bool:
        with mock.patch.object(limits, "is_too_much", judged):
            suggest(client, ticket=word)
        return False

    with mock.patch.object(limits, "is_too_much", meanwhile):
        answer = suggest(client, ticket=word, send_anyway="1")
    assert answer.url == f"/suggest/{Submission.objects.get().token}/"


def test_a_ticket_cannot_be_used_for_something_else(client):
    word = ticket()
    suggest(client, ticket=word)
    answer = suggest(client, ticket=word, name="Something else", url="https://else.example.org")
    assert answer.status_code == 422
    assert "has been sent already" in page_of(answer)
    assert Submission.objects.count() == 1


def test_one_peer_may_send_only_so_much(client, settings):
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, "peer in an hour": 2}
    for number in range(2):
        assert suggest(client, url=f"https://{number}.example.org", name=str(number)).url
    answer = suggest(client, url="https://3.example.org", name="3")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "send it again in an hour" in page_of(answer)
    assert SUGGESTION["text"] in page_of(answer)
    other = suggest(client, url="https://3.example.org", name="3", peer="192.0.2.7")
    assert other.status_code == 302
    Submission.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert suggest(client, url="https://4.example.org", name="4").status_code == 302


def test_there_is_a_limit_for_a_day(client, settings):
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, "peer in a day": 1}
    assert report(client).status_code == 302
    Submission.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert suggest(client).status_code == 429


@pytest.mark.parametrize(
    ("neighbour", "status"),
    [
        ("192.0.2.255", 429),
        ("::ffff:192.0.2.9", 429),
        ("192.0.3.1", 302),
        ("2001:db8:0:1::1", 302),
        ("::ffff:198.51.100.1", 302),
    ],
)
def test_a_network_is_one_peer(client, settings, neighbour, status):
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, "peer in an hour": 1}
    assert report(client, peer="192.0.2.1").status_code == 302
    assert suggest(client, peer=neighbour).status_code == status


def test_a_household_of_ipv6_is_one_peer(client, settings):
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, "peer in an hour": 1}
    assert report(client, peer="2001:db8::1").status_code == 302
    assert suggest(client, peer="2001:db8::ffff:ffff:1").status_code == 429
    assert suggest(client, peer="2001:db8:0:1::1").status_code == 302


def test_no_network_address_is_kept(client):
    suggest(client)
    assert "127.0.0.1" not in Submission.objects.get().peer
    assert len(Submission.objects.get().peer) == 32
