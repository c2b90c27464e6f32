"""The starting content as it stands in the database: all of it, published, as the files say."""

import re

import pytest
from django.db import models
from django.utils.text import slugify
from wagtail.models import ModelLogEntry, ReferenceIndex

from directory.imports.datasets import DATASETS
from directory.imports.seeding import Loaded, load
from directory.models import (
    Association,
    CertificationRequirement,
    Place,
    Program,
    Record,
    Resource,
    SeededRow,
    Stamp,
    Synonyms,
    Topic,
)
from tests.starting_content import rows

COUNTS = {dataset.name: len(rows(dataset.name)) for dataset in DATASETS}
NOTHING = dict.fromkeys(COUNTS, Loaded())
RECORDS = [dataset.model for dataset in DATASETS if issubclass(dataset.model, Record)]


pytestmark = pytest.mark.django_db


def requirement(slug: str) -> CertificationRequirement:
    return CertificationRequirement.objects.get(slug=slug)


def test_every_row_is_loaded_and_remembered():
    assert {dataset.name: dataset.model.objects.count() for dataset in DATASETS} == COUNTS
    rows = SeededRow.objects.filter(dataset__in=COUNTS)
    assert rows.count() == sum(COUNTS.values())


def test_second_run_loads_nothing_and_moves_no_stamp():
    before = Stamp.read()
    assert load() == NOTHING
    assert Stamp.read() == before


def test_what_an_editor_changed_or_deleted_stays_so():
    edited = Program.objects.get(
        slug="algonquin-college--library-and-information-technician-ontario-college-diploma"
    )
    edited.name = "Edited"
    edited.save_revision().publish()
    requirement("ohio-county-district-librarians").delete()
    Topic.objects.get(slug="cope3").delete()
    Synonyms.objects.all().delete()
    one = Loaded(left_alone=1)
    tagged = sum("cope3" in row["topic"].split(";") for row in rows("resources"))
    assert load() == NOTHING | {
        **dict.fromkeys(["programs", "certifications", "topics"], one),
        "resources": Loaded(left_alone=tagged),
    }
    edited.refresh_from_db()
    assert edited.name == "Edited"
    assert not CertificationRequirement.objects.filter(applies_to="county district librarians")
    assert not Topic.objects.filter(slug="cope3")
    assert not Synonyms.objects.exists()


@pytest.mark.parametrize("model", RECORDS)
def test_entries_are_published_with_a_revision_that_gives_all_of_them_back(model):
    states = model.objects.values_list("live", "has_unpublished_changes", "expired", "locked")
    assert set(states) == {(True, False, False, False)}
    assert not model.objects.filter(first_published_at=None).exists()
    assert not model.objects.filter(last_published_at=None).exists()
    assert not model.objects.exclude(latest_revision=models.F("live_revision")).exists()
    assert not model.objects.filter(live_revision=None).exists()
    entry = model.objects.select_related("live_revision").first()
    assert list(entry.revisions) == [entry.live_revision]
    actions = ModelLogEntry.objects.for_instance(entry).values_list("action", "revision")
    assert set(actions) == {
        ("wagtail.create", entry.live_revision_id),
        ("wagtail.publish", entry.live_revision_id),
    }
    again = entry.live_revision.as_object().serializable_data()
    # What a revision cannot know, or knows to the millisecond.
    unlike = dict.fromkeys(["latest_revision", "live_revision", "last_published_at", "updated_at"])
    assert again | unlike == entry.serializable_data() | unlike


def test_revisions_keep_audiences_levels_topics_and_places():
    wisconsin = requirement("wisconsin-public-library-and-system-directors")
    old = wisconsin.latest_revision.as_object()
    assert [level.name for level in old.levels.all()][:2] == ["Grade I", "Grade II"]
    assert [audience.slug for audience in old.audiences.all()] == ["directors"]
    resource = Resource.objects.get(slug="webjunction").latest_revision.as_object()
    assert {topic.slug for topic in resource.topics.all()} == {
        "online-learning",
        "public-libraries",
    }
    region = Association.objects.get(slug="pnla").latest_revision.as_object()
    assert {place.code for place in region.places.all()} >= {"US-AK", "CA-BC"}


