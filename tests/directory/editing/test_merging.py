"""Two entries of one thing become one: what led to the other leads to the kept one, and back."""

import re

import pytest
from modelcluster.fields import ParentalKey
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.models import ModelLogEntry

from directory.editing import verification
from directory.editing.merging import MergeRefused, merge, unmerge
from directory.models import (
    Association,
    CertificationRequirement,
    Entry,
    Institution,
    Program,
    Resource,
)
from tests.factories import make_user, sign_in
from tests.home.editor.conftest import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user("Moderators")


@pytest.fixture
def pair():
    with_programs = Institution.objects.published().filter(programs__isnull=False).distinct()
    return list(with_programs.order_by("pk")[:2])


def test_programs_move_and_readers_are_sent_to_the_kept_one(client, user, pair):
    kept, other = pair
    moving = set(other.programs.values_list("pk", flat=True))
    staying = set(kept.programs.values_list("pk", flat=True))
    url = other.get_absolute_url()
    client.force_login(user)
    page = address(Institution, "merge", kept.pk)
    assert page in client.get(address(Institution, "edit", kept.pk)).content.decode()
    assert "Choose the duplicate first." not in client.get(page).content.decode()
    assert "Choose the duplicate first." in client.get(page, {"other": ""}).content.decode()
    compare = client.get(page, {"other": other.pk}).content.decode()
    assert other.name in compare
    assert f"Belonging to “{other.name}”: programs, {len(moving)}." in compare
    answer = client.post(f"{page}?other={other.pk}", {"keep": kept.pk})
    assert answer.url == address(Institution, "edit", kept.pk)
    client.logout()
    moved = client.get(url)
    assert (moved.status_code, moved["Location"]) == (301, kept.get_absolute_url())
    assert set(kept.programs.values_list("pk", flat=True)) == moving | staying
    program = Program.objects.get(pk=min(moving))
    assert program.latest_revision.user == user
    assert kept.name in client.get(program.get_absolute_url()).content.decode()
    items = client.get("/institutions/list.json", {"per_page": "500"}).json()["items"]
    assert other.slug not in {item["slug"] for item in items}
    logged = ModelLogEntry.objects.get(action="directory.merge")
    assert (logged.object_id, logged.user) == (str(other.pk), user)


def test_a_merge_is_undone(client, user, pair):
    kept, other = pair
    programs = {each.pk: each.programs.count() for each in pair}
    name = other.name
    other.name = "A draft"
    other.save_revision()
    merge(kept, other, user)
    client.force_login(user)
    url = address(Institution, "unmerge", other.pk)
    assert url in client.get(address(Institution, "edit", other.pk)).content.decode()
    assert client.get(url).status_code == 200
    client.post(url)
    client.logout()
    other.refresh_from_db()
    assert {each.pk: each.programs.count() for each in pair} == programs
    page = client.get(other.get_absolute_url())
    assert page.status_code == 200
    assert name in page.content.decode()
    assert other.get_latest_revision_as_object().name == "A draft"
    assert other.has_unpublished_changes
    with pytest.raises(MergeRefused):
        unmerge(other, user)


def test_a_draft_of_a_program_follows_too(user, pair):
    kept, other = pair
    published, drafted = kept.programs.first(), other.programs.first()
    draft = Program.objects.get(pk=published.pk)
    draft.institution = other
    draft.save_revision()
    also = Program.objects.get(pk=drafted.pk)
    also.name = "In a draft"
    also.save_revision()
    merge(kept, other, user)
    for pk in (published.pk, drafted.pk):
        saved = Program.objects.get(pk=pk)
        assert saved.institution == kept
        assert saved.get_latest_revision_as_object().institution == kept
        assert saved.has_unpublished_changes
    assert Program.objects.get(pk=drafted.pk).get_latest_revision_as_object().name == "In a draft"


def test_nothing_becomes_part_of_itself(user):
    whole, section, other = Association.objects.published()[:3]
    for each, parent in ((section, whole), (other, whole)):
        each.parent = parent
        each.save()
    merge(section, whole, user)
    section.refresh_from_db()
    other.refresh_from_db()
    assert section.parent != section
    assert other.parent == section


