"""An entry that gets another address is found by the old one, until another entry takes that."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_revision import PublishPermissionError

from directory.catalog.directories import DIRECTORIES
from directory.editing.merging import merge
from directory.imports import plan, read_table
from directory.models import FormerAddress, Place, Program
from home.models import AnnouncementPage
from tests.factories import make_program, make_user
from tests.home.editor.conftest import address, form_data

pytestmark = pytest.mark.django_db

API = "/api/directory/v1"


@pytest.fixture
def pair():
    return list(Program.objects.published().order_by("pk")[:2])


@pytest.fixture
def moderator():
    return make_user("Moderators")


def rename(record, slug: str) -> str:
    """Publish the record at another address; returns the old one."""
    old, record.slug = record.slug, slug
    record.save_revision().publish()
    return old


def leads(client, path: str, to: str) -> None:
    moved = client.get(path)
    assert moved.status_code in (301, 307, 302), path
    assert moved["Location"].removeprefix("http://testserver") == to, path
    assert "max-age" not in moved.get("Cache-Control", ""), path
    assert client.get(to).status_code == 200


def test_all_addresses_of_an_entry_lead_to_its_new_ones(client, pair):
    old = rename(pair[0], "zebras")
    assert client.get(f"/programs/{old}/").status_code == 301
    assert client.get(f"{API}/programs/{old}").status_code == 301
    leads(client, f"/programs/{old}/", "/programs/zebras/")
    leads(client, f"/programs/{old}/index.md", "/programs/zebras/index.md")
    leads(client, f"{API}/programs/{old}?fields=name", f"{API}/programs/zebras?fields=name")
    leads(client, f"/report/programs/{old}/", "/report/programs/zebras/")
    leads(
        client, f"/api/content/v2/pages/find/?html_path=/programs/{old}/", f"{API}/programs/zebras"
    )


def test_a_place_is_found_by_its_former_address_in_embeds_and_feeds_too(client):
    rename(Place.objects.get(slug="ohio"), "the-buckeye-state")
    leads(client, "/places/ohio/", "/places/the-buckeye-state/")
    leads(client, "/places/ohio/index.md", "/places/the-buckeye-state/index.md")
    leads(client, "/embed/places/ohio/", "/embed/places/the-buckeye-state/")
    for kind in ("atom", "feed.json"):
        new = f"/places/the-buckeye-state/changes.{kind}"
        leads(client, f"/places/ohio/changes.{kind}", new)
    leads(client, f"{API}/places/ohio", f"{API}/places/the-buckeye-state")
    told = client.get("/oembed?url=http://testserver/places/ohio/").json()
    assert "/embed/places/the-buckeye-state/" in told["html"]


def test_an_announcement_and_its_twin(client, django_capture_on_commit_callbacks):
    page = AnnouncementPage.objects.published().first()
    old = page.slug
    page.slug = "zebra-week"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    leads(client, f"/announcements/{old}/", "/announcements/zebra-week/")
    leads(client, f"/announcements/{old}/index.md", "/announcements/zebra-week/index.md")


def test_each_former_address_leads_to_where_the_entry_is_now(client, pair):
    first = rename(pair[0], "zebras")
    second = rename(pair[0], "okapis")
    for slug in (first, second):
        leads(client, f"/programs/{slug}/", "/programs/okapis/")
    # And back again.
    rename(pair[0], first)
    assert client.get(f"/programs/{first}/").status_code == 200
    leads(client, "/programs/zebras/", f"/programs/{first}/")
    assert not FormerAddress.objects.filter(slug=first).exists()


def test_who_takes_the_address_has_it(client, pair):
    old = rename(pair[0], "zebras")
    rename(pair[1], old)
    assert pair[1].name in client.get(f"/programs/{old}/").content.decode()
    pair[1].unpublish()
    # It was the other's last.
    assert client.get(f"/programs/{old}/").status_code == 404


def test_a_draft_at_the_address_takes_nothing(client, pair):
    old = rename(pair[0], "zebras")
    make_program(name="Draft", slug=old, live=False)
    leads(client, f"/programs/{old}/", "/programs/zebras/")


def test_an_address_that_changes_while_nobody_sees_the_entry_leads_too(client, pair):
    old = pair[0].slug
    pair[0].unpublish()
    assert client.get(f"/programs/{old}/").status_code == 404
    rename(pair[0], "zebras")
    leads(client, f"/programs/{old}/", "/programs/zebras/")
    Program.objects.get(pk=pair[0].pk).unpublish()
    assert client.get(f"/programs/{old}/").status_code == 404


def test_a_draft_of_another_address_changes_nothing(client, pair):
    old, pair[0].slug = pair[0].slug, "zebras"
    pair[0].save_revision()
    assert client.get(f"/programs/{old}/").status_code == 200
    assert not FormerAddress.objects.exists()


def test_the_former_address_of_a_merged_entry_leads_to_the_kept_one(client, moderator, pair):
    kept, other = pair
    old = rename(other, "zebras")
    merge(kept, other, moderator)
    for slug in (old, "zebras"):
        leads(client, f"/programs/{slug}/", kept.get_absolute_url())


def test_a_hostile_address_is_not_found(client):
    for slug in ("%00", "x" * 400, "é"):
        assert client.get(f"/programs/{slug}/").status_code == 404
        assert client.get(f"{API}/programs/{slug}").status_code == 404


# --- In the editor -------------------------------------------------------------------------------


def test_the_form_warns_of_a_changed_address(client, moderator, pair):
    client.force_login(moderator)
    url = address(Program, "edit", pair[0].pk)
    page = client.get(url)
    assert "Readers know it by this address." in page.content.decode()
    data = form_data(page.context["form"]) | {"slug": "zebras"}
    answer = client.post(url, data, follow=True)
    warning = f"by the address “{pair[0].slug}”. Once “zebras” is published"
    assert warning in answer.content.decode()
    answer = client.post(url, data | {"action-publish": "1"}, follow=True)
    assert warning not in answer.content.decode()
    leads_now = f"The address “{pair[0].slug}” leads to “zebras” now"
    assert leads_now in answer.content.decode()
    answer = client.post(url, data, follow=True)
    assert "Once “zebras” is published" not in answer.content.decode()
    assert leads_now not in answer.content.decode()
    leads(client, f"/programs/{pair[0].slug}/", "/programs/zebras/")


@pytest.fixture
def scheduled(pair):
    """An entry that gets the address "zebras" tomorrow."""
    pair[0].slug, pair[0].go_live_at = "zebras", timezone.now() + timedelta(days=1)
    pair[0].save_revision().publish()
    assert pair[0].scheduled_revision
    return Program.objects.get(pk=pair[0].pk)


def test_an_address_promised_to_a_scheduled_version_is_not_given_away(
    client, moderator, pair, scheduled
):
    client.force_login(moderator)
    url = address(Program, "edit", pair[1].pk)
    data = form_data(client.get(url).context["form"]) | {"slug": "zebras"}
    answer = client.post(url, data)
    assert "takes this address" in answer.content.decode()
    assert Program.objects.get(pk=pair[1].pk).latest_revision is not None
    draft = Program.objects.get(pk=pair[1].pk)
    draft.slug = "zebras"
    with pytest.raises(PublishPermissionError, match="takes this address"):
        draft.save_revision().publish(user=moderator)
    made = Program(name="Zebras", institution=pair[1].institution, credential="diploma")
    made.slug_source = lambda: "zebras"
    made.clean()
    assert made.slug == "zebras-2"
    text = f"slug,name,institution_slug,credential\nzebras,Z,{pair[1].institution.slug},diploma\n"
    programs = DIRECTORIES["programs"]
    found = plan(programs, read_table("z.csv", text.encode(), programs))
    assert [fault.column for fault in found.faults] == ["slug"]
    # The entry itself may be saved.
    scheduled.save_revision().publish(user=moderator)


def test_an_approval_for_an_address_that_is_taken_meanwhile_is_refused(client, moderator, pair):
    draft = Program.objects.get(pk=pair[0].pk)
    draft.slug = "zebras"
    draft.save_revision()
    draft.get_workflow().start(draft, moderator)
    rename(pair[1], "zebras")
    client.force_login(moderator)
    task = Program.objects.get(pk=draft.pk).current_workflow_task_state
    names = Program.snippet_viewset.get_url_name
    approve = reverse(names("workflow_action"), args=[draft.pk, "approve", task.pk])
    answer = client.post(approve, {"comment": ""}, follow=True)
    assert "has this address" in answer.content.decode()
    assert Program.objects.get(pk=draft.pk).slug != "zebras"
