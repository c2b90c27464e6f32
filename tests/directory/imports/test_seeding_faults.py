"""Files of starting content that somebody spoilt: every fault is named, and nothing is loaded."""

import pytest
from wagtail.models import Revision

from directory.imports.datasets import DATASETS
from directory.imports.faults import Fault, SeedError
from directory.imports.seeding import load
from directory.models import Association, Institution, Place, Resource, SeededRow, Stamp, Topic
from tests.seed_folder import Folder

# Enough of each file for everything that rows name to be there.
FEW = {
    "audiences": lambda row: True,
    "topics": lambda row: row["slug"] in {"online-learning", "public-libraries"},
    "synonyms": lambda row: row["synonyms_id"] == "lssirt",
    "places": lambda row: row["code"] in {"US-OH", "US-OR", "CA-BC"},
    "certifications": lambda row: row["place_code"] == "US-OH",
    "institutions": lambda row: row["place_code"] in {"US-OR", "US-OH"},
    "programs": lambda row: row["institution_slug"] in {"kent-state-university"},
    "associations": lambda row: row["place_code"] in {"US-OH", "CA-BC"},
    "occupations": lambda row: row["country"] == "US",
    "resources": lambda row: row["topic"] == "online-learning;public-libraries",
}


@pytest.fixture
def folder(tmp_path):
    few = Folder(tmp_path / "data")
    for dataset in DATASETS:
        few.keep(dataset.file, FEW[dataset.name])
        kept = {row[dataset.key] for row in few.rows(dataset.file)}
        for below in dataset.below:
            few.keep(below.file, lambda row, key=below.key, kept=kept: row[key] in kept)
    return few


@pytest.fixture
def no_entries(db):
    """The database before the starting content."""
    Association.objects.update(parent=None)
    for dataset in reversed(DATASETS):
        dataset.model.objects.all().delete()
        SeededRow.objects.filter(dataset=dataset.name).delete()


@pytest.fixture
def faults_of(folder, no_entries):
    """Loads the folder, which must change nothing; gives its faults."""

    def faults():
        before = Stamp.read(), Revision.objects.count()
        with pytest.raises(SeedError) as caught:
            load(folder=folder.path)
        assert (Stamp.read(), Revision.objects.count()) == before
        assert not any(dataset.model.objects.exists() for dataset in DATASETS)
        assert not SeededRow.objects.filter(dataset__in=FEW).exists()
        assert all(str(fault) in str(caught.value) for fault in caught.value.faults)
        return caught.value.faults

    return faults


def agree(faults, expected):
    """Whether these and no other faults are found; a reason is given by words that it has."""
    assert [(f.file, f.line, f.column, f.value) for f in faults] == [
        each[:4] for each in sorted(expected)
    ]
    for fault, (*_where, words) in zip(faults, sorted(expected), strict=True):
        assert words in fault.reason


# File and key of a row; then for some of its columns a cell, the part of it that is wrong if not
# all of it, and words of the reason.
SPOILT = {
    ("certifications.csv", "ohio-county-district-librarians"): [
        ("place_code", "US-ZZ", "No row of places.csv"),
        ("requirement", "maybe", "Allowed: mandatory, "),
        ("audience", "directors;kings", "kings", "No row of audiences.csv"),
        ("levels", "One;One", "One", "twice"),
        ("renewal_years", "-3", "greater than"),
        ("ce_hours", "ten", "no whole number"),
        ("fee_usd", "12.345", "decimal places"),
        ("source_date", "2024-13", "a year"),
        ("authority_url", "olc.org", "no web address"),
    ],
    ("certifications.csv", "ohio-public-librarians-with-an-mlis"): [
        ("source_url", "javascript:alert(1)", "no web address"),
        ("applies_to", "", "must not be empty"),
        ("levels", "One;" + "x" * 101, "x" * 101, "at most 100"),
    ],
    ("institutions.csv", "kent-state-university"): [("ipeds_unitid", "1234567", "at most 6")],
    ("programs.csv", "kent-state-university--mlis"): [
        ("institution_slug", "", "must not be empty"),
        ("delivery", "by mail", "valid choice"),
    ],
    ("associations.csv", "ca-bc-bcla"): [("scope", "", "must not be empty")],
    ("audiences.csv", "school"): [("name", "Support staff", "says the same")],
    ("audiences.csv", "trustees"): [("sort_order", "", "must not be empty")],
    ("places.csv", "CA-BC"): [("slug", "British Columbia", "letters, numbers")],
    ("resources.csv", "webjunction"): [
        ("topic", "online-learning;;x", "nothing between"),
        ("topic", "online-learning;;x", "x", "No row of topics.csv"),
        ("place_code", "US-OH;OH", "OH", "No row of places.csv"),
    ],
}


def test_all_faults_of_cells_are_told_together_and_none_follows_from_another(folder, faults_of):
    expected = []
    for (file, key), cells in SPOILT.items():
        for column, cell, *wrong in cells:
            line = folder.change(file, key, column, cell)
            value, words = wrong if len(wrong) == 2 else (cell, *wrong)
            expected.append((file, line, column, value, words))
    agree(faults_of(), expected)


