"""An import is done in one piece, names its editor, and can be taken back to the last byte."""

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from directory.catalog.directories import DIRECTORIES
from directory.editions.files import all_entries, csv_file
from directory.imports import ImportRefused, UndoRefused, application, apply, undo
from directory.models import Association, Import, ImportedEntry, Institution, Program
from tests.directory.imports.conftest import SLUG
from tests.factories import make_user
from tests.import_files import (
    as_csv,
    exported,
    faults_of,
    planned,
    plant,
    program,
    rows_of,
    thousand_rows,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db) -> User:
    return make_user(username="ed")


def test_37_planted_faults_are_all_named_then_mended_applied_and_undone(editor):
    before = exported()
    revisions = Revision.objects.count()
    mended, rows = thousand_rows(before), thousand_rows(before)
    planted = plant(rows)
    made = planned(as_csv(rows))
    assert faults_of(made) == planted
    assert made.counts["error"] == 37
    with pytest.raises(ImportRefused, match="37 faults"):
        apply(made, editor, publish=True)
    assert (exported(), Revision.objects.count()) == (before, revisions)
    assert not Import.objects.exists()

    made = planned(as_csv(mended))
    assert made.faults == ()
    log = apply(made, editor, publish=True)
    assert log.state == Import.State.APPLIED
    assert log.counts == made.counts
    assert exported() != before
    assert planned(as_csv(mended)).counts["unchanged"] == 1000
    undo(log, editor)
    assert exported() == before
    assert log.state == Import.State.UNDONE


def test_faulty_rows_can_be_skipped(editor):
    rows = [program("one"), program("two", credential="doctor"), program("three")]
    log = apply(planned(as_csv(rows)), editor, publish=True, skip_faulty=True)
    assert Program.objects.filter(slug__in=["one", "three"]).count() == 2
    assert not Program.objects.filter(slug="two").exists()
    assert log.counts == {"new": 2, "changed": 0, "unchanged": 0, "error": 1}
    with pytest.raises(ImportRefused, match="No such column"):
        apply(planned(b"slug,x\r\na,b"), editor, publish=True, skip_faulty=True)


def test_a_published_import_leaves_what_wagtail_leaves(editor):
    apply(
        planned(as_csv([program("one"), {**program(SLUG), "name": "Renamed"}])),
        editor,
        publish=True,
    )
    for slug, actions in (
        ("one", {"wagtail.create", "wagtail.publish"}),
        (SLUG, {"wagtail.edit", "wagtail.publish"}),
    ):
        record = Program.objects.get(slug=slug)
        assert record.live
        assert not record.has_unpublished_changes
        assert record.latest_revision == record.live_revision
        assert record.latest_revision.user == editor
        assert record.latest_revision.content["name"] == record.name
        entries = ModelLogEntry.objects.filter(object_id=str(record.pk), user=editor)
        assert set(entries.values_list("action", flat=True)) == actions
        assert ReferenceIndex.get_references_for_object(record).exists()


def test_drafts_are_not_shown_and_can_be_imported_again_and_undone(editor):
    before, public = exported(), exported(unpublished=False)
    rows = [program("one"), {**program(SLUG), "name": "Renamed"}]
    first = apply(planned(as_csv(rows)), editor, publish=False)
    assert exported(unpublished=False) == public
    record = Program.objects.get(slug=SLUG)
    assert record.has_unpublished_changes
    assert record.get_latest_revision_as_object().name == "Renamed"
    assert not Program.objects.get(slug="one").live

    rows[1]["name"] = "Renamed again"
    second = apply(planned(as_csv(rows)), editor, publish=True)
    assert Program.objects.get(slug=SLUG).name == "Renamed again"
    undo(second, editor)
    assert Program.objects.get(slug=SLUG).get_latest_revision_as_object().name == "Renamed"
    undo(first, editor)
    assert exported() == before
    record = Program.objects.get(slug=SLUG)
    assert not record.has_unpublished_changes
    assert record.latest_revision == record.live_revision


@pytest.mark.parametrize("name", ["certification", "associations", "resources", "institutions"])
def test_every_directory_is_given_back_with_its_lists(editor, name):
    directory = DIRECTORIES[name]
    before = csv_file(directory, all_entries(directory))
    lists = {
        "levels": "Top; Middle; Bottom",
        "place": "ohio",
        "topic": "cope3",
        "parent_slug": "ala",
    }
    changed = {**lists, "summary": "Changed", "place_code": "", "parent": "", "country": ""}
    rows = [
        {column: changed.get(column, value) for column, value in row.items()}
        for row in rows_of(before)
        if row["slug"] != "ala"
    ]
    if name == "certification":
        del rows[1:]
    made = planned(as_csv(rows), directory)
    assert made.faults == ()
    log = apply(made, editor, publish=True)
    assert planned(as_csv(rows), directory).counts["unchanged"] == len(rows)
    assert csv_file(directory, all_entries(directory)) != before
    undo(log, editor)
    assert csv_file(directory, all_entries(directory)) == before


