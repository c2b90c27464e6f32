"""The queue in the editor: who may see it and act, what it lists and shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import OutgoingMail, Submission
from directory.outbox import emails
from directory.submissions import workflow
from tests.factories import make_user, sign_in
from tests.home.submissions.conftest import at
from tests.submission_forms import page_of, suggest

pytestmark = pytest.mark.django_db

HOME = "/admin/"

MATRIX = {
    # who: see, look at, end, see letters, send again
    None: (302, 302, 302, 302, 302),
    "HRDR": (200, 302, 302, 302, 302),
    "Editors": (200, 302, 302, 302, 302),
    "Moderators": (200, 302, 302, 302, 302),
    "Administrators": (200, 302, 302, 200, 302),
}
MAY_TAKE = {"Editors", "Moderators", "Administrators"}
MAY_END = {"Moderators", "Administrators"}


@pytest.mark.parametrize("group", MATRIX)
def test_who_may_do_what(client, suggestion, group):
    emails.send_waiting()
    OutgoingMail.objects.update(state="given-up")
    letter = OutgoingMail.objects.get()
    if group:
        sign_in(client, group)
    statuses = (
        client.get(at("index")).status_code,
        client.post(at("take", suggestion.pk)).status_code,
        client.post(at("end", suggestion.pk), {"end": "done", "outcome": "x"}).status_code,
        client.get(reverse("letters:index")).status_code,
        client.post(reverse("letters:again", args=[letter.pk])).status_code,
    )
    assert statuses == MATRIX[group]
    seen = MATRIX[group][0]
    assert client.get(at("show", suggestion.pk)).status_code == seen
    assert client.get(at("results")).status_code == seen
    steps = set(suggestion.steps.values_list("action", flat=True))
    assert ("taken" in steps) is (group in MAY_TAKE)
    assert ("done" in steps) is (group in MAY_END)
    letter.refresh_from_db()
    assert (letter.state == "waiting") is (group == "Administrators")


@pytest.mark.parametrize("group", MATRIX)
def test_the_menu_shows_what_one_may_see(client, group):
    if group is None:
        return
    sign_in(client, group)
    page = page_of(client.get(HOME))
    assert at("index") in page
    assert (reverse("letters:index") in page) is (group == "Administrators")


def test_actions_are_sent_and_never_followed_by_a_link(client, suggestion):
    sign_in(client, "Moderators")
    for name in ("take", "end"):
        assert client.get(at(name, suggestion.pk)).status_code == 405
    for name in ("show", "take", "end"):
        ask = client.get if name == "show" else client.post
        assert ask(at(name, 10**8)).status_code == 404


def test_an_address_is_shown_to_those_who_may_answer(client, suggestion):
    sign_in(client, "HRDR")
    assert "ann@example.org" not in page_of(client.get(at("show", suggestion.pk)))
    sign_in(client, "Editors")
    assert "ann@example.org" in page_of(client.get(at("show", suggestion.pk)))


def test_the_list_is_filtered_searched_and_counted(client, suggestion, reported):
    user = sign_in(client, "Editors")
    workflow.take(reported, user)
    page = page_of(client.get(at("index")))
    assert "Received: 1" in page
    assert "Being looked at: 1" in page
    assert "w-active-filters" not in page
    for query, shown in (
        ({}, {suggestion, reported}),
        ({"kind": "report"}, {reported}),
        ({"state": "received"}, {suggestion}),
        ({"directory": "programs"}, {reported}),
        ({"by": "me"}, {reported}),
        ({"by": "nobody"}, {suggestion}),
        ({"q": "shelving"}, {suggestion}),
        ({"q": reported.reference.lower()}, {reported}),
        ({"q": "S-99999"}, set()),
        ({"q": '"'}, set()),
    ):
        answer = client.get(at("index"), query)
        assert answer.status_code == 200
        assert set(answer.context["object_list"]) == shown, query
    for query in ({"kind": "x"}, {"p": "x"}, {"ordering": "x"}, {"by": "\x00"}, {"q": "\x00"}):
        assert client.get(at("index"), query).status_code in (200, 404)


def test_the_list_asks_a_constant_number_of_questions(client):
    user = sign_in(client, "Editors")

    def queries_with(more: int) -> int:
        for each in range(more):
            made = Submission(kind="suggestion", directory="programs", name="N", language="en")
            made.ticket = f"{more}-{each}"
            workflow.take(workflow.receive(made), user)
        client.get(at("index"))
        with CaptureQueriesContext(connection) as asked:
            client.get(at("index"))
        return len(asked)

    assert queries_with(2) == queries_with(30)


def test_the_words_of_the_public_are_shown_as_words(client):
    suggest(client, name="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    sign_in(client, "Editors")
    pk = Submission.objects.get().pk
    for page in (at("show", pk), at("index")):
        html = client.get(page).content.decode()
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html


def test_what_waits_is_counted_for_the_first_page_of_the_editor(suggestion, reported):
    assert workflow.waiting_counts() == {"suggestion": 1, "report": 1}
    workflow.decline(reported, make_user(), "No.")
    assert workflow.waiting_counts() == {"suggestion": 1, "report": 0}
    assert list(Submission.objects.waiting()) == [suggestion]
