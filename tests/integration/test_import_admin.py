"""A moderator sends a file, names its columns, reads the review, imports it, and takes it back."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse
from django.utils import timezone

from directory.files import WRITERS, all_entries, exchangeable
from directory.models import Import, Program
from tests.import_files import as_csv, as_xlsx, bomb, exported, program, rows_of

pytestmark = pytest.mark.django_db

SLUG = "algonquin-college--library-and-information-technician-ontario-college-diploma"


def signed_in(client, group: str, *permissions: str):
    user = User.objects.create_user(group, f"{group}@example.org", "correct horse battery")
    user.groups.add(Group.objects.get(name=group))
    for codename in permissions:
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)
    return client


@pytest.fixture
def moderator(client):
    return signed_in(client, "Moderators")


def send(client, content: bytes, name: str = "programs.csv", directory: str = "programs"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("imports:send"), {"directory": directory, "file": file})


def columns_of(content: bytes) -> dict[str, str]:
    header = content.decode("utf-8-sig").splitlines()[0].split(",")
    return {f"column-{number}": name for number, name in enumerate(header)}


def reviewed(client, content: bytes) -> int:
    """Send a file and name its columns as they are called; returns the number of the import."""
    send(client, content)
    pk = Import.objects.latest("pk").pk
    answer = client.post(reverse("imports:columns", args=[pk]), columns_of(content))
    assert answer.url == reverse("imports:review", args=[pk])
    return pk


def accept(client, pk: int, **choices):
    review = client.get(reverse("imports:review", args=[pk]))
    data = {
        "fingerprint": review.context["review"]["fingerprint"],
        "publish": "publish",
        **choices,
    }
    return client.post(reverse("imports:apply", args=[pk]), data, follow=True)


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


def test_the_file_to_begin_with_is_the_whole_directory(moderator, client):
    Program.objects.filter(slug=SLUG).update(live=False)
    page = moderator.get(reverse("imports:send")).content.decode()
    for kind in WRITERS:
        address = reverse("imports:export", args=["programs", kind])
        assert address in page
        answer = moderator.get(address)
        assert f'filename="programs.{kind}"' in answer["Content-Disposition"]
        if kind == "csv":
            assert answer.content == exported()
    for wrong in (("pages", "csv"), ("programs", "pdf")):
        assert moderator.get(reverse("imports:export", args=wrong)).status_code == 404
    client.logout()
    assert client.get(reverse("imports:export", args=["programs", "csv"])).status_code == 302


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", sorted(exchangeable()))
def test_the_export_of_a_directory_sent_back_has_nothing_to_import(client, name, kind):
    signed_in(client, "Administrators")
    directory = exchangeable()[name]
    content = WRITERS[kind](directory, all_entries(directory))
    send(client, content, f"export.{kind}", name)
    pk = Import.objects.latest("pk").pk
    fields = client.get(reverse("imports:columns", args=[pk])).context["form"].fields
    client.post(
        reverse("imports:columns", args=[pk]), {n: field.initial for n, field in fields.items()}
    )
    page = client.get(reverse("imports:review", args=[pk]))
    assert page.context["to_do"] == 0
    assert page.context["total"] == directory.records().count()
    assert "There is nothing to import" in page.content.decode()


BOMB = bomb()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\r\n", "empty"),
        (b"PK\x03\x04torn", "damaged"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"\x81\x8d\xff", "neither UTF-8 nor Windows-1252"),
        (BOMB, "150 MB: more than a real one"),
        (b"slug\r\n" + b"a" * 10 * 1024 * 1024, "larger than 10 MB"),
    ],
    ids=["nothing", "blank", "torn", "xls", "binary", "bomb", "large"],
)
def test_a_file_that_cannot_be_read_is_answered_at_once(moderator, content, words):
    assert words in send(moderator, content).content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + as_csv([program("one")]),
        as_csv([program("one")]).replace(b"\r\n", b"\n"),
        as_csv([program("one")], ";"),
        as_csv([program("one")], "\t"),
        as_csv([program("one")]).decode().encode("windows-1252"),
        as_csv([program("one")]).decode().encode("utf-16"),
        as_xlsx([program("one")]),
    ],
    ids=["mark", "lf", "semicolons", "tabs", "1252", "utf-16", "xlsx"],
)
def test_files_of_every_make_take_the_road(moderator, content):
    send(moderator, content)
    pk = Import.objects.latest("pk").pk
    fields = moderator.get(reverse("imports:columns", args=[pk])).context["form"].fields
    assert {field.label: field.initial for field in fields.values()} == {c: c for c in program("x")}
    moderator.post(
        reverse("imports:columns", args=[pk]), {n: field.initial for n, field in fields.items()}
    )
    accept(moderator, pk)
    assert Program.objects.get(slug="one").summary == program("x")["summary"]


@pytest.mark.parametrize(
    ("rows", "line", "column", "words"),
    [
        ([program("a"), program("a")], 3, "slug", "already stands in line 2"),
        ([program("a", status="=1+1")], 2, "status", "formula"),
        ([program("a", status="#REF!")], 2, "status", "error"),
        ([program("a", summary="a\x00b")], 2, "summary", "control"),
    ],
    ids=["twice", "formula", "error", "control"],
)
def test_a_faulty_cell_is_named_in_the_review(moderator, rows, line, column, words):
    pk = reviewed(moderator, as_csv(rows))
    found = moderator.get(reverse("imports:review", args=[pk]), {"kind": "error"}).context["page"]
    assert [row.line for row in found] == [line]
    assert found[0].faults[0][0] == column
    assert words in found[0].faults[0][2]


def test_columns_are_remembered_for_the_next_file(moderator):
    content = b"Key,Title\r\n" + SLUG.encode() + b",Renamed\r\n"
    send(moderator, content)
    pk = Import.objects.get().pk
    address = reverse("imports:columns", args=[pk])
    wrong = moderator.post(address, {"column-0": "name", "column-1": "name"})
    assert "One column must be the key" in wrong.content.decode()
    moderator.post(address, {"column-0": "slug", "column-1": "name"})
    send(moderator, content)
    form = moderator.get(reverse("imports:columns", args=[Import.objects.latest("pk").pk])).context[
        "form"
    ]
    assert [field.initial for field in form.fields.values()] == ["slug", "name"]


def test_a_plan_that_is_no_longer_true_must_be_reviewed_again(moderator):
    pk = reviewed(moderator, as_csv([program("one")]))
    page = accept(moderator, pk, fingerprint="of yesterday")
    assert "Review it again" in page.content.decode()
    assert not Program.objects.filter(slug="one").exists()


def test_a_file_can_be_dropped_and_is_dropped_after_a_day(moderator):
    pk = reviewed(moderator, as_csv([program("one")]))
    moderator.post(reverse("imports:drop", args=[pk]))
    assert not Import.objects.exists()
    pk = reviewed(moderator, as_csv([program("one")]))
    Import.objects.filter(pk=pk).update(started=timezone.now() - timedelta(days=2))
    send(moderator, as_csv([program("two")]))
    assert not Import.objects.filter(pk=pk).exists()


def test_who_may_not_import_sees_nothing_of_it(client):
    log = Import.objects.create(
        directory="programs", file_name="f.csv", content=as_csv([program("a")])
    )
    done = Import.objects.create(directory="programs", file_name="g.csv", state="applied")
    signed_in(client, "Editors")
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
    signed_in(client, "Editors", "add_import")
    pk = reviewed(client, as_csv([program("one")]))
    accept(client, pk, publish="publish")
    assert not Program.objects.filter(slug="one").exists()
    accept(client, pk, publish="draft")
    assert not Program.objects.get(slug="one").live
