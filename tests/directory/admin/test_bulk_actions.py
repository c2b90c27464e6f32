"""What is done to many entries at once: in keeping with how each stands, logged, and told."""

import html
import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.editing.takeover import take_over
from directory.links.usage import entry_models
from directory.models import Link, Program, Resource, Topic
from directory.models.trust_states import months_after
from tests.factories import make_superuser, sign_in
from tests.home.editor.conftest import address

pytestmark = pytest.mark.django_db


def url_of(action: str, model, *entries, **params) -> str:
    path = reverse("wagtail_bulk_action", args=["directory", model._meta.model_name, action])
    pairs = [("id", entry.pk) for entry in entries] + list(params.items())
    return f"{path}?{urlencode(pairs, doseq=True)}"


def told(answer) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


@pytest.fixture
def programs():
    chosen = Program.objects.published().exclude(source_url="").values_list("pk", flat=True)[:4]
    for pk in list(chosen):
        Program.objects.filter(pk=pk).update(url=f"https://example.org/{pk}")
    return list(Program.objects.filter(url__startswith="https://example.org/"))


def redirect(entry, field: str = "url", to: str = "https://example.org/moved") -> Link:
    link, _made = Link.objects.update_or_create(
        url=getattr(entry, field),
        defaults={"state": "ok", "result": "redirected", "final_url": to},
    )
    return link


# --- Verifying -----------------------------------------------------------------------------------


def test_many_are_verified_and_what_cannot_be_is_named(client, programs):
    user = sign_in(client, "Editors")
    Program.objects.filter(pk=programs[0].pk).update(source_url="", source_note="")
    url = url_of("verify", Program, *programs)
    page = client.get(url).content.decode()
    assert f'<a href="{programs[1].source_url}" target="_blank"' in page
    assert "against the source beside it: (3)" in page
    assert "names no page and no document" in page
    answer = client.post(url, {"checked": "on"})
    assert "3 entries are verified." in told(answer)
    assert (
        f"1 left out. It names no page and no document as its source. Record one and "
        f"publish that first. “{programs[0]}”" in told(answer)
    )
    verified = Program.objects.filter(verified_on=timezone.localdate(), verified_by=user)
    assert set(verified) == set(programs[1:])
    logged = ModelLogEntry.objects.filter(action="directory.verify", user=user)
    assert {entry.object_id for entry in logged} == {str(each.pk) for each in programs[1:]}


def test_a_list_calls_what_is_ticked_by_no_word_of_developers(client):
    sign_in(client, "Editors")
    page = client.get(address(Program, "list")).content.decode()
    footer = page[page.index("data-bulk-action-footer") :]
    assert footer.startswith('data-bulk-action-footer="ITEM"')
    assert "Select all of this list, on all its pages" in footer
    assert "snippets in listing" not in footer


def test_all_in_the_listing_means_as_filtered(client):
    sign_in(client, "Editors")
    url = url_of("verify", Program, id="all", credential="associate", q="college")
    expected = client.get(address(Program, "list"), {"credential": "associate", "q": "college"})
    number = expected.context["paginator"].count
    assert 0 < number < Program.objects.count()
    client.post(url, {"checked": "on"})
    verified = Program.objects.exclude(verified_on=None)
    assert verified.count() <= number
    assert set(verified.values_list("credential", flat=True)) == {"associate"}


def test_deleting_all_in_a_filtered_listing_deletes_no_more(client):
    sign_in(client, "Moderators")
    before = Resource.objects.count()
    number = Resource.objects.filter(cost="paid").count()
    client.post(url_of("delete", Resource, id="all", cost="paid"))
    assert Resource.objects.count() == before - number


# --- Review --------------------------------------------------------------------------------------


def test_the_interval_is_set_in_what_is_published_and_in_drafts(client, programs):
    user = sign_in(client, "Moderators")
    drafted, locked = programs[1], programs[2]
    drafted.name = "A draft"
    drafted.save_revision()
    Program.objects.filter(pk=locked.pk).update(locked=True)
    answer = client.post(url_of("review", Program, *programs), {"months": "6"})
    words = told(answer)
    assert "2 entries changed and published." in words
    assert "1 entry changed in its draft" in words
    assert f"1 left out. It is locked. “{locked}”" in words
    for entry in programs:
        entry.refresh_from_db()
    assert [entry.review_months for entry in programs] == [6, None, None, 6]
    draft = Program.objects.get(pk=drafted.pk).get_latest_revision_as_object()
    assert (draft.review_months, draft.name) == (6, "A draft")
    assert programs[0].latest_revision.user == user
    assert programs[0].live_revision == programs[0].latest_revision
    actions = ModelLogEntry.objects.filter(object_id=programs[0].pk, user=user)
    assert {entry.action for entry in actions} >= {"wagtail.edit", "wagtail.publish"}


