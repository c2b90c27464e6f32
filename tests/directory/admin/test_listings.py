"""The lists of entries in the editor: found by trust and links, exported as filtered, and quick."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.catalog.directories import DIRECTORIES
from directory.editions.files import WRITERS, all_entries
from directory.imports import plan, read_table
from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Link,
    Program,
    Resource,
    TrustState,
)
from tests.factories import sign_in
from tests.home.editor.conftest import address
from tests.starting_content import rows

pytestmark = pytest.mark.django_db

ENTRIES = [CertificationRequirement, Program, Institution, Association, Resource]


@pytest.fixture
def moderator(client):
    client.user = sign_in(client, "Moderators")
    return client


def listed(client, model, **params) -> set[int]:
    answer = client.get(address(model, "list"), params)
    return {entry.pk for entry in answer.context["object_list"]}


def in_every_state() -> dict[str, Program]:
    """One program in each state of trust, today."""
    programs = list(Program.objects.published()[:5])
    today = timezone.localdate()
    Link.objects.create(
        url="https://example.org/down", state="broken", first_failure_at=timezone.now()
    )
    Link.objects.create(url="https://example.org/new", state="ok", changed_at=timezone.now())
    how = {
        TrustState.VERIFIED: {"verified_on": today, "source_url": "https://example.org/a"},
        TrustState.DUE: {"verified_on": today - timedelta(900)},
        TrustState.UNVERIFIED: {"verified_on": None},
        TrustState.CHANGED: {
            "verified_on": today - timedelta(3), "source_url": "https://example.org/new",
        },
        TrustState.UNREACHABLE: {"source_url": "https://example.org/down"},
    }  # fmt: skip
    for program, values in zip(programs, how.values(), strict=True):
        Program.objects.filter(pk=program.pk).update(**values)
    return dict(zip(how, programs, strict=True))


def test_entries_are_found_by_each_state_of_trust(moderator):
    states = in_every_state()
    for state, program in states.items():
        found = listed(moderator, Program, trust=state)
        assert program.pk in found
        assert found.isdisjoint({other.pk for other in states.values()} - {program.pk})
    page = moderator.get(address(Program, "list"), {"trust": ["due", "changed"]}).content.decode()
    assert 'class="trust" data-state="due"' in page
    assert "Due for review since" in page
    assert "Source changed" in page


def test_entries_are_found_by_the_worst_of_their_links(moderator):
    one, two, three = Program.objects.exclude(url="").exclude(source_url="")[:3]
    Link.objects.create(url="https://example.org/1", state="suspect")
    Link.objects.create(url="https://example.org/2", state="ok")
    Link.objects.create(
        url="https://example.org/3", state="ok", result="redirected",
        final_url="https://example.org/4",
    )  # fmt: skip
    both = {"url": "https://example.org/2", "source_url": "https://example.org/1"}
    Program.objects.filter(pk=one.pk).update(**both)
    Program.objects.filter(pk=two.pk).update(url="https://example.org/3", source_url="")
    Program.objects.filter(pk=three.pk).update(url="https://example.org/2", source_url="")
    assert listed(moderator, Program, links="1") == {one.pk}
    assert listed(moderator, Program, links="3") == {two.pk}
    assert listed(moderator, Program, links="5") == {three.pk}


def test_entries_are_found_by_how_they_stand_before_readers(moderator):
    one, two, three, four = Program.objects.all()[:4]
    Program.objects.filter(pk=one.pk).update(live=False, has_unpublished_changes=True)
    two.save_revision()
    Program.objects.filter(pk=three.pk).update(expire_at=timezone.now())
    Program.objects.filter(pk=four.pk).update(live=False, merged_into=two)
    assert listed(moderator, Program, publication="draft") == {one.pk}
    assert listed(moderator, Program, publication="changed") == {two.pk}
    assert listed(moderator, Program, publication="expired") == {three.pk}
    assert listed(moderator, Program, publication="merged") == {four.pk}
    assert listed(moderator, Program, q=four.slug) == set()
    one.get_workflow().start(one, moderator.user)
    assert listed(moderator, Program, publication="waiting") == {one.pk}


def test_entries_are_found_by_their_language_and_by_having_none(moderator):
    named = Program.objects.filter(name__regex="^(Techniques de|Maîtrise)")
    french = set(named.values_list("pk", flat=True))
    assert len(french) == sum(row["language"] == "fr" for row in rows("programs")) > 1
    assert listed(moderator, Program, language="fr") == french
    assert listed(moderator, Program, language="es") == set()
    school = "garneau"
    assert listed(moderator, Program, language="not-recorded", q=school) == set()
    Program.objects.filter(slug__startswith="cegep-garneau").update(language="")
    assert len(listed(moderator, Program, language="not-recorded", q=school)) == 1


def test_a_search_finds_what_has_every_word_somewhere(moderator):
    found = listed(moderator, Program, q="algonquin technician")
    assert {Program.objects.get(pk=pk).institution.name for pk in found} == {"Algonquin College"}


@pytest.mark.parametrize("model", ENTRIES)
def test_every_column_sorts(moderator, model):
    answer = moderator.get(address(model, "list"))
    keys = [column.sort_key for column in answer.context["table"].columns.values()]
    for key in filter(None, keys):
        for order in (key, f"-{key}"):
            assert moderator.get(address(model, "list"), {"ordering": order}).status_code == 200


@pytest.mark.parametrize("model", ENTRIES)
def test_the_export_of_the_whole_list_is_that_of_the_directory(moderator, model):
    directory = DIRECTORIES[model.directory_slug]
    for kind in ("csv", "xlsx"):
        answer = moderator.get(address(model, "list"), {"export": kind})
        assert answer.content == WRITERS[kind](directory, all_entries(directory, unpublished=True))
        assert f"{directory.slug}.{kind}" in answer["Content-Disposition"]


def test_the_export_of_a_filtered_list_changes_nothing_when_it_comes_back(moderator):
    program = Program.objects.filter(credential="associate").first()
    Program.objects.filter(pk=program.pk).update(summary="=cmd()")
    params = {"credential": "associate", "export": "csv"}
    content = moderator.get(address(Program, "list"), params).content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row["credential"] for row in rows} == {"associate"}
    assert len(rows) == Program.objects.filter(credential="associate").count()
    assert "'=cmd()" in content.decode()
    directory = DIRECTORIES["programs"]
    counts = plan(directory, read_table("a.csv", content, directory)).counts
    assert counts == {"new": 0, "changed": 0, "unchanged": len(rows), "error": 0}


def more(model, number: int) -> None:
    """So many more entries of the kind of the first one, each with a draft."""
    pattern = model.objects.filter(merged_into__isnull=True).first()
    fields = {
        f.attname: getattr(pattern, f.attname)
        for f in model._meta.concrete_fields
        if not f.primary_key
    }
    for count in range(number):
        fields["slug"] = f"more-{count}"
        if model is CertificationRequirement:
            fields["applies_to"] = f"group {count}"
        made = model.objects.create(**fields | {"verified_on": timezone.localdate()})
        made.save_revision(clean=False)


@pytest.mark.parametrize("model", ENTRIES)
def test_a_list_costs_as_many_queries_with_many_entries_as_with_few(moderator, model):
    counts = []
    everything = model.objects.order_by("pk")
    keep = list(everything.values_list("pk", flat=True)[:3])
    others = everything.exclude(pk__in=keep)
    others.update(live=False, merged_into=keep[0])
    moderator.get(address(model, "list"), {"trust": TrustState.values})  # which is remembered
    for number in (3, 15):
        if number > 3:
            more(model, number)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = moderator.get(address(model, "list"), {"trust": TrustState.values})
        assert answer.context["paginator"].count >= number
        counts.append(len(captured))
    assert counts[0] == counts[1]
