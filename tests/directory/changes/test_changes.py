"""Whatever changes what readers see is written down, once, with the old and the new value."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from directory import jobs
from directory.changes import history
from directory.imports.bulk import mark_published, publish
from directory.models import (
    Association,
    CertificationRequirement,
    Change,
    Institution,
    Link,
    Place,
    Program,
    PublicState,
    Resource,
    Topic,
    gathering,
)
from home.models import AnnouncementPage
from tests.factories import make_announcement

pytestmark = pytest.mark.django_db


def told() -> list[tuple]:
    """What was written so far in this test, the oldest first."""
    rows = Change.objects.order_by("pk").values_list("directory", "slug", "kind", "fields")
    return [tuple(row) for row in rows]


def new_program(slug="new-program", **changes) -> Program:
    institution = Institution.objects.filter(place__slug="ohio").first()
    return Program(
        name="New program", slug=slug, institution=institution, credential="certificate", **changes
    )


def program() -> Program:
    return Program.objects.filter(delivery="online").first()


def test_the_starting_content_is_remembered_and_told_to_nobody():
    assert not Change.objects.exists()
    for directory in history.watched():
        remembered = PublicState.objects.filter(directory=directory.slug).count()
        assert remembered == directory.records().count() > 0
        assert history.note_all(directory) == 0


def test_seeding_again_tells_nothing_and_begins_what_was_never_remembered():
    PublicState.objects.filter(directory="programs").delete()
    call_command("seed_site", verbosity=0)
    assert told() == []
    assert PublicState.objects.filter(directory="programs").exists()


def test_an_entry_that_becomes_public_is_told_and_a_draft_is_not():
    draft = new_program(live=False)
    draft.save()
    assert told() == []
    draft.save_revision().publish()
    assert told() == [("programs", "new-program", "published", {})]


def test_a_change_names_each_column_with_its_old_and_new_value():
    changed = program()
    changed.delivery, changed.summary = "hybrid", "Changed."
    summary = Program.objects.get(pk=changed.pk).summary
    changed.save()
    fields = {"delivery": ["online", "hybrid"], "summary": [summary, "Changed."]}
    assert told() == [("programs", changed.slug, "changed", fields)]
    change = Change.objects.get()
    assert change.object_id == changed.pk
    assert change.name == changed.name
    assert f";place={changed.institution.place.slug};" in change.facets_before
    assert ";delivery=online;" in change.facets_before
    assert ";delivery=hybrid;" in change.facets_after
    assert summary in change.words_before.split("\n")
    assert "Changed." in change.words_after.split("\n")
    assert ("delivery", "online", "hybrid") in change.changed_columns


def test_saving_an_entry_as_it_is_tells_nothing():
    program().save()
    program().save_revision()
    assert told() == []


def test_what_readers_never_see_tells_nothing():
    changed = program()
    changed.confidence = "low"
    changed.save()
    Program.objects.filter(pk=changed.pk).update(confidence="high")
    draft = program()
    draft.name = "Only a draft"
    draft.save_revision()
    assert told() == []


def test_numbers_and_lists_are_told_as_files_hold_them():
    rule = CertificationRequirement.objects.filter(fee_usd__isnull=True).first()
    before = [str(level) for level in rule.levels.all()]
    rule.fee_usd = Decimal("12.50")
    rule.levels.add(rule.levels.model(name="New level"))
    rule.save()
    fields = {"levels": [before, [*before, "New level"]], "fee_usd": [None, "12.50"]}
    assert told() == [("certification", rule.slug, "changed", fields)]


def test_a_verification_is_told_apart_from_a_change():
    verified = program()
    verified.verified_on = date(2026, 1, 2)
    verified.save()
    fields = {"verified_on": [None, "2026-01-02"]}
    assert told() == [("programs", verified.slug, "verified", fields)]
    verified.verified_on, verified.status = date(2026, 1, 3), "ended"
    verified.save()
    assert [row[2] for row in told()] == ["verified", "changed", "verified"]


def test_what_leaves_is_told_with_how_it_left():
    one, two, three, four = Program.objects.order_by("pk")[:4]
    one.unpublish()
    two.unpublish(set_expired=True)
    three.expire_at = timezone.now() - timedelta(minutes=1)
    three.save()
    slug = four.slug
    four.delete()
    assert [row[1:3] for row in told()] == [
        (one.slug, "unpublished"), (two.slug, "expired"), (three.slug, "expired"),
        (slug, "deleted"),
    ]  # fmt: skip
    assert not PublicState.objects.filter(directory="programs", object_id=one.pk).exists()
    one.save_revision().publish()
    assert told()[-1][1:3] == (one.slug, "published")


def test_an_entry_that_expires_while_no_job_runs_is_told_by_the_next_look():
    expiring = program()
    # As time does it: without anybody saving anything.
    Program._base_manager.filter(pk=expiring.pk).update(
        expire_at=timezone.now() - timedelta(minutes=1)
    )
    runs = list(jobs.run([jobs.JOBS["note-changes"]]))
    assert [run.state for run in runs] == ["done"]
    assert told() == [("programs", expiring.slug, "expired", {})]
    assert not PublicState.objects.filter(directory="programs", object_id=expiring.pk).exists()


def test_what_no_save_has_told_is_found_once_a_day():
    changed = program()
    Program._base_manager.filter(pk=changed.pk).update(status="ended")
    assert told() == []
    runs = list(jobs.run([jobs.JOBS["compare-entries"]]))
    assert [run.state for run in runs] == ["done"]
    assert [row[1:3] for row in told()] == [(changed.slug, "changed")]


def test_bulk_changes_are_told_like_any_other():
    chosen = Program.objects.filter(delivery="online")
    slugs = sorted(chosen.values_list("slug", flat=True)[:3])
    chosen = Program.objects.filter(slug__in=slugs)
    chosen.update(delivery="hybrid")
    assert sorted(row[1] for row in told()) == slugs
    assert {row[2] for row in told()} == {"changed"}
    entries = list(chosen)
    for entry in entries:
        entry.status = "ended"
    Program.objects.bulk_update(entries, ["status"])
    assert len(told()) == 6
    chosen.delete()
    assert [row[2] for row in told()[6:]] == ["deleted"] * 3
    Program.objects.bulk_create(
        [new_program(slug="bulk-1"), new_program(slug="bulk-2", live=False)]
    )
    assert told()[9:] == [("programs", "bulk-1", "published", {})]


def test_publishing_many_at_once_is_told():
    made = [new_program(slug=f"many-{number}") for number in range(3)]
    moment = timezone.now()
    with transaction.atomic(), gathering():
        for each in made:
            mark_published(each, moment)
            each.save()
        assert told() == []
        publish(made, moment)
    assert [row[1:3] for row in told()] == [(f"many-{n}", "published") for n in range(3)]


def test_many_changes_at_once_cost_as_many_queries_as_few(django_assert_num_queries):
    pks = list(Program.objects.values_list("pk", flat=True)[:50])  # one INSERT of SQLite
    with django_assert_num_queries(13):
        Program.objects.filter(pk__in=pks[:2]).update(summary="x")
    with django_assert_num_queries(13):
        Program.objects.filter(pk__in=pks).update(summary="y")
    assert Change.objects.count() == 52


def test_a_change_that_is_rolled_back_is_not_told():
    class Stopped(Exception):
        pass

    def end_a_program() -> None:
        with transaction.atomic(), gathering():
            Program.objects.filter(pk=program().pk).update(status="ended")
            raise Stopped

    with pytest.raises(Stopped):
        end_a_program()
    assert told() == []
    assert program().status != "ended"


def test_entries_that_show_something_of_another_are_told_with_it():
    institution = Institution.objects.filter(programs__isnull=False).first()
    old = institution.name
    institution.name = "Renamed College"
    institution.save()
    rows = told()
    assert rows[0] == (
        "institutions",
        institution.slug,
        "changed",
        {"name": [old, "Renamed College"]},
    )
    assert [row[0] for row in rows[1:]] == ["programs"] * institution.published_programs.count()
    assert all(row[3] == {"institution": [old, "Renamed College"]} for row in rows[1:])


def test_a_larger_body_that_is_unpublished_is_no_longer_named():
    part = Association.objects.filter(parent__live=True).first()
    part.parent.unpublish()
    mine = next(row for row in told() if row[1] == part.slug)
    assert mine[3]["parent_slug"] == [part.parent.slug, ""]


def test_a_topic_that_is_renamed_or_deleted_tells_of_its_resources():
    topic = Topic.objects.filter(resources__live=True).distinct().first()
    number = Resource.objects.published().filter(topics=topic).count()
    topic.slug = "renamed-topic"
    topic.save()
    assert len(told()) == number > 0
    topic.delete()
    assert len(told()) == 2 * number
    assert all("renamed-topic" not in row[3]["topic"][1] for row in told()[number:])


def test_a_place_is_an_entry_too():
    place = Place.objects.get(slug="ohio")
    place.region = "Elsewhere"
    place.save()
    assert told() == [("places", "ohio", "changed", {"region": ["Midwest", "Elsewhere"]})]
    assert ";country=US;" in Change.objects.get().facets_after


def test_announcements_are_told_from_publishing_to_deleting():
    page = make_announcement(slug="told", summary="x", live=False)
    assert told() == []
    page.save_revision().publish()
    assert [row[:3] for row in told()] == [("announcements", "told", "published")]
    page.summary = "y"
    page.save_revision().publish()
    assert told()[1] == ("announcements", "told", "changed", {"summary": ["x", "y"]})
    page.refresh_from_db()
    page.unpublish()
    assert told()[2][2] == "unpublished"
    page.save_revision().publish()
    page.delete()
    assert told()[-1][1:3] == ("told", "deleted")


def test_an_announcement_behind_a_password_has_left():
    page = AnnouncementPage.objects.live().first()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert [row[1:3] for row in told()] == [(page.slug, "unpublished")]


def test_a_link_that_breaks_is_told_once_for_each_entry_that_has_it():
    entry = Program.objects.exclude(url="").first()
    link, _new = Link.objects.get_or_create(url=entry.url)
    now = timezone.now()
    link.state, link.since, link.first_failure_at = "broken", now, now - timedelta(days=4)
    link.save()
    rows = [row for row in told() if row[1] == entry.slug]
    assert rows[0][2] == "link-broken"
    assert rows[0][3]["url"] == [entry.url, None]
    number = len(told())
    Link.objects.filter(pk=link.pk).update(failures=9)
    link.save()
    assert len(told()) == number
