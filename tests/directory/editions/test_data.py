"""The directories as files: complete, dated, proven, described, and enough to build them anew."""

import json
from collections import Counter
from hashlib import sha256

import jsonschema
import openpyxl
import pytest
from django.core.management import call_command
from django.utils import timezone

from directory.api.collections import COLLECTIONS
from directory.catalog.columns import PUBLIC, empty_lists, text_of
from directory.editions import build, editions, file_of, latest, rebuild
from directory.editions.files import all_entries, csv_file, exchangeable
from directory.editions.keeping import root
from directory.imports import ImportRefused
from directory.models import (
    Association,
    CertificationRequirement,
    JobRun,
    Program,
    Resource,
    Topic,
)
from tests.import_files import rows_of

pytestmark = pytest.mark.django_db

SLUG = "algonquin-college--library-and-information-technician-ontario-college-diploma"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path / "data"


def test_the_directories_are_rebuilt_from_the_files_alone(request):
    verified = {"2026-05-04": 2, "2019-01-31": 1}
    pks = iter(Program.objects.order_by("pk").values_list("pk", flat=True))
    for day, number in verified.items():
        Program.objects.filter(pk__in=[next(pks) for _ in range(number)]).update(verified_on=day)
    build()
    folder = root() / latest().version
    before = {slug: (folder / f"{slug}.csv").read_bytes() for slug in exchangeable()}
    assert all(content.count(b"\n") > 10 for content in before.values())
    request.getfixturevalue("empty_site")
    assert not Topic.objects.exists()
    assert not Program.objects.exists()
    new = rebuild(folder)
    assert new == latest().rows
    for slug, directory in exchangeable().items():
        assert csv_file(directory, all_entries(directory), PUBLIC) == before[slug], slug
    known = Program.objects.exclude(verified_on=None).values_list("verified_on", flat=True)
    assert Counter(map(str, known)) == verified
    assert set(rebuild(folder).values()) == {0}
    assert build() is None, "What is rebuilt says what the edition says."


def test_rebuilding_never_makes_a_verification_older():
    first, second = Program.objects.order_by("pk")[:2]
    Program.objects.filter(pk=first.pk).update(verified_on="2026-05-04")
    Program.objects.filter(pk=second.pk).update(verified_on="2026-05-04")
    edition = build()
    Program.objects.filter(pk=first.pk).update(verified_on="2026-06-01")
    Program.objects.filter(pk=second.pk).update(verified_on="2026-04-01")
    rebuild(root() / edition.version)
    days = [str(Program.objects.get(pk=each.pk).verified_on) for each in (first, second)]
    assert days == ["2026-06-01", "2026-05-04"]


def test_a_term_that_will_not_do_is_named_and_nothing_is_rebuilt():
    folder = root() / build().version
    topics = folder / "topics.csv"
    topics.chmod(0o644)
    topics.write_bytes(topics.read_bytes() + b"two words,Two\r\n")
    Topic.objects.all().delete()
    with pytest.raises(ImportRefused, match=r"topics\.csv, line \d+, column slug: “two words”"):
        rebuild(folder)
    assert not Topic.objects.exists()


def test_an_edition_is_made_when_entries_change_and_never_changes(client):
    assert client.get("/data/").status_code == 200
    assert client.get("/data.json").status_code == 404
    first = build()
    assert build() is None
    dated = f"/data/{first.version}/programs.csv"
    before = b"".join(client.get(dated).streaming_content)
    Program.objects.get(slug=SLUG).unpublish()
    second = build()
    assert [each.version for each in editions()] == [second.version, first.version]
    assert second.version == f"{first.version}.2"
    assert b"".join(client.get(dated).streaming_content) == before
    newest = client.get("/data/latest/programs.csv")
    content = b"".join(newest.streaming_content)
    assert SLUG.encode() in before
    assert SLUG.encode() not in content
    assert "immutable" in client.get(dated)["Cache-Control"]
    assert "immutable" not in newest["Cache-Control"]
    again = client.get("/data/latest/programs.csv", headers={"If-None-Match": newest["ETag"]})
    assert again.status_code == 304
    assert not list(root().glob(".part-*"))