def test_faults_of_lines(folder, faults_of):
    description = folder.rows("resources.csv")[0]["summary"]
    folder.replace("places.csv", "Británica".encode(), "Británica".encode("latin-1"))
    folder.replace("resources.csv", b"Learning site", b"Learning\x00site")
    folder.replace("topics.csv", b"public-libraries,Public libraries", b"public-libraries")
    folder.replace("topics.csv", b"online-learning,", b"online-learning,too many,")
    folder.replace("synonyms.csv", b"lssirt,LSSIRT", b'lssirt,"LSS"IRT')
    double = folder.add("associations.csv", slug="ca-bc-bcla", name="x", scope="state")
    keyless = folder.add("institutions.csv", name="x", place_code="US-OH", source_url="x")
    agree(
        faults_of(),
        [
            ("places.csv", 4, "name_es", "Columbia Brit\ufffdnica", "not UTF-8"),
            ("resources.csv", 2, "summary", description.replace(" ", "\ufffd", 1), "control"),
            ("topics.csv", 2, "name", "Online learning", "Cells in this row: 3; columns: 2"),
            ("topics.csv", 3, "name", "", "Cells in this row: 1; columns: 2"),
            ("synonyms.csv", 2, "", "", "stands inside a cell"),
            ("associations.csv", double, "slug", "ca-bc-bcla", "stands in line "),
            ("associations.csv", double, "focus", "", "must not be empty"),
            ("associations.csv", double, "status", "", "must not be empty"),
            ("institutions.csv", keyless, "slug", "", "needs a key"),
            ("institutions.csv", keyless, "source_url", "x", "no web address"),
        ],
    )


def test_faults_of_headers_and_files(folder, faults_of):
    folder.change("institutions.csv", "kent-state-university", "control", "royal")
    line = folder.change("programs.csv", "kent-state-university--mlis", "status", "open")
    folder.replace("institutions.csv", b"slug,", b"id,")
    folder.replace("places.csv", b"division,", b"shire,")
    folder.replace("programs.csv", b",url,", b",name,")
    royal = 2 + [row["control"] for row in folder.rows("institutions.csv")].index("royal")
    (folder.path / "topics.csv").unlink()
    (folder.path / "audiences.csv").write_bytes(b"")
    unclosed = len(folder.rows("associations.csv")) + 2
    with (folder.path / "associations.csv").open("a") as end:
        end.write('x,"never closed')
    agree(
        faults_of(),
        [
            ("institutions.csv", 1, "slug", "", "missing"),
            ("institutions.csv", 1, "id", "id", "No such column"),
            ("institutions.csv", royal, "control", "royal", "valid choice"),
            ("places.csv", 1, "shire", "shire", "No such column"),
            ("programs.csv", 1, "name", "name", "twice"),
            ("programs.csv", line, "status", "open", "valid choice"),
            ("topics.csv", 1, "", "", "cannot be read"),
            ("audiences.csv", 1, "", "", "is empty"),
            ("associations.csv", unclosed, "", "", "none closes it"),
        ],
    )


def test_association_is_not_part_of_itself_by_a_detour(folder, faults_of):
    whole = folder.change("associations.csv", "us-oh-alao", "parent_slug", "us-oh-alao-ssig")
    (line,) = {fault.line for fault in faults_of()}
    assert line <= whole


def test_order_of_columns_blank_lines_and_a_byte_order_mark_do_not_matter(folder, no_entries):
    rows = folder.rows("places.csv")
    backwards = [[*row.values()][::-1] for row in rows]
    folder.write("places.csv", [[*rows[0]][::-1], [], *backwards])
    content = (folder.path / "places.csv").read_bytes()
    (folder.path / "places.csv").write_bytes(b"\xef\xbb\xbf" + content)
    assert load(folder=folder.path)["places"].new == 3
    assert Place.objects.get(code="CA-BC").name_es == "Columbia Británica"


def test_progress_is_told_row_by_row(folder, no_entries):
    told = []
    load(lambda *step: told.append(step), folder.path)
    assert [step for step in told if step[0] == "places"] == [
        ("places", done, 3) for done in (1, 2, 3)
    ]


def test_later_rows_live_with_what_an_editor_made_or_deleted(folder, no_entries):
    load(folder=folder.path)
    Topic.objects.get(slug="public-libraries").delete()
    Place.objects.get(code="CA-BC").delete()
    Institution.objects.create(slug="mine", name="Mine", place=Place.objects.get(code="US-OH"))
    folder.add("institutions.csv", slug="mine", name="Theirs", place_code="US-OR")
    folder.add(
        "resources.csv",
        **{"slug": "later", "name": "Later", "section": "other", "format": "list"},
        **{"topic": "public-libraries;online-learning", "place_code": "CA-BC;US-OH"},
    )
    loaded = load(folder=folder.path)
    assert {name for name, outcome in loaded.items() if outcome.new} == {"resources"}
    later = Resource.objects.get(slug="later")
    assert [topic.slug for topic in later.topics.all()] == ["online-learning"]
    assert [place.code for place in later.places.all()] == ["US-OH"]
    assert Institution.objects.get(slug="mine").name == "Mine"
    line = folder.add("institutions.csv", slug="new", name="New", place_code="CA-BC")
    with pytest.raises(SeedError) as caught:
        load(folder=folder.path)
    reason = "An editor has deleted what this row points to."
    fault = Fault("institutions.csv", line, "place_code", "CA-BC", reason)
    assert caught.value.faults == (fault,)
    assert str(fault) == f"institutions.csv, line {line}, column place_code: “CA-BC”: {reason}"
