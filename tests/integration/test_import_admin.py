"""A moderator sends a file, names its columns, reads the review, imports it, and takes it back."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse
from django.utils import timezone

from directory.models import Import, Program
from tests.import_files import as_csv, exported, program, rows_of

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
    data = {"fingerprint": review.context["plan"].fingerprint, "publish": "publish", **choices}
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


def test_the_review_can_be_kept_as_a_file(moderator):
    pk = reviewed(moderator, as_csv([program(SLUG, name="=1+1"), program("two", status="odd")]))
    answer = moderator.get(reverse("imports:review", args=[pk]), {"format": "csv"})
    assert "attachment" in answer["Content-Disposition"]
    rows = rows_of(answer.content)
    assert {"line": "2", "slug": SLUG, "column": "name", "new": "'=1+1"}.items() <= rows[0].items()
    assert any(row["line"] == "3" and row["column"] == "status" for row in rows)


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


def test_a_file_that_cannot_be_read_is_answered_at_once(moderator):
    for content, words in ((b"PK\x03\x04torn", "damaged"), (b"\r\n", "empty")):
        assert words in send(moderator, content).content.decode()
    assert not Import.objects.exists()


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
        ("log", done.pk, "get"), ("undo", done.pk, "post"),
    ):  # fmt: skip
        answer = getattr(client, method)(reverse(f"imports:{name}", args=[pk] if pk else []))
        assert (answer.status_code, answer.url) == (302, home), name
    assert Import.objects.count() == 2


def test_who_may_not_publish_imports_drafts_only(client):
    signed_in(client, "Editors", "add_import")
    pk = reviewed(client, as_csv([program("one")]))
    accept(client, pk, publish="publish")
    assert not Program.objects.filter(slug="one").exists()
    accept(client, pk, publish="draft")
    assert not Program.objects.get(slug="one").live