def test_references_are_indexed_for_the_editor():
    ohio = Place.objects.get(code="US-OH")
    assert ReferenceIndex.get_references_to(ohio).count() > 3


def test_a_place_asks_each_audience_its_own():
    found = CertificationRequirement.objects.select_related("jurisdiction")
    asked = {
        (each.jurisdiction.code, each.applies_to): (
            each.requirement,
            {audience.slug for audience in each.audiences.all()},
        )
        for each in found.prefetch_related("audiences")
    }
    assert asked == {
        (row["place_code"], row["applies_to"]): (
            row["requirement"],
            set(filter(None, row["audience"].split(";"))),
        )
        for row in rows("certifications")
    }
    assert asked["US-KY", "part-time public library staff"] == ("voluntary", {"part-time"})


def test_levels_stand_in_the_order_of_the_file():
    with_levels = [row for row in rows("certifications") if row["levels"]]
    for row in with_levels:
        found = requirement(row["slug"])
        names = [name.strip() for name in row["levels"].split(";")]
        assert [level.name for level in found.levels.all()] == names
        assert found.levels_run == row["levels_run"]
    assert {row["levels_run"] for row in with_levels} == {"lowest-first", "highest-first", ""}


def test_what_is_not_recorded_stays_empty():
    programs = rows("programs")
    for field in ("delivery", "lssc_approved"):
        empty = [row["slug"] for row in programs if not row[field]]
        found = Program.objects.filter(**{field: ""}).values_list("slug", flat=True)
        assert sorted(found) == sorted(empty) != []
    assert not Program.objects.filter(lssc_approved="no").exists()
    rules = CertificationRequirement.objects.in_bulk(field_name="slug")
    columns = ("basis", "renewal", "renewal_years", "ce_hours", "ce_unit", "fee_usd", "status")
    for row in rows("certifications"):
        rule = rules[row["slug"]]
        for column in columns:
            is_empty = getattr(rule, column) in (None, "")
            assert is_empty is (row[column] == ""), (rule, column)


def test_nothing_counts_as_verified():
    for model in RECORDS:
        if model is not Place:
            assert not model.objects.exclude(verified_on=None, verified_by=None).exists()


def test_larger_bodies_are_entries_where_there_is_one_and_words_where_not():
    late = Association.objects.get(slug="us-oh-alao-ssig")
    assert (late.parent.slug, late.parent_name) == ("us-oh-alao", "")
    in_words = Association.objects.exclude(parent_name="").values_list("slug", flat=True)
    assert set(in_words) == {row["slug"] for row in rows("associations") if row["parent"]}
    assert in_words


def test_addresses_say_what_they_lead_to():
    for entry in [*Place.objects.all(), *CertificationRequirement.objects.all()]:
        assert entry.slug == slugify(entry.slug_source())


def test_synonyms_never_make_two_things_one():
    groups = [set(synonyms.words()) for synonyms in Synonyms.objects.all()]
    phrases = [phrase for group in groups for phrase in group]
    assert len(phrases) == len(set(phrases))
    apart = {"certificate", "certification", "accreditation", "support staff", "librarian"}
    assert all(len(group & apart) <= 1 for group in groups)


def test_the_rules_of_school_aides_are_those_of_schools_alone():
    aides = [
        row
        for row in rows("certifications")
        if re.search(r"\b(aides|assistants|para\w+|technicians)\b.*\bschools?\b", row["applies_to"])
    ]
    assert {row["place_code"] for row in aides} >= {"US-TX", "US-IL", "US-OH", "US-NM", "US-GA"}
    assert {row["audience"] for row in aides} == {"school"}
