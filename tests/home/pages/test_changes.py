"""What changed of an entry and in a place, in words; what is no longer public is counted."""

from decimal import Decimal

import pytest

from directory.changes.told import AT_ONCE
from directory.models import CertificationRequirement, Change, Program, Resource

pytestmark = pytest.mark.django_db


def rule() -> CertificationRequirement:
    return CertificationRequirement.objects.filter(
        jurisdiction__slug="ohio", fee_usd__isnull=False
    ).first()


def text_at(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return " ".join(answer.content.decode().split())


def test_before_the_first_change_the_page_says_so(client):
    for path in (f"{rule().get_absolute_url()}changes/", "/places/ohio/changes/"):
        assert "No change is recorded" in text_at(client, path)


def test_a_change_is_told_with_what_was_before_on_the_entry_and_in_its_place(client):
    changed = rule()
    changed.fee_usd = Decimal("40.00")
    changed.save()
    changed.fee_usd, changed.renewal_years = Decimal("52.50"), 7
    changed.save()
    for path in (f"{changed.get_absolute_url()}changes/", "/places/ohio/changes/"):
        html = text_at(client, path)
        assert '<span class="was">was $40</span>, is now <b>$52.50</b>' in html
        assert "is now <b>7</b>" in html
    assert changed.get_absolute_url() in text_at(client, "/places/ohio/changes/")
    assert "was $40" not in text_at(client, "/places/kentucky/changes/")


def test_what_is_public_no_more_is_counted_and_neither_named_nor_quoted(client):
    gone = Program.objects.filter(institution__place__slug="ohio").first()
    gone.name, gone.summary = "Quagga studies", "A thylacine."
    gone.save()
    gone.unpublish()
    number = Change.objects.filter(directory="programs", object_id=gone.pk).count()
    html = text_at(client, "/places/ohio/changes/")
    assert "Quagga" not in html
    assert "thylacine" not in html
    assert f"{number} more changes were of entries that are no longer public." in html
    assert client.get(f"/programs/{gone.slug}/changes/").status_code == 404


def test_an_entry_that_came_back_tells_its_whole_history(client):
    back = Program.objects.filter(institution__place__slug="ohio").first()
    back.unpublish()
    back.save_revision().publish()
    html = text_at(client, f"{back.get_absolute_url()}changes/")
    assert "<p>Published</p>" in html
    assert "no longer public" not in html


def test_a_former_address_leads_to_the_history(client):
    moved = rule()
    old, moved.slug = moved.slug, "somewhere-else"
    moved.save()
    answer = client.get(f"/certification/{old}/changes/")
    assert (answer.status_code, answer["Location"]) == (
        301,
        "/certification/somewhere-else/changes/",
    )


@pytest.mark.parametrize(
    "path",
    ["/certification/nothing/changes/", "/overview/changes/", "/places/ohio/changes/changes/",
     "/places/ohio/else/", "/changes/", "/places/atlantis/changes/"],
)  # fmt: skip
def test_nothing_else_has_a_history(client, path):
    assert client.get(path).status_code == 404


def test_an_entry_may_be_called_changes(client):
    made = Resource(name="Changes", slug="changes", section="other", format="article")
    made.save()
    assert "<h1>Changes</h1>" in text_at(client, made.get_absolute_url())
    assert "No change" not in text_at(client, f"{made.get_absolute_url()}changes/")


@pytest.mark.parametrize("page", ["2", "999999", "0", "-1", "x", "%00", "9" * 50])
def test_any_page_is_answered(client, page):
    changed = rule()
    for number in range(AT_ONCE + 2):
        changed.ce_hours = number
        changed.save()
    html = text_at(client, f"{changed.get_absolute_url()}changes/?page={page}")
    assert "Page" in html


@pytest.mark.parametrize("changes", [1, 40])
def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries, changes):
    for number, each in enumerate(
        Program.objects.filter(institution__place__country="US")[:changes]
    ):
        each.summary = f"Changed {number}."
        each.save()
    client.get("/places/ohio/changes/")
    with django_assert_max_num_queries(16):
        client.get("/places/ohio/changes/")
