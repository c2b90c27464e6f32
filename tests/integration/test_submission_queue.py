"""The queue in the editor: who may do what, accepting as a draft, resolving, declining, letters."""

from html import unescape
from unittest import mock

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import mail
from directory.admin_views import submissions
from directory.models import OutgoingMail, Program, Resource, Submission
from directory.submissions import desk
from tests.submission_forms import SUGGESTION, report, suggest

pytestmark = pytest.mark.django_db

HOME = "/admin/"
OUTCOME = "We have mended the link."


def signed_in(client, group: str) -> User:
    user = User.objects.create_user(group, f"{group}@example.org", "correct horse battery")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


@pytest.fixture
def suggestion(client):
    suggest(client, email="ann@example.org")
    return Submission.objects.get(kind="suggestion")


@pytest.fixture
def reported(client):
    report(client, email="ann@example.org")
    return Submission.objects.get(kind="report")


def page_of(answer) -> str:
    return unescape(answer.content.decode())


def at(name: str, *args) -> str:
    return reverse(f"submissions:{name}", args=args)


def events() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("event", flat=True))


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
    mail.send_waiting()
    OutgoingMail.objects.update(state="given-up")
    letter = OutgoingMail.objects.get()
    if group:
        signed_in(client, group)
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
    signed_in(client, group)
    page = page_of(client.get(HOME))
    assert at("index") in page
    assert (reverse("letters:index") in page) is (group == "Administrators")


def test_actions_are_sent_and_never_followed_by_a_link(client, suggestion):
    signed_in(client, "Moderators")
    for name in ("take", "end"):
        assert client.get(at(name, suggestion.pk)).status_code == 405
    for name in ("show", "take", "end"):
        ask = client.get if name == "show" else client.post
        assert ask(at(name, 10**8)).status_code == 404


def test_an_address_is_shown_to_those_who_may_answer(client, suggestion):
    signed_in(client, "HRDR")
    assert "ann@example.org" not in page_of(client.get(at("show", suggestion.pk)))
    signed_in(client, "Editors")
    assert "ann@example.org" in page_of(client.get(at("show", suggestion.pk)))


def test_the_list_is_filtered_searched_and_counted(client, suggestion, reported):
    user = signed_in(client, "Editors")
    desk.take(reported, user)
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
    user = signed_in(client, "Editors")

    def queries_with(more: int) -> int:
        for each in range(more):
            made = Submission(kind="suggestion", directory="programs", name="N", language="en")
            made.ticket = f"{more}-{each}"
            desk.take(desk.receive(made), user)
        client.get(at("index"))
        with CaptureQueriesContext(connection) as asked:
            client.get(at("index"))
        return len(asked)

    assert queries_with(2) == queries_with(30)


def accepted(client, suggestion, **values):
    """Open the form of the new entry from the queue, and send it."""
    page = client.get(at("show", suggestion.pk))
    address = page.context["ways"]["resource"]
    form = client.get(address).context["form"]
    data = {
        "name": form["name"].value(),
        "url": form["url"].value(),
        "summary": form["summary"].value(),
        "places": form["places"].value(),
        "publisher": "", "section": "other", "format": "course", "cost": "", "slug": "",
        "source_url": "", "source_title": "", "archive_url": "", "source_date": "",
        "confidence": "", "source_note": "", "review_months": "",
        **values,
    }  # fmt: skip
    return client.post(address, data, follow=True)


def test_an_accepted_suggestion_becomes_a_draft_with_what_was_sent(client, suggestion):
    user = signed_in(client, "Editors")
    answer = accepted(client, suggestion)
    assert answer.status_code == 200
    entry = Resource.objects.get(name=SUGGESTION["name"])
    assert not entry.live
    assert (entry.url, entry.summary) == (SUGGESTION["url"], SUGGESTION["text"])
    assert [place.slug for place in entry.places.all()] == ["ohio"]
    assert entry.verified_on is None
    suggestion.refresh_from_db()
    assert (suggestion.entry, suggestion.state) == (entry, "looked-at")
    assert suggestion.assigned_to == user
    page = page_of(client.get(at("show", suggestion.pk)))
    assert "Began the entry" in page
    assert "not public" in page
    assert "Accept as" not in page
    assert events() == ["received", "looked-at"]


