"""A moderator sends a file of any make, and names its columns."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.editions.files import WRITERS, all_entries, exchangeable
from directory.models import Import, Program
from tests.directory.imports.conftest import SLUG, accept, reviewed, send
from tests.factories import sign_in
from tests.import_files import as_csv, as_xlsx, bomb, exported, program

pytestmark = pytest.mark.django_db


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
    sign_in(client, "Administrators")
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
        (b"slug," + b"c," * 200_000 + b"c", "more than 200 columns"),
        (b"slug\r\n" + b"a" * 10 * 1024 * 1024, "larger than 10 MB"),
    ],
    ids=["nothing", "blank", "torn", "xls", "binary", "bomb", "wide", "large"],
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


def test_what_there_is_to_know_of_a_file_is_said_where_its_columns_are_asked(moderator):
    send(moderator, as_csv([program("one")]).decode().encode("windows-1252"))
    page = moderator.get(reverse("imports:columns", args=[Import.objects.get().pk]))
    assert "read as Windows-1252" in page.content.decode()


def test_a_file_that_can_no_longer_be_read_is_told_and_its_page_is_no_500(moderator):
    content = ",".join(f"c{number}" for number in range(300)).encode()
    log = Import.objects.create(directory="programs", file_name="f.csv", content=content)
    for send_it in (moderator.get, moderator.post):
        answer = send_it(reverse("imports:columns", args=[log.pk]), follow=True)
        assert answer.redirect_chain == [(reverse("imports:index"), 302)]
        assert "more than 200 columns" in answer.content.decode()


@pytest.mark.parametrize("is_dropped", [False, True], ids=["kept", "dropped"])
def test_columns_are_remembered_for_the_next_file(moderator, is_dropped):
    content = b"Key,Title\r\n" + SLUG.encode() + b",Renamed\r\n"
    send(moderator, content)
    pk = Import.objects.get().pk
    address = reverse("imports:columns", args=[pk])
    wrong = moderator.post(address, {"column-0": "name", "column-1": "name"})
    assert "One column must be the key" in wrong.content.decode()
    moderator.post(address, {"column-0": "slug", "column-1": "name"})
    if is_dropped:  # to be mended and sent again
        moderator.post(reverse("imports:drop", args=[pk]))
    send(moderator, content)
    form = moderator.get(reverse("imports:columns", args=[Import.objects.latest("pk").pk])).context[
        "form"
    ]
    assert [field.initial for field in form.fields.values()] == ["slug", "name"]


def test_headings_that_are_blank_or_stand_twice_mean_what_was_chosen_for_each(moderator):
    header = b"slug,name,,name,slug,\r\n"
    content = header + SLUG.encode() + b",Renamed,for\x0bus,Not this,nor-this,\r\n"
    send(moderator, content)
    pk = Import.objects.get().pk
    address = reverse("imports:columns", args=[pk])
    fields = moderator.get(address).context["form"].fields
    assert [str(field.label) for field in fields.values()] == [
        "slug", "name", "Without a heading (3)", "name (4)", "slug (5)",
    ]  # fmt: skip
    assert [field.initial for field in fields.values()] == ["slug", "name", "", "", ""]
    moderator.post(address, {"column-0": "slug", "column-1": "name"})
    page = moderator.get(reverse("imports:review", args=[pk])).context
    assert page["review"]["faults"] == 0
    assert [row.changes[0][2] for row in page["page"]] == ["Renamed"]
    # What was left out this time is no heading of the next file.
    send(moderator, b"slug,name\r\n" + SLUG.encode() + b",Renamed\r\n")
    address = reverse("imports:columns", args=[Import.objects.latest("pk").pk])
    fields = moderator.get(address).context["form"].fields
    assert [field.initial for field in fields.values()] == ["slug", "name"]


def test_a_file_can_be_dropped_and_is_dropped_after_a_day(moderator):
    pk = reviewed(moderator, as_csv([program("one")]))
    moderator.post(reverse("imports:drop", args=[pk]))
    assert not Import.objects.exists()
    pk = reviewed(moderator, as_csv([program("one")]))
    Import.objects.filter(pk=pk).update(started=timezone.now() - timedelta(days=2))
    send(moderator, as_csv([program("two")]))
    assert not Import.objects.filter(pk=pk).exists()
