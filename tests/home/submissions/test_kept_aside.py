"""Nobody silences the form for others: what is too much is kept aside, without a letter."""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import OutgoingMail, Submission
from directory.submissions import workflow
from tests.factories import make_user, sign_in
from tests.home.submissions.conftest import at, events
from tests.submission_forms import page_of, suggest

pytestmark = pytest.mark.django_db

State = Submission.State
numbers = count()


def send(client, **values):
    """One more suggestion, from a network of its own."""
    number = next(numbers)
    return suggest(
        client, name=f"Thing {number}", url=f"https://{number}.example.org",
        peer=f"10.{number // 250}.{number % 250}.1", send_anyway="1", **values,
    )  # fmt: skip


@pytest.fixture
def aside(client, settings):
    """A suggestion that came when no more was taken."""
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, "all in an hour": 0}
    send(client, email="stranger@example.org")
    return Submission.objects.get()


def test_a_hundred_addresses_silence_nobody_and_have_nobody_written_to(client):
    for number in range(105):
        assert send(client, email=f"victim-{number}@example.org").status_code == 302
    answer = send(client, email="ann@example.org")

    honest = Submission.objects.order_by("pk").last()
    assert (answer.status_code, answer.url) == (302, f"/suggest/{honest.token}/")
    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.RECEIVED] * 100 + [State.ASIDE] * 6
    assert OutgoingMail.objects.count() == 100
    assert not OutgoingMail.objects.filter(recipient="ann@example.org").exists()

    Submission.objects.update(created_at=timezone.now() - timedelta(hours=2))
    send(client)
    assert Submission.objects.order_by("pk").last().state == State.RECEIVED


def test_nobody_uses_up_the_letters_of_one_address(client, settings):
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, "e-mail in a day": 2}
    for address in ("ann@example.org", "ANN@example.org", "Ann@Example.org", "bob@example.org"):
        assert send(client, email=address).status_code == 302

    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.RECEIVED, State.RECEIVED, State.ASIDE, State.RECEIVED]
    assert OutgoingMail.objects.count() == 3


def test_the_sender_is_answered_as_anybody(client, aside):
    path = f"/suggest/{aside.token}/"
    page = client.get(path).content
    Submission.objects.update(state=State.RECEIVED)

    assert client.get(path).content == page
    assert "an editor will look at it" in page.decode()
    assert "aside" not in page.decode()


def test_editors_see_what_is_aside_apart_from_what_waits(client, aside):
    sign_in(client, "Editors")

    assert not Submission.objects.waiting().exists()
    assert workflow.waiting_counts() == {"suggestion": 0, "report": 0}
    queue = client.get(at("index"), {"state": "aside"})
    assert list(queue.context["object_list"]) == [aside]
    assert "Kept aside: 1" in page_of(queue)
    assert "no letter was written" in page_of(client.get(at("show", aside.pk)))
    assert "1 was kept aside" in page_of(client.get("/admin/"))
    # Nobody who suggests the same is told that it waits already.
    twin = suggest(Client(), name=aside.name, url=aside.url, peer="192.0.2.1")
    assert twin.status_code == 302


def test_who_is_looked_at_is_written_to(client, aside):
    workflow.take(aside, make_user(username="e"))
    assert events() == ["looked-at"]
    workflow.decline(aside, make_user(username="m"), "No.")
    assert events() == ["looked-at", "declined"]


@pytest.mark.parametrize("end", [workflow.resolve, workflow.decline])
def test_what_is_ended_as_it_lies_aside_writes_to_nobody(client, aside, end):
    end(aside, make_user(username="m"), "Bought by a robot.")

    aside.refresh_from_db()
    assert not aside.is_open
    assert events() == []
    assert "Bought by a robot." in page_of(client.get(f"/suggest/{aside.token}/"))


def test_what_is_aside_can_be_accepted(client, aside):
    sign_in(client, "Moderators")
    form = client.get(f"/admin/snippets/directory/resource/add/?suggestion={aside.pk}")
    assert form.status_code == 200
    assert aside.name in page_of(form)