def test_publishing_the_entry_ends_the_suggestion_and_tells_the_sender(client, suggestion):
    signed_in(client, "Editors")
    accepted(client, suggestion)
    user = signed_in(client, "Moderators")
    entry = Resource.objects.get(name=SUGGESTION["name"])
    entry.latest_revision.publish(user=user)
    suggestion.refresh_from_db()
    assert suggestion.state == "done"
    assert suggestion.ended_at
    assert events() == ["received", "looked-at", "done"]
    mail.send_waiting()
    letter = outbox.outbox[-1]
    assert letter.to == ["ann@example.org"]
    assert f"http://127.0.0.1:8000/other-resources/{entry.slug}/" in letter.body
    assert f"/suggest/{suggestion.token}/" in letter.body
    status = page_of(client.get(f"/suggest/{suggestion.token}/"))
    assert entry.get_absolute_url() in status
    entry.save_revision(user=user).publish(user=user)
    mail.send_waiting()
    assert len(outbox.outbox) == 3


def test_a_moderator_may_publish_in_one_go(client, suggestion):
    signed_in(client, "Moderators")
    accepted(client, suggestion, **{"action-publish": "1"})
    suggestion.refresh_from_db()
    assert suggestion.state == "done"


def test_an_entry_that_is_only_scheduled_ends_nothing(client, suggestion):
    user = signed_in(client, "Moderators")
    accepted(client, suggestion)
    entry = Resource.objects.get(name=SUGGESTION["name"])
    entry.go_live_at = "2100-01-01T00:00Z"
    entry.full_clean()
    entry.save_revision(user=user).publish(user=user)
    suggestion.refresh_from_db()
    assert suggestion.state == "looked-at"


def test_accepting_needs_the_permission_and_a_suggestion_that_waits(client, suggestion, reported):
    add = reverse("wagtailsnippets_directory_resource:add")
    place = reverse("wagtailsnippets_directory_place:add")
    signed_in(client, "Editors")
    assert client.get(add).status_code == 200
    assert client.get(f"{add}?suggestion={suggestion.pk}").status_code == 200
    for wrong in (reported.pk, 10**8, "x", "-1", "²", "9" * 30, "%00"):
        assert client.get(f"{add}?suggestion={wrong}").status_code == 404
    assert client.get(f"{place}?suggestion={suggestion.pk}").status_code in (302, 404)
    editors = Group.objects.get(name="Editors")
    editors.permissions.remove(*editors.permissions.filter(codename="accept_submission"))
    assert client.get(f"{add}?suggestion={suggestion.pk}").status_code == 302
    assert client.get(add).status_code == 200


def test_an_entry_is_kept_when_its_suggestion_was_ended_meanwhile(client, suggestion):
    user = signed_in(client, "Moderators")
    receive = desk.accept

    def too_late(submission, entry, by):
        desk.decline(submission, user, "No.")
        receive(submission, entry, by)

    with mock.patch.object(desk, "accept", too_late):
        page = page_of(accepted(client, suggestion))
    assert "is not linked" in page
    assert Resource.objects.filter(name=SUGGESTION["name"]).exists()
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.entry) == ("declined", None)


def test_a_suggestion_becomes_one_entry(client, suggestion):
    signed_in(client, "Editors")
    address = client.get(at("show", suggestion.pk)).context["ways"]["resource"]
    accepted(client, suggestion)
    first = Submission.objects.get().entry
    with mock.patch.object(submissions, "_ways", return_value={"resource": address}):
        page = page_of(accepted(client, suggestion, name="Another"))
    assert "is not linked" in page
    assert Submission.objects.get().entry == first
    first.delete()
    assert address in page_of(client.get(at("show", suggestion.pk)))


def test_every_kind_of_suggestion_opens_a_form_with_its_place(client):
    signed_in(client, "Editors")
    suggest(client, kind="certification", name="New rule", url="")
    page = client.get(at("show", Submission.objects.get().pk))
    ways = page.context["ways"]
    assert next(iter(ways)) == "certification requirement"
    assert set(ways) == {
        "certification requirement", "program", "institution", "association", "resource",
    }  # fmt: skip
    for address in ways.values():
        form = client.get(address).context["form"]
        assert form["name"].value() == "New rule"
    form = client.get(ways["certification requirement"]).context["form"]
    assert form.instance.jurisdiction.slug == "ohio"