def test_two_that_were_part_of_each_other_become_one_that_is_part_of_nothing(user):
    kept, other = Association.objects.published().filter(parent=None)[:2]
    Association.objects.filter(pk=kept.pk).update(parent=other)
    Association.objects.filter(pk=other.pk).update(parent=kept)
    merge(kept, other, user)
    kept.refresh_from_db()
    assert kept.parent is None
    assert kept.get_latest_revision_as_object().parent is None


def test_what_stands_between_two_keeps_them_apart(user):
    kept, between, other = Association.objects.published().filter(parent=None)[:3]
    Association.objects.filter(pk=kept.pk).update(parent=between)
    Association.objects.filter(pk=between.pk).update(parent=other)
    kept.refresh_from_db()
    with pytest.raises(MergeRefused, match=re.escape(f"“{between}” stands between the two")):
        merge(kept, other, user)
    merge(other, kept, user)
    between.refresh_from_db()
    assert between.parent == other
    other.refresh_from_db()
    assert other.parent is None


def test_who_was_merged_before_follows(client, user):
    first, second, third = CertificationRequirement.objects.published()[:3]
    merge(second, first, user)
    merge(third, second, user)
    assert client.get(first.get_absolute_url())["Location"] == third.get_absolute_url()
    unmerge(CertificationRequirement.objects.get(pk=second.pk), user)
    assert client.get(first.get_absolute_url())["Location"] == second.get_absolute_url()
    assert client.get(second.get_absolute_url()).status_code == 200


def test_a_merged_entry_is_not_published_again_by_hand(client, user, pair):
    kept, other = pair
    merge(kept, other, user)
    other = Institution.objects.get(pk=other.pk)
    with pytest.raises(PublishPermissionError, match="merged into"):
        other.save_revision().publish(user=user)
    assert verification.obstacle(other) == "It was merged into another entry."
    Institution.objects.filter(pk=other.pk).update(live=True)
    assert not Institution.objects.published().filter(pk=other.pk).exists()
    assert client.get(other.get_absolute_url()).status_code == 301
    Institution.objects.filter(pk=kept.pk).update(live=False)
    assert client.get(other.get_absolute_url()).status_code == 404


def test_what_cannot_be_merged_is_refused_and_nothing_changes(user, pair):
    kept, other = pair
    with pytest.raises(MergeRefused):
        merge(kept, kept, user)
    Institution.objects.filter(pk=other.pk).update(locked=True)
    with pytest.raises(MergeRefused, match="locked"):
        merge(kept, other, user)
    Institution.objects.filter(pk=other.pk).update(locked=False)
    Institution.objects.filter(pk=kept.pk).update(live=False)
    with pytest.raises(MergeRefused, match="published"):
        merge(kept, other, user)
    assert not Institution.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("group", ["Editors", "HRDR", None])
def test_others_do_not_merge(client, pair, group):
    if group:
        sign_in(client, group)
    kept, other = pair
    url = address(Institution, "merge", kept.pk)
    assert client.get(url).status_code == 302
    assert client.post(f"{url}?other={other.pk}", {"keep": kept.pk}).status_code == 302
    assert client.post(address(Institution, "unmerge", kept.pk)).status_code == 302
    assert not Institution.objects.exclude(merged_into=None).exists()


def test_hostile_questions_are_answered(client, user, pair):
    client.force_login(user)
    url = address(Institution, "merge", pair[0].pk)
    for other in ("x", "0", "9" * 40, str(pair[0].pk), "\x00", "²"):
        assert client.get(url, {"other": other}).status_code == 200
        assert client.post(f"{url}?other={pair[1].pk}", {"keep": other}).status_code in (200, 302)
    assert not Institution.objects.exclude(merged_into=None).exclude(pk=pair[1].pk).exists()


@pytest.mark.parametrize(
    "model", [Association, CertificationRequirement, Institution, Program, Resource]
)
def test_nothing_points_to_entries_that_merging_does_not_move(model):
    for relation in model._meta.related_objects:
        is_part = isinstance(relation.field, ParentalKey)  # stays with its entry
        assert is_part or (relation.one_to_many and issubclass(relation.related_model, Entry))