def test_a_day_for_the_review_becomes_whole_months(client, programs):
    sign_in(client, "Moderators")
    today = timezone.localdate()
    Program.objects.filter(pk=programs[0].pk).update(verified_on=today)
    by = months_after(today, 5) + timedelta(3)
    answer = client.post(url_of("review", Program, *programs[:2]), {"by": by.isoformat()})
    programs[0].refresh_from_db()
    assert programs[0].review_months == 5
    assert programs[0].trust.due_on <= by
    assert "Nobody has verified it yet" in told(answer)
    refused = client.post(url_of("review", Program, programs[0]), {"by": date(2020, 1, 1)})
    assert "Give a day to come." in refused.content.decode()
    refused = client.post(url_of("review", Program, programs[0]), {"by": by, "months": "5"})
    assert "not both" in refused.content.decode()


def test_an_editor_who_may_not_publish_leaves_drafts(client, programs):
    sign_in(client, "Editors")
    answer = client.post(url_of("review", Program, programs[0]), {"months": "6"})
    assert "1 entry changed in its draft" in told(answer)
    programs[0].refresh_from_db()
    assert (programs[0].review_months, programs[0].has_unpublished_changes) == (None, True)


# --- Taking over ---------------------------------------------------------------------------------


def test_redirected_addresses_are_shown_and_taken_over(client, programs):
    user = sign_in(client, "Moderators")
    Program.objects.filter(pk=programs[0].pk).update(
        source_url=programs[0].url, verified_on=date(2026, 1, 2)
    )
    redirect(programs[0])
    url = url_of("take_over", Program, *programs[:2])
    page = client.get(url).content.decode()
    assert f'{programs[0].url} → <a href="https://example.org/moved" target="_blank"' in page
    assert "None of its addresses is redirected." in page
    old = programs[0].url
    answer = client.post(url)
    assert "1 entry changed and published." in told(answer)
    programs[0].refresh_from_db()
    assert programs[0].url == programs[0].source_url == "https://example.org/moved"
    assert programs[0].verified_on == date(2026, 1, 2)
    assert programs[0].latest_revision.user == user
    logged = ModelLogEntry.objects.get(action="directory.take_over")
    assert ["url", old, "https://example.org/moved"] in logged.data["moves"]


def test_one_entry_is_taken_over_from_its_own_page(client, programs):
    sign_in(client, "Moderators")
    redirect(programs[0])
    url = address(Program, "take_over", programs[0].pk)
    assert url in client.get(address(Program, "edit", programs[0].pk)).content.decode()
    assert "https://example.org/moved" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert Program.objects.get(pk=programs[0].pk).url == "https://example.org/moved"
    assert "None of its addresses" in client.post(url, follow=True).content.decode()


def test_the_draft_of_an_entry_takes_the_address_and_readers_keep_theirs(programs):
    entry = programs[0]
    redirect(entry)
    entry.save_revision()
    entry.name = "A draft"
    entry.save_revision()
    user = make_superuser()
    amended = take_over(Program, [entry.pk], user)
    assert len(amended.drafts) == 1
    saved = Program.objects.get(pk=entry.pk)
    assert saved.url != "https://example.org/moved"
    draft = saved.get_latest_revision_as_object()
    assert (draft.url, draft.name) == ("https://example.org/moved", "A draft")


def test_an_address_that_does_not_fit_and_a_link_that_is_down_are_left_alone(programs):
    redirect(programs[0], to="https://example.org/" + "x" * 600)
    link = redirect(programs[1])
    Link.objects.filter(pk=link.pk).update(state="suspect")
    user = make_superuser()
    amended = take_over(Program, [programs[0].pk, programs[1].pk], user)
    assert not amended.published
    assert [reason.split(":")[0] for _entry, reason in amended.skipped] == [
        "The new address will not do", "None of its addresses is redirected.",
    ]  # fmt: skip


# --- Unpublishing and topics ---------------------------------------------------------------------


def test_many_are_unpublished(client, programs):
    sign_in(client, "Moderators")
    Program.objects.filter(pk=programs[3].pk).update(live=False)
    answer = client.post(url_of("unpublish", Program, *programs))
    assert "3 entries are no longer published." in told(answer)
    assert "1 left out. It is not published." in told(answer)
    assert not Program.objects.published().filter(pk__in=[each.pk for each in programs]).exists()


def way_back(answer) -> str:
    """The address of the button in the newest message."""
    return html.unescape(re.findall(r'href="([^"]+)"', told(answer))[-1])


