"""The starting content has changed since it was loaded: what nobody touched follows its files."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.catalog.directories import DIRECTORIES
from directory.editing import merging, verification
from directory.imports import apply, plan, read_table
from directory.imports.datasets import DATASETS
from directory.imports.seeding import Loaded, load
from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Change,
    Institution,
    Program,
    SeededRow,
)
from tests.factories import make_superuser
from tests.seed_folder import Folder

pytestmark = pytest.mark.django_db

RULE = "wisconsin-public-library-and-system-directors"
NOTHING = {dataset.name: Loaded() for dataset in DATASETS}


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "data")


@pytest.fixture
def user():
    return make_superuser()


def rule() -> CertificationRequirement:
    return CertificationRequirement.objects.get(slug=RULE)


def said(slugs: set[str]) -> list[dict[str, object]]:
    """All that rules say and how they stand, but for when that is asked."""
    found = CertificationRequirement.objects.filter(slug__in=slugs).order_by("pk")
    return [{**each.serializable_data(), "updated_at": None} for each in found]


def test_what_nobody_touched_is_brought_up_to_date_with_a_history(folder):
    before = rule()
    folder.change("certifications.csv", RULE, "summary", "Said anew.")
    folder.change("certifications.csv", RULE, "levels", "Grade One;Grade Two")
    folder.change("certifications.csv", RULE, "audience", "directors;librarians")
    folder.change("certifications.csv", RULE, "confidence", "low")

    assert load(folder=folder.path) == NOTHING | {"certifications": Loaded(updated=1)}

    now = rule()
    assert (now.summary, now.confidence) == ("Said anew.", "low")
    assert [level.name for level in now.levels.all()] == ["Grade One", "Grade Two"]
    assert {each.slug for each in now.audiences.all()} == {"directors", "librarians"}
    assert (now.live, now.has_unpublished_changes) == (True, False)
    assert now.first_published_at == before.first_published_at
    assert now.live_revision == now.latest_revision != before.live_revision
    assert now.live_revision.as_object().summary == "Said anew."
    done = ModelLogEntry.objects.filter(revision=now.live_revision)
    assert set(done.values_list("action", "user")) == {
        ("wagtail.edit", None),
        ("wagtail.publish", None),
    }
    (change,) = Change.objects.filter(slug=RULE)
    assert change.kind == Change.Kind.CHANGED
    assert change.fields["summary"] == [before.summary, "Said anew."]

    assert load(folder=folder.path) == NOTHING
    folder.change("certifications.csv", RULE, "summary", "Said once more.")
    assert load(folder=folder.path)["certifications"] == Loaded(updated=1)
    assert rule().summary == "Said once more."


def test_a_number_that_is_written_otherwise_is_no_change(folder):
    rows = folder.rows("certifications.csv")
    key, fee = next((r["slug"], r["fee_usd"]) for r in rows if r["fee_usd"].isdigit())
    folder.change("certifications.csv", key, "fee_usd", f"{fee}.00")
    assert load(folder=folder.path) == NOTHING


def edit(rule, user):
    rule.summary = "Mine."
    rule.save_revision(user=user).publish(user=user)


def edit_and_edit_back(rule, user):
    old = rule.summary
    edit(rule, user)
    rule.summary = old
    rule.save_revision(user=user).publish(user=user)


def draft(rule, user):
    rule.summary = "Not yet."
    rule.save_revision(user=user)


def write_without_a_revision(rule, user):
    CertificationRequirement.objects.filter(pk=rule.pk).update(renewal="Mine.")


def verify(rule, user):
    assert verification.verify(CertificationRequirement, [rule.pk], user)


def verify_and_withdraw(rule, user):
    verify(rule, user)
    verification.withdraw(CertificationRequirement, [rule.pk], user, "A mistake.")


def bring_by_import(rule, user):
    content = f"slug,source_title\n{rule.slug},Imported\n".encode()
    directory = DIRECTORIES["certification"]
    made = plan(directory, read_table("some.csv", content, directory))
    apply(made, None, publish=True)


def merge(rule, user):
    merging.merge(CertificationRequirement.objects.get(slug=RULE), rule, user)


def lock(rule, user):
    CertificationRequirement.objects.filter(pk=rule.pk).update(locked=True)


def schedule_its_end(rule, user):
    end = timezone.now() + timedelta(days=9)
    CertificationRequirement.objects.filter(pk=rule.pk).update(expire_at=end)


def unpublish(rule, user):
    rule.unpublish(user=user)


def unpublish_by_nobody(rule, user):
    rule.unpublish()


TOUCHES = (
    edit, edit_and_edit_back, draft, write_without_a_revision, verify, verify_and_withdraw,
    bring_by_import, merge, lock, schedule_its_end, unpublish, unpublish_by_nobody,
)  # fmt: skip


def test_what_somebody_touched_is_left_alone_whatever_the_files_say(folder, user):
    rules = [
        rule
        for rule in CertificationRequirement.objects.exclude(slug=RULE)
        if rule.has_readable_source
    ]
    # The one into which another is merged is touched as well.
    touched = {RULE}
    for touch, rule in zip(TOUCHES, rules, strict=False):
        touch(rule, user)
        touched.add(rule.slug)
    assert len(touched) == len(TOUCHES) + 1
    for slug in touched:
        folder.change("certifications.csv", slug, "summary", "Said anew.")
    before = said(touched)

    assert load(folder=folder.path)["certifications"] == Loaded(left_alone=len(touched))
    assert said(touched) == before

    for slug in touched:
        folder.drop("certifications.csv", slug)
    live = sum(each["live"] for each in before)
    assert load(folder=folder.path)["certifications"] == Loaded(left_alone=live)
    assert said(touched) == before


def test_the_account_of_who_touched_it_may_be_gone(folder, user):
    edit_and_edit_back(rule(), user)
    user.delete()
    folder.change("certifications.csv", RULE, "summary", "Said anew.")
    assert load(folder=folder.path)["certifications"] == Loaded(left_alone=1)


def test_what_the_files_no_longer_have_is_unpublished_until_they_have_it_again(folder):
    rows = folder.rows("certifications.csv")
    before = rule()
    folder.drop("certifications.csv", RULE)

    assert load(folder=folder.path) == NOTHING | {"certifications": Loaded(unpublished=1)}
    assert not rule().is_published
    assert Change.objects.get(slug=RULE).kind == Change.Kind.UNPUBLISHED
    assert load(folder=folder.path) == NOTHING

    folder.write("certifications.csv", [[*rows[0]], *([*row.values()] for row in rows)])
    assert load(folder=folder.path) == NOTHING | {"certifications": Loaded(updated=1)}
    assert rule().is_published
    assert not rule().has_unpublished_changes
    assert rule().summary == before.summary
    assert load(folder=folder.path) == NOTHING


def test_what_somebody_published_again_stays_when_the_files_lack_it(folder, user):
    folder.drop("certifications.csv", RULE)
    load(folder=folder.path)
    rule().latest_revision.publish(user=user)
    assert load(folder=folder.path)["certifications"] == Loaded(left_alone=1)
    assert rule().is_published


def test_an_entry_without_which_another_would_go_stays(folder, user):
    school = Institution.objects.filter(programs__isnull=False).first()
    kept, *others = Program.objects.filter(institution=school)
    kept.name = "Mine"
    kept.save_revision(user=user).publish(user=user)
    for program in [kept, *others]:
        folder.drop("programs.csv", program.slug)
    folder.drop("institutions.csv", school.slug)

    outcomes = load(folder=folder.path)

    assert outcomes["programs"] == Loaded(unpublished=len(others), left_alone=1)
    assert outcomes["institutions"] == Loaded()
    kept.refresh_from_db()
    assert kept.is_published


def test_of_a_database_that_knows_no_digests_what_is_there_counts(folder, user):
    edit(rule(), user)
    SeededRow.objects.update(digest="")
    renamed = Program.objects.first()
    Program.objects.filter(pk=renamed.pk).update(name="As a migration wrote it")
    folder.change("programs.csv", renamed.slug, "name", "As the files say")
    folder.change("certifications.csv", RULE, "summary", "Said anew.")

    outcomes = load(folder=folder.path)

    assert outcomes["programs"] == Loaded(updated=1)
    assert outcomes["certifications"] == Loaded(left_alone=1)
    assert rule().summary == "Mine."
    assert load(folder=folder.path)["programs"] == Loaded()


def test_an_entry_of_somebody_with_the_key_of_a_later_row_is_left_alone(folder):
    old = Institution.objects.first()
    Institution.objects.create(slug="mine", name="Mine", place=old.place)
    folder.add("institutions.csv", slug="mine", name="Theirs", place_code="US-OR")
    for _run in range(2):
        assert load(folder=folder.path)["institutions"] == Loaded(left_alone=1)
    assert Institution.objects.get(slug="mine").name == "Mine"


def test_a_later_row_gives_way_to_the_address_that_a_scheduled_version_takes(folder, user):
    old = Institution.objects.first()
    old.slug, old.go_live_at = "later", timezone.now() + timedelta(days=9)
    old.save_revision(user=user).publish(user=user)
    folder.add("institutions.csv", slug="later", name="Theirs", place_code="US-OR")
    load(folder=folder.path)
    assert not Institution.objects.filter(slug="later").exists()


def test_a_row_that_points_to_what_an_editor_took_away_waits_until_it_does_not(folder):
    first = Program.objects.first()
    other = Institution.objects.exclude(pk=first.institution_id).first()
    Institution.objects.filter(pk=other.pk).update(slug="renamed")
    folder.change("programs.csv", first.slug, "name", "Said anew")
    folder.change("programs.csv", first.slug, "institution_slug", other.slug)
    for _run in range(2):
        assert load(folder=folder.path)["programs"] == Loaded()
    folder.change("programs.csv", first.slug, "institution_slug", first.institution.slug)
    assert load(folder=folder.path)["programs"] == Loaded(updated=1)
    assert Program.objects.get(pk=first.pk).name == "Said anew"


def test_a_part_follows_its_whole_that_an_editor_has_renamed(folder, user):
    whole = Association.objects.get(slug="us-oh-alao")
    whole.name = "Renamed"
    whole.save_revision(user=user).publish(user=user)
    assert load(folder=folder.path)["associations"] == Loaded(left_alone=1)
    folder.change("associations.csv", "us-oh-alao-ssig", "summary", "Said anew.")
    assert load(folder=folder.path)["associations"] == Loaded(updated=1, left_alone=1)
    part = Association.objects.get(slug="us-oh-alao-ssig")
    assert (part.summary, part.parent, part.parent_name) == ("Said anew.", whole, "")


def test_terms_follow_the_files_too_and_are_left_to_whoever_changed_them(folder):
    folder.change("audiences.csv", "trustees", "name", "Boards")
    folder.change("audiences.csv", "school", "name", "Schools")
    Audience.objects.filter(slug="school").update(name="Mine")
    outcomes = load(folder=folder.path)
    assert outcomes["audiences"] == Loaded(updated=1, left_alone=1)
    names = dict(Audience.objects.values_list("slug", "name"))
    assert (names["trustees"], names["school"]) == ("Boards", "Mine")
