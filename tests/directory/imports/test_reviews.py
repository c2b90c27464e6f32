"""A moderator reads the review of a file, imports what it says, and takes it back."""

import html
import io
import re

import openpyxl
import pytest
from django.urls import reverse

from directory.models import Import, Program
from tests.directory.imports.conftest import SLUG, accept, reviewed
from tests.factories import sign_in
from tests.import_files import as_csv, exported, program, rows_of

pytestmark = pytest.mark.django_db


def test_the_whole_road(moderator):
    before = exported()
    content = as_csv([program("brand-new"), program(SLUG, name="Renamed")])
    menu = moderator.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("imports:index") in menu
    pk = reviewed(moderator, content)
    page = moderator.get(reverse("imports:review", args=[pk])).content.decode()
    assert "<ins>Renamed</ins>" in page
    assert "<del>Library and Information Technician Ontario College Diploma</del>" in page
    assert exported() == before

    only_new = moderator.get(reverse("imports:review", args=[pk]), {"kind": "new"}).content.decode()
    assert "brand-new" in only_new
    assert "Renamed" not in only_new

    page = accept(moderator, pk)
    assert page.redirect_chain[-1][0] == reverse("imports:log", args=[pk])
    assert "Undo this import" in page.content.decode()
    assert Program.objects.get(slug=SLUG).name == "Renamed"
    assert Program.objects.get(slug=SLUG).latest_revision.user.username == "Moderators"
    assert Import.objects.get(pk=pk).content is None

    moderator.post(reverse("imports:undo", args=[pk]))
    assert exported() == before
    page = moderator.get(reverse("imports:index")).content.decode()
    assert "Undone" in page
    assert not Import.objects.get(pk=pk).rows.exists()


def test_faults_are_shown_and_skipped_only_when_asked(moderator):
    content = as_csv([program("one"), program("two", credential="doctor")])
    pk = reviewed(moderator, content)
    page = moderator.get(reverse("imports:review", args=[pk]), {"kind": "error"}).content.decode()
    assert "doctor" in page
    assert "is not a valid choice" in page
    assert "has 1 fault" in accept(moderator, pk).content.decode()
    assert not Program.objects.filter(slug="one").exists()
    accept(moderator, pk, skip_faulty="on", publish="draft")
    assert not Program.objects.get(slug="one").live


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_review_can_be_kept_as_a_file(moderator, kind):
    pk = reviewed(moderator, as_csv([program(SLUG, name="=1+1"), program("two", status="odd")]))
    answer = moderator.get(reverse("imports:review", args=[pk]), {"format": kind})
    assert f'filename="review.{kind}"' in answer["Content-Disposition"]
    if kind == "csv":
        rows = rows_of(b"".join(answer.streaming_content))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        header, *lines = sheet.iter_rows(values_only=True)
        rows = [dict(zip(header, map(str, line), strict=True)) for line in lines]
    assert {"line": "2", "slug": SLUG, "column": "name", "new": "'=1+1"}.items() <= rows[0].items()
    fault = rows[-1]
    assert (fault["line"], fault["column"], fault["new"]) == ("3", "status", "odd")
    assert "not a valid choice" in fault["reason"]


def test_the_review_is_filtered_by_kind_key_and_line(moderator):
    pk = reviewed(moderator, as_csv([program("one"), program("two"), program(SLUG, status="odd")]))
    address = reverse("imports:review", args=[pk])

    def keys(**asked):
        return [row.key for row in moderator.get(address, asked).context["page"]]

    assert keys() == ["one", "two", SLUG]
    assert keys(kind="error") == [SLUG]
    assert keys(q="TWO") == ["two"]
    assert keys(q="4") == [SLUG]
    assert keys(kind="new", q="4") == []
    assert keys(kind="odd", q="\x00" + "9" * 400, p="x") == []


@pytest.mark.parametrize("rows", [2, 49])
def test_a_review_asks_as_often_however_many_rows_there_are(
    moderator, rows, django_assert_max_num_queries
):
    pk = reviewed(moderator, as_csv([program(f"p{n}") for n in range(rows)]))
    address = reverse("imports:review", args=[pk])
    moderator.get(address)
    with django_assert_max_num_queries(16):
        moderator.get(address)