def test_resolving_a_report_notes_what_was_done_and_tells_the_sender(client, reported):
    user = signed_in(client, "Moderators")
    client.post(at("take", reported.pk))
    client.post(at("end", reported.pk), {"end": "done", "outcome": OUTCOME})
    reported.refresh_from_db()
    assert (reported.state, reported.outcome) == ("done", OUTCOME)
    steps = list(reported.steps.values_list("action", "user", "note"))
    assert steps == [
        ("received", None, ""), ("taken", user.pk, ""), ("done", user.pk, OUTCOME),
    ]  # fmt: skip
    assert OUTCOME in page_of(client.get(at("show", reported.pk)))
    mail.send_waiting()
    assert [letter.subject.rsplit(": ")[-1] for letter in outbox.outbox] == [
        "received", "being looked at", "done",
    ]  # fmt: skip
    assert OUTCOME in outbox.outbox[-1].body


def test_declining_needs_a_reason(client, suggestion):
    signed_in(client, "Moderators")
    answer = client.post(at("end", suggestion.pk), {"end": "declined", "outcome": " "})
    assert answer.status_code == 422
    assert "Say in a sentence" in page_of(answer)
    for wrong in ({"outcome": "x"}, {"end": "received", "outcome": "x"}, {"end": "declined",
                  "outcome": "x\x00"}, {"end": "declined", "outcome": "x" * 3000}):  # fmt: skip
        assert client.post(at("end", suggestion.pk), wrong).status_code == 422
    client.post(at("end", suggestion.pk), {"end": "declined", "outcome": "Not about libraries."})
    suggestion.refresh_from_db()
    assert suggestion.state == "declined"
    mail.send_waiting()
    assert "Not about libraries." in outbox.outbox[-1].body


def test_what_has_ended_stays_ended(client, suggestion):
    signed_in(client, "Moderators")
    for words in ("First.", "Second."):
        client.post(at("end", suggestion.pk), {"end": "done", "outcome": words})
    client.post(at("take", suggestion.pk))
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.outcome) == ("done", "First.")
    assert events() == ["received", "done"]


def test_a_letter_stands_or_falls_with_its_step(suggestion):
    user = User.objects.create_user("m")
    with mock.patch.object(mail, "post", side_effect=KeyError), pytest.raises(KeyError):
        desk.decline(suggestion, user, "No.")
    suggestion.refresh_from_db()
    assert suggestion.state == "received"
    assert suggestion.steps.count() == 1


def test_a_report_on_an_entry_that_is_gone_can_still_be_resolved(client, reported):
    signed_in(client, "Moderators")
    Program.objects.get(pk=reported.object_id).delete()
    assert client.get(at("show", reported.pk)).status_code == 200
    client.post(at("end", reported.pk), {"end": "done", "outcome": "We took it away."})
    reported.refresh_from_db()
    assert reported.state == "done"


def test_the_words_of_the_public_are_shown_as_words(client):
    suggest(client, name="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    signed_in(client, "Editors")
    pk = Submission.objects.get().pk
    for page in (at("show", pk), at("index")):
        html = client.get(page).content.decode()
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html


def test_what_waits_is_counted_for_the_first_page_of_the_editor(suggestion, reported):
    assert desk.waiting_counts() == {"suggestion": 1, "report": 1}
    desk.decline(reported, User.objects.create_user("m"), "No.")
    assert desk.waiting_counts() == {"suggestion": 1, "report": 0}
    assert list(Submission.objects.waiting()) == [suggestion]


def test_letters_that_were_stopped_can_be_sent_again(client, suggestion):
    OutgoingMail.objects.update(state="given-up", error="550 no")
    signed_in(client, "Administrators")
    page = page_of(client.get(reverse("letters:index"), {"state": "given-up"}))
    assert "550 no" in page
    letter = OutgoingMail.objects.get()
    address = reverse("letters:again", args=[letter.pk])
    assert address in page
    answer = client.post(address, follow=True)
    assert "within some minutes" in page_of(answer)
    assert mail.send_waiting().sent == 1
    assert "can be sent again" in page_of(client.post(address, follow=True))
    assert address not in page_of(client.get(reverse("letters:index")))