def test_undo_says_what_stands_in_the_way(editor):
    rows = [program("one"), {**program(SLUG), "name": "Renamed"}]
    log = apply(planned(as_csv(rows)), editor, publish=True)
    after = exported()
    record = Program.objects.get(slug=SLUG)
    record.name = "Edited since"
    record.save_revision()
    with pytest.raises(UndoRefused) as refused:
        undo(log, editor)
    assert refused.value.obstacles == (f"{SLUG}: It has been edited since.",)
    assert exported() == after
    Program.objects.get(slug="one").delete()
    with pytest.raises(UndoRefused, match="one: It has been deleted since"):
        undo(log, editor)
    assert Import.objects.get().state == Import.State.APPLIED


def test_undo_does_not_take_away_what_others_use(editor):
    school = {"slug": "school", "name": "School", "place": "ohio"}
    log = apply(planned(as_csv([school]), DIRECTORIES["institutions"]), editor, publish=True)
    apply(planned(as_csv([program("one", institution_slug="school")])), editor, publish=True)
    with pytest.raises(UndoRefused, match="used by"):
        undo(log, editor)
    assert Institution.objects.filter(slug="school").exists()


def test_undo_leaves_a_later_verification(editor):
    log = apply(planned(as_csv([{"slug": SLUG, "status": "ended"}])), editor, publish=True)
    Program.objects.filter(slug=SLUG).update(verified_on="2026-05-03", verified_by=editor)
    undo(log, editor)
    record = Program.objects.get(slug=SLUG)
    assert (record.status, str(record.verified_on)) == ("active", "2026-05-03")
    with pytest.raises(UndoRefused, match="Only an import that stands"):
        undo(log, editor)


def test_parts_of_a_new_whole_are_taken_back_together(editor):
    cells = {"scope": "state", "focus": "general", "status": "active"}
    rows = [
        {"slug": "part", "name": "Part", "parent_slug": "whole", **cells},
        {"slug": "whole", "name": "Whole", "parent_slug": "", **cells},
    ]
    directory = DIRECTORIES["associations"]
    log = apply(planned(as_csv(rows), directory), editor, publish=True)
    assert Association.objects.get(slug="part").parent.slug == "whole"
    made = Association.objects.filter(slug__in=["part", "whole"])
    keys = list(map(str, made.values_list("pk", flat=True)))
    of_them = ReferenceIndex.objects.filter(object_id__in=keys)
    kind = ContentType.objects.get_for_model(Association)
    assert of_them.filter(content_type=kind, to_content_type=kind).exists()
    undo(log, editor)
    assert not made.exists()
    assert not of_them.filter(content_type=kind).exists()
    assert not ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=keys).exists()


def test_a_plan_is_made_again_only_when_something_was_saved_since(editor, monkeypatch):
    content = as_csv([program("one"), program(SLUG, status="ended")])
    made = planned(content)
    monkeypatch.setattr(application, "plan", None)
    apply(made, editor, publish=True)
    monkeypatch.undo()
    with pytest.raises(ImportRefused, match="changed since"):
        apply(made, editor, publish=True)


def asked(captured: CaptureQueriesContext) -> list[str]:
    """The queries, but for those of whoever hears that an entry is published, for each entry."""
    found = [query["sql"] for query in captured]
    return [sql for sql in found if "SAVEPOINT" not in sql and "_submission" not in sql]


def queries_of(number: int, editor: User) -> tuple[int, int]:
    """How many queries it takes to import so many new rows, and to undo that."""
    made = planned(as_csv([program(f"n{n}") for n in range(number)]))
    with CaptureQueriesContext(connection) as applying:
        log = apply(made, editor, publish=True)
    with CaptureQueriesContext(connection) as undoing:
        undo(log, editor)
    return len(asked(applying)), len(asked(undoing))


def test_the_number_of_queries_does_not_follow_the_number_of_rows(editor):
    queries_of(1, editor)
    assert queries_of(20, editor) == queries_of(2, editor)


def test_a_plan_that_is_no_longer_true_is_refused(editor):
    made = planned(as_csv([program(SLUG, status="ended"), program("one")]))
    Program.objects.filter(slug=SLUG).update(status="unknown")
    with pytest.raises(ImportRefused, match="changed since"):
        apply(made, editor, publish=True)
    assert not Program.objects.filter(slug="one").exists()


def test_a_file_that_waited_is_imported_once(editor):
    content = as_csv([program("one")])
    waiting = Import.objects.create(directory="programs", file_name="f.csv", content=content)
    done = apply(planned(content), editor, publish=True, log=waiting)
    assert (done.pk, done.content, done.user) == (waiting.pk, None, editor)
    with pytest.raises(ImportRefused, match="already"):
        apply(planned(content), editor, publish=True, log=waiting)


def test_what_fails_half_way_leaves_nothing(editor, monkeypatch):
    before = exported()
    made = planned(as_csv([program("one"), program("two")]))

    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(ReferenceIndex, "_extract_references_from_object", fail)
    with pytest.raises(ImportRefused, match="busy"):
        apply(made, editor, publish=True)
    assert exported() == before
    assert not Import.objects.exists()
    assert not ImportedEntry.objects.exists()