@pytest.mark.parametrize(
    ("rows", "line", "column", "words"),
    [
        ([program("a"), program("a")], 3, "slug", "already stands in line 2"),
        ([program("a", status="=1+1")], 2, "status", "formula"),
        ([program("a", status="#REF!")], 2, "status", "error"),
        ([program("a", summary="x" * 32_768)], 2, "summary", "32,767 characters at most"),
    ],
    ids=["twice", "formula", "error", "long"],
)
def test_a_faulty_cell_is_named_in_the_review(moderator, rows, line, column, words):
    pk = reviewed(moderator, as_csv(rows))
    found = moderator.get(reverse("imports:review", args=[pk]), {"kind": "error"}).context["page"]
    assert [row.line for row in found] == [line]
    assert found[0].faults[0][0] == column
    assert words in found[0].faults[0][2]


def test_a_line_that_cannot_be_read_stands_in_the_review_as_every_faulty_row_does(moderator):
    content = as_csv([program("one"), program("two"), program("three")])
    broken = content.replace(b"Library Technology two", b'"Library" Technology two')
    pk = reviewed(moderator, broken)
    address = reverse("imports:review", args=[pk])
    page = moderator.get(address, {"kind": "error"})
    assert ("error", "Faulty", 1) in page.context["kinds"]
    assert [row.line for row in page.context["page"]] == [3]
    kept = b"".join(moderator.get(address, {"format": "csv"}).streaming_content).decode()
    assert '3,,error,,,,"A quotation mark stands inside a cell' in kept
    accept(moderator, pk, skip_faulty="on")
    assert set(Program.objects.filter(slug__in=["one", "two", "three"]).values_list("slug")) == {
        ("one",),
        ("three",),
    }


def test_a_plan_that_is_no_longer_true_must_be_reviewed_again(moderator):
    pk = reviewed(moderator, as_csv([program("one")]))
    page = accept(moderator, pk, fingerprint="of yesterday")
    assert "Review it again" in page.content.decode()
    assert not Program.objects.filter(slug="one").exists()


def test_who_may_not_import_sees_nothing_of_it(client):
    log = Import.objects.create(
        directory="programs", file_name="f.csv", content=as_csv([program("a")])
    )
    done = Import.objects.create(directory="programs", file_name="g.csv", state="applied")
    sign_in(client, "Editors")
    assert reverse("imports:index") not in client.get(reverse("wagtailadmin_home")).content.decode()
    home = reverse("wagtailadmin_home")
    for name, pk, method in (
        ("index", None, "get"), ("send", None, "get"), ("columns", log.pk, "get"),
        ("review", log.pk, "get"), ("apply", log.pk, "post"), ("drop", log.pk, "post"),
        ("again", log.pk, "post"), ("leave", log.pk, "post"),
        ("log", done.pk, "get"), ("undo", done.pk, "post"),
    ):  # fmt: skip
        answer = getattr(client, method)(reverse(f"imports:{name}", args=[pk] if pk else []))
        assert (answer.status_code, answer.url) == (302, home), name
    answer = client.get(reverse("imports:export", args=["programs", "csv"]))
    assert (answer.status_code, answer.url) == (302, home)
    assert Import.objects.count() == 2


def test_who_may_not_publish_imports_drafts_only(client):
    sign_in(client, "Editors", permissions=["add_import"])
    pk = reviewed(client, as_csv([program("one")]))
    accept(client, pk, publish="publish")
    assert not Program.objects.filter(slug="one").exists()
    accept(client, pk, publish="draft")
    assert not Program.objects.get(slug="one").live


def test_what_was_imported_as_drafts_is_published_together(moderator):
    pk = reviewed(moderator, as_csv([program("one"), program("two")]))
    page = accept(moderator, pk, publish="draft").content.decode()
    url = html.unescape(re.search(r'href="([^"]+)">Publish these entries', page)[1])
    assert "(2)" in moderator.get(url).content.decode()
    assert moderator.post(url)["Location"] == reverse("imports:log", args=[pk])
    assert Program.objects.published().filter(slug__in=["one", "two"]).count() == 2