def test_every_file_is_as_the_page_says(client):
    edition = build()
    page = client.get("/data/").content.decode()
    for file in edition.files:
        answer = client.get(f"/data/{edition.version}/{file.name}")
        content = b"".join(answer.streaming_content)
        assert (len(content), sha256(content).hexdigest()) == (file.size, file.sha256)
        assert file.sha256 in page
        assert answer["Access-Control-Allow-Origin"] == "*"
    assert "creativecommons.org/licenses/by/4.0" in page
    assert 'href="/data/"' in client.get("/").content.decode()


@pytest.mark.parametrize("slug", sorted(exchangeable()))
def test_three_forms_say_the_same_and_keep_to_the_schema(slug):
    edition = build()
    folder = root() / edition.version
    schema = json.loads((folder / f"{slug}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    items = [json.loads(line) for line in (folder / f"{slug}.ndjson").read_text().splitlines()]
    assert [fault.message for item in items for fault in judge.iter_errors(item)] == []
    rows = rows_of((folder / f"{slug}.csv").read_bytes())
    sheet = openpyxl.load_workbook(folder / f"{slug}.xlsx", read_only=True).active
    lines = list(sheet.iter_rows(values_only=True, max_col=1))
    keys = [item["slug"] for item in items]
    assert [row["slug"] for row in rows] == keys == [line[0] for line in lines[1:]]
    assert edition.rows[slug] == len(keys)
    codebook = (folder / f"{slug}.codebook.md").read_text()
    assert all(f"\n## `{column}`\n" in codebook for column in rows[0])


def test_every_cell_says_the_same_in_all_three_forms_and_in_the_api(client):
    resource = Resource.objects.published().filter(places=None).first()
    resource.summary, resource.source_note = 'One.\r\nTwo: "two"', "=1+1"
    resource.topics = []
    resource.full_clean()
    resource.save()
    rule = CertificationRequirement.objects.published().filter(levels=None).first()
    edition = build()
    for slug, directory in exchangeable().items():
        name = next(name for name, each in COLLECTIONS.items() if each.slug == slug)
        # A file has what a list usually leaves out, too.
        every = {facet: [*directory.bound[facet].labels()] for facet in directory.usually}
        asked = client.get(f"/api/directory/v1/{name}.ndjson", every).getvalue().decode()
        api = {item["slug"]: item for item in map(json.loads, asked.splitlines())}
        folder = root() / edition.version
        lines = [json.loads(line) for line in (folder / f"{slug}.ndjson").open()]
        rows = rows_of((folder / f"{slug}.csv").read_bytes())
        sheet = openpyxl.load_workbook(folder / f"{slug}.xlsx", read_only=True).active
        heads, *cells = sheet.iter_rows(values_only=True)
        for line, row, cell in zip(lines, rows, cells, strict=True):
            for column, in_sheet in zip(heads, cell, strict=True):
                value = line[column]
                assert value == api[line["slug"]][column], (slug, column)
                text = text_of(value)
                if isinstance(value, int | float):
                    assert float(row[column]) == float(in_sheet) == value
                    continue
                assert row[column] == (in_sheet or ""), (slug, column)
                assert row[column].removeprefix("'") == text, (slug, column)
                if value is None or value == []:
                    is_told = column in empty_lists(exchangeable()[slug])
                    has_lists = any(isinstance(each[column], list) for each in lines)
                    assert (value == []) is (is_told and has_lists), (slug, column)
    everywhere = json.loads(client.get(f"/api/directory/v1/resources/{resource.slug}").content)[
        "data"
    ]
    assert everywhere["place"] == []
    assert everywhere["topic"] is None
    assert everywhere["states"]["topic"] == "not-recorded"
    assert everywhere["summary"] == 'One.\nTwo: "two"'
    told = client.get(f"/api/directory/v1/certification-requirements/{rule.slug}").json()["data"]
    assert (told["levels"], told["states"]["levels"]) == (None, "not-recorded")
    codebook = (root() / edition.version / "resources.codebook.md").read_text()
    assert "Empty: Not tied to one place." in codebook


def test_nothing_hidden_and_no_formula_is_in_any_file():
    whole = Association.objects.exclude(slug="ala").first()
    Association.objects.filter(slug=whole.slug).update(live=False, name="Hidden canary")
    part = Association.objects.filter(live=True).exclude(slug="ala").first()
    Association.objects.filter(pk=part.pk).update(parent=whole, name="=cmd()")
    edition = build()
    folder = root() / edition.version
    contents = b"".join((folder / file.name).read_bytes() for file in edition.files)
    assert b"Hidden canary" not in contents
    assert whole.slug.encode() + b"," not in (folder / "associations.csv").read_bytes()
    rows = {row["slug"]: row for row in rows_of((folder / "associations.csv").read_bytes())}
    assert rows[part.slug]["name"] == "'=cmd()"
    sheet = openpyxl.load_workbook(folder / "associations.xlsx").active
    assert "'=cmd()" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_catalogues_find_every_file(client, settings):
    settings.DEFAULT_FROM_EMAIL = "The center <center@library.example>"
    edition = build()
    answer = client.get("/data.json").json()
    assert answer["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    assert len(answer["dataset"]) == len(exchangeable())
    needed = {"title", "description", "keyword", "modified", "publisher", "contactPoint",
              "identifier", "accessLevel", "license", "distribution"}  # fmt: skip
    for dataset in answer["dataset"]:
        assert needed <= set(dataset)
        assert dataset["contactPoint"]["hasEmail"] == "mailto:center@library.example"
        assert len(dataset["distribution"]) == 3
        for each in dataset["distribution"]:
            assert client.get(each["downloadURL"]).status_code == 200
    page = client.get("/data/").content.decode()
    graph = page.partition(
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"DataCatalog"'
    )
    assert graph[1]
    assert edition.version in graph[2]


@pytest.mark.parametrize(
    "address",
    ["/data/latest/manifest.json", "/data/latest/x.csv", "/data/2026-99-99/programs.csv",
     "/data/../etc.csv", "/data/............/programs.csv"],
)  # fmt: skip
def test_nothing_else_is_given_out(client, address):
    build()
    assert client.get(address).status_code == 404


def test_what_breaks_off_leaves_no_edition(monkeypatch):
    from directory.editions import building

    def files():
        yield "programs.csv", b"slug"
        raise ZeroDivisionError

    monkeypatch.setattr(building, "files", files)
    with pytest.raises(ZeroDivisionError):
        build()
    assert editions() == []
    assert list(root().iterdir()) == []
    assert file_of("latest", "programs.csv") is None


def test_the_scheduled_job_makes_the_edition():
    call_command("run_scheduled", "build-data", verbosity=0)
    assert latest().rows["programs"] > 100


def test_what_is_withdrawn_leaves_the_latest_files_without_waiting_for_their_hour():
    def run() -> str:
        call_command("run_scheduled", "withdraw-data", verbosity=0)
        return JobRun.objects.filter(name="withdraw-data").latest("pk").message

    assert "nothing" in run()
    assert latest() is None
    build()
    assert "nothing" in run()
    program = Program.objects.published().first()
    program.summary = "Zebras"
    program.save()
    assert "nothing" in run(), "What only changed waits for the hour."
    program.unpublish()
    made = run()
    assert latest().version in made
    _edition, path = file_of("latest", "programs.csv")
    assert program.slug not in path.read_text("utf-8")
    assert len(editions()) == 2
    assert "nothing" in run()
    passed = Resource.objects.published().first()
    Resource.objects.filter(pk=passed.pk).update(expire_at=timezone.now())
    made = run()
    assert latest().version in made


def test_a_program_in_a_browser_may_ask_whether_its_copy_holds(client):
    build()
    told = client.options("/data/latest/programs.csv")
    assert told.status_code == 204
    assert told["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in told["Access-Control-Allow-Headers"]


def test_no_schema_lets_a_key_be_missing(client):
    """What names an entry is never null; every other column may say that nobody has recorded it."""
    build()
    for slug in exchangeable():
        told = client.get(f"/data/latest/{slug}.schema.json", follow=True)
        columns = json.loads(b"".join(told.streaming_content))["properties"]
        keys = {"slug", "institution_slug"} & set(columns)
        assert {name for name, each in columns.items() if "null" not in each["type"]} == keys
        for key in keys:
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(None, columns[key])
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate("", columns[key])
