"""Accepting a suggestion: it becomes the draft of an entry, and ends when that is published."""

from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.core import mail as outbox
from django.urls import reverse

from directory.admin import submissions
from directory.models import Resource, Submission
from directory.outbox import emails
from directory.submissions import workflow
from tests.factories import sign_in
from tests.home.submissions.conftest import at, events
from tests.submission_forms import SUGGESTION, page_of, suggest

pytestmark = pytest.mark.django_db


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
    user = sign_in(client, "Editors")
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
    sign_in(client, "Editors")
    accepted(client, suggestion)
    user = sign_in(client, "Moderators")
    entry = Resource.objects.get(name=SUGGESTION["name"])
    entry.latest_revision.publish(user=user)
    suggestion.refresh_from_db()
    assert suggestion.state == "done"
    assert suggestion.ended_at
    assert events() == ["received", "looked-at", "done"]
    emails.send_waiting()
    letter = outbox.outbox[-1]
    assert letter.to == ["ann@example.org"]
    assert f"http://127.0.0.1:8000/other-resources/{entry.slug}/" in letter.body
    assert f"/suggest/{suggestion.token}/" in letter.body
    status = page_of(client.get(f"/suggest/{suggestion.token}/"))
    assert entry.get_absolute_url() in status
    entry.save_revision(user=user).publish(user=user)
    emails.send_waiting()
    assert len(outbox.outbox) == 3


def test_a_moderator_may_publish_in_one_go(client, suggestion):
    sign_in(client, "Moderators")
    accepted(client, suggestion, **{"action-publish": "1"})
    suggestion.refresh_from_db()
    assert suggestion.state == "done"


def test_an_entry_that_is_only_scheduled_ends_nothing(client, suggestion):
    user = sign_in(client, "Moderators")
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
    sign_in(client, "Editors")
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
    user = sign_in(client, "Moderators")
    receive = workflow.accept

    def too_late(submission, entry, by):
        workflow.decline(submission, user, "No.")
        receive(submission, entry, by)

    with mock.patch.object(workflow, "accept", too_late):
        page = page_of(accepted(client, suggestion))
    assert "is not linked" in page
    assert Resource.objects.filter(name=SUGGESTION["name"]).exists()
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.entry) == ("declined", None)


def test_a_suggestion_becomes_one_entry(client, suggestion):
    sign_in(client, "Editors")
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
    sign_in(client, "Editors")
    suggest(client, kind="certification", name="New rule", url="")
    page = client.get(at("show", Submission.objects.get().pk))
    ways = page.context["ways"]
    assert next(iter(ways)) == "certification requirement"
    assert set(ways) == {
        "certification requirement", "program", "institution", "association", "resource",
        "occupation",
    }  # fmt: skip
    for address in ways.values():
        form = client.get(address).context["form"]
        assert form["name"].value() == "New rule"
    form = client.get(ways["certification requirement"]).context["form"]
    assert form.instance.jurisdiction.slug == "ohio"