def test_what_was_unpublished_is_published_again_from_the_message(client, programs):
    sign_in(client, "Moderators")
    drafted = programs[0]
    drafted.name = "What readers never saw"
    drafted.save_revision()
    answer = client.post(url_of("unpublish", Program, *programs, next="/admin/?q=zebra"))
    back = way_back(answer)
    assert "These are left out" not in client.get(back).content.decode()
    answer = client.post(back)
    assert answer["Location"] == "/admin/?q=zebra"
    assert "3 entries are published." in told(answer)
    public = Program.objects.published().filter(pk__in=[each.pk for each in programs])
    assert set(public) == set(programs[1:])
    assert set(client.get(way_back(answer)).wsgi_request.GET.getlist("id")) == {
        str(each.pk) for each in programs[1:]
    }


def test_drafts_are_published_together_and_what_is_not_ready_is_named(client, programs):
    sign_in(client, "Moderators")
    draft, waiting, seen, held = programs
    for each in (draft, waiting, held):
        each.summary = "A summary of zebras."
    waiting.go_live_at = timezone.now() + timedelta(days=1)
    for each in (draft, waiting, held):
        each.save_revision()
    held.institution.unpublish()
    answer = client.post(url_of("publish", Program, *programs))
    assert "1 entry is published." in told(answer)
    assert f"1 left out. Readers see it as it is. “{seen}”" in told(answer)
    assert (
        f"Its draft has an hour to go live: open it and choose “Schedule to publish”. “{waiting}”"
        in told(answer)
    )
    draft.refresh_from_db()
    assert draft.summary == "A summary of zebras."
    assert not draft.has_unpublished_changes
    assert draft.live_revision_id == draft.latest_revision_id


def test_verifying_and_withdrawing_can_be_taken_back_from_the_message(client, programs):
    sign_in(client, "Moderators")
    answer = client.post(url_of("verify", Program, programs[0]), {"checked": "on"})
    answer = client.post(way_back(answer), {"reason": "The wrong page."})
    assert "1 entry counts as verified by nobody." in told(answer)
    assert "1 entry is verified as before." in told(client.post(way_back(answer)))


def test_a_topic_is_added_to_those_that_there_are(client):
    sign_in(client, "Moderators")
    topic = Topic.objects.first()
    without = list(Resource.objects.published().exclude(topics=topic)[:2])
    having = Resource.objects.published().filter(topics=topic).first()
    before = {each.pk: set(each.topics.all()) for each in without}
    answer = client.post(url_of("add_topic", Resource, *without, having), {"topic": topic.pk})
    assert "2 entries changed and published." in told(answer)
    assert "It has this topic already." in told(answer)
    for each in without:
        assert set(Resource.objects.get(pk=each.pk).topics.all()) == before[each.pk] | {topic}


# --- Who -----------------------------------------------------------------------------------------

ALLOWED = {
    "Editors": {"verify", "review", "take_over", "add_topic"},
    "Moderators": {"verify", "review", "take_over", "add_topic", "publish", "unpublish", "delete"},
    "Administrators": {
        "verify",
        "review",
        "take_over",
        "add_topic",
        "publish",
        "unpublish",
        "delete",
    },
    "HRDR": set(),
}


@pytest.mark.parametrize("group", [*ALLOWED, None])
def test_each_group_does_what_it_may(client, group):
    if group:
        sign_in(client, group)
    for model in entry_models():
        entry = model.objects.first()
        for action in ("verify", "review", "take_over", "unpublish", "publish"):
            status = client.get(url_of(action, model, entry)).status_code
            assert (status == 200) == (action in ALLOWED.get(group, ())), (model, action)


@pytest.mark.parametrize("group", [*ALLOWED, "Nobody"])
def test_only_the_buttons_of_what_one_may_do_are_shown(client, group):
    if group == "Nobody":
        sign_in(client, permissions=["access_admin", "view_resource"])
    else:
        sign_in(client, group)
    page = client.get(address(Resource, "list")).content.decode()
    for action in ALLOWED["Administrators"]:
        button = reverse("wagtail_bulk_action", args=["directory", "resource", action])
        assert (button in page) == (action in ALLOWED.get(group, ())), action
    assert ("data-bulk-action-checkbox" in page) == bool(ALLOWED.get(group))


def test_nonsense_numbers_do_nothing(client):
    sign_in(client, "Moderators")
    for nonsense in ("x", "-1", "9" * 30, "²", ""):
        url = url_of("verify", Program, id=nonsense)
        assert client.get(url).status_code == 200
        assert client.post(url, {"checked": "on"}).status_code == 302


def test_many_entries_cost_few_queries_more_than_few(client, django_assert_max_num_queries):
    sign_in(client, "Moderators")
    with django_assert_max_num_queries(60):
        client.post(url_of("verify", Program, *Program.objects.all()[:80]), {"checked": "on"})
