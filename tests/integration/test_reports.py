"""The reports: what needs an editor, over all directories, as pages and as files."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from openpyxl import load_workbook

from directory.columns import value_of
from directory.directories import entry_directories
from directory.links.usage import url_fields
from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Link,
    Program,
    Resource,
    TrustState,
)
from directory.worklists import CHANGED, DUE, FAILING, REDIRECTED, UNVERIFIED, WORKLISTS, Narrowing

pytestmark = pytest.mark.django_db

NAMES = [each.name for each in WORKLISTS]


def sign_in(client, group: str):
    user = User.objects.create_user(group, f"{group}@example.org", "correct horse battery")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


@pytest.fixture
def editor(client):
    return sign_in(client, "Editors")


def link_to(entry, **fields) -> Link:
    """Make the source of an entry an address of its own, with a link that stands as given."""
    entry.source_url = f"https://example.org/{type(entry).__name__}/{entry.pk}"
    entry.save()
    return Link.objects.create(url=entry.source_url, **fields)


@pytest.fixture
def worked_on():
    """Of every directory: entries that are due, changed, broken, suspect and redirected."""
    today, now = timezone.localdate(), timezone.now()
    for directory in entry_directories():
        first = list(directory.records().order_by("pk")[:6])
        for days, entry in zip((1, 800, 900, 10, 10, 10), first, strict=True):
            entry.verified_on = today - timedelta(days=days)
            entry.save()
        due, changed, broken, moved = first[1], first[3], first[4], first[5]
        link_to(due)
        text = {"text_before": "Twenty hours every two years.",
                "text_after": "Thirty hours every <b>two</b> years."}  # fmt: skip
        link_to(changed, state="ok", result="drifted", changed_at=now, **text)
        failing = {"failures": 3, "first_failure_at": now - timedelta(days=4), "result": "gone"}
        link_to(broken, state="broken", since=now, http_status=404, **failing)
        final = f"https://example.org/new/{moved.pk}"
        link_to(moved, state="ok", result="redirected", final_url=final)
        first[0].url = f"https://example.org/suspect/{directory.slug}"
        first[0].save()
        Link.objects.create(url=first[0].url, state="suspect", since=now, result="slow")


def all_entries() -> list:
    return [entry for each in entry_directories() for entry in each.records()]


def shown(worklist, **narrowing) -> list[tuple]:
    items = worklist.items(Narrowing(**narrowing))
    return [(type(item.entry), item.entry.pk, item.field) for item in items]


# --- What is on the lists -------------------------------------------------------------------------


def in_state(state: TrustState) -> set[tuple]:
    found = {(type(e), e.pk, "source_url") for e in all_entries() if e.trust.state == state}
    assert found
    return found


def test_the_lists_of_entries_hold_those_that_readers_see_in_that_state(worked_on):
    assert set(shown(DUE)) == in_state(TrustState.DUE)
    assert set(shown(CHANGED)) == in_state(TrustState.CHANGED)
    never = {(type(e), e.pk, "source_url") for e in all_entries() if e.verified_on is None}
    assert set(shown(UNVERIFIED)) == never
    for worklist in (DUE, CHANGED, UNVERIFIED):
        assert len(shown(worklist)) == worklist.items().count()


def test_those_due_longest_come_first(worked_on):
    dates = [item.entry.verified_on for item in DUE.items()]
    assert dates == sorted(dates)


def test_what_is_least_sure_is_verified_first(worked_on):
    Program.objects.update(confidence="low")
    Resource.objects.update(confidence="medium")
    Association.objects.update(confidence="high")
    Institution.objects.update(confidence="")
    seen = [item.entry.confidence for item in UNVERIFIED.items()]
    assert list(dict.fromkeys(seen)) == ["low", "", "medium", "high"]
    assert seen == sorted(seen, key=["low", "", "medium", "high"].index)


def test_the_lists_of_links_name_every_entry_and_field_that_uses_one(worked_on):
    for worklist, wanted in (
        (FAILING, {"state__in": ["broken", "suspect"]}),
        (REDIRECTED, {"result": "redirected"}),
    ):
        urls = set(Link.objects.filter(**wanted).values_list("url", flat=True))
        uses = {
            (type(entry), entry.pk, field)
            for entry in all_entries()
            for field in url_fields(type(entry))
            if getattr(entry, field) in urls
        }
        assert set(shown(worklist)) == uses
        assert len(uses) >= 5
    states = [item.link.state for item in FAILING.items()]
    assert states == sorted(states)
    assert set(states) == {"broken", "suspect"}


def test_what_is_not_published_is_on_no_list(worked_on):
    for directory in entry_directories():
        directory.model.objects.update(live=False)
    assert [worklist.items().count() for worklist in WORKLISTS] == [0] * len(WORKLISTS)


# --- On a page ------------------------------------------------------------------------------------


ADDRESSES = [reverse_lazy(f"{name}:{view}") for name in NAMES for view in ("index", "results")]


def test_reports_are_for_those_who_may_change_entries(client):
    for address in ADDRESSES:
        assert client.get(address).status_code == 302
    sign_in(client, "HRDR")
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    for address in ADDRESSES:
        refused = client.get(address)
        assert (refused.status_code, refused.url) == (302, reverse("wagtailadmin_home"))
        assert str(address) not in menu


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Administrators"])
def test_reports_are_only_read(client, group):
    sign_in(client, group)
    for address in ADDRESSES:
        assert client.get(address).status_code == 200
        assert client.post(address).status_code == 405


def test_the_menu_of_reports_has_them_all(editor):
    menu = editor.get(reverse("wagtailadmin_home")).content.decode()
    for name in NAMES:
        assert reverse(f"{name}:index") in menu


def test_a_report_leads_to_the_entries_and_counts_its_pages(editor, worked_on):
    total = UNVERIFIED.items().count()
    answer = editor.get(reverse("never-verified:index"))
    assert answer.context["items_count"] == total
    assert len(answer.context["object_list"]) == 50
    first = answer.context["object_list"][0].entry
    text = answer.content.decode()
    assert first.snippet_viewset.get_url_name("edit")
    assert reverse(first.snippet_viewset.get_url_name("edit"), args=[first.pk]) in text
    assert first.get_absolute_url() in text
    last = editor.get(reverse("never-verified:index"), {"p": (total + 49) // 50})
    assert len(last.context["object_list"]) == (total - 1) % 50 + 1


def test_a_report_is_narrowed_by_directory_place_confidence_and_words(editor, worked_on):
    def found(**params) -> list:
        answer = editor.get(reverse("never-verified:index"), params)
        assert answer.status_code == 200
        return [item.entry for item in answer.context["page_obj"].paginator.object_list]

    of_two = found(directory=["programs", "resources"])
    assert {type(entry) for entry in of_two} == {Program, Resource}
    in_ohio = found(place="ohio")
    assert in_ohio
    assert all("ohio" in value_of(entry, "place") for entry in in_ohio)
    expected = [e for e in all_entries() if not e.verified_on and "ohio" in value_of(e, "place")]
    assert len(in_ohio) == len(expected)
    listed = editor.get(reverse("never-verified:index"), {"place": "ohio"}).content.decode()
    assert "<td>Ohio</td>" in listed
    Program.objects.filter(pk=of_two[0].pk).update(confidence="high")
    assert all(entry.confidence == "high" for entry in found(confidence="high"))
    name = Association.objects.filter(verified_on=None).first().name
    assert name in [entry.name for entry in found(q=name.upper())]
    assert found(directory="programs", place="ohio", q="zzzz") == []


def test_links_are_narrowed_by_their_state(editor, worked_on):
    def states(**params) -> set[str]:
        answer = editor.get(reverse("failing-links:index"), params)
        return {item.link.state for item in answer.context["object_list"]}

    assert states(state="broken") == {"broken"}
    assert states(state=["broken", "suspect"]) == {"broken", "suspect"}
    assert states(state="unknown") == set()
    Link.objects.filter(state="suspect").update(state="unknown")
    assert states(state="unknown") == {"unknown"}


def test_before_and_after_stand_side_by_side_word_by_word(editor, worked_on):
    text = editor.get(reverse("source-changed:index")).content.decode()
    assert "<del>Twenty</del> hours every <del>two</del> years." in text
    assert "<ins>Thirty</ins> hours every <ins>&lt;b&gt;two&lt;/b&gt;</ins> years." in text
    assert "<b>two</b>" not in text


def test_verifying_and_taking_over_lead_back_to_the_report(editor, worked_on):
    address = f"{reverse('redirected-links:index')}?directory=programs"
    item = REDIRECTED.items(Narrowing(directories=["programs"]))[:1][0]
    for view in ("index", "results"):
        page = editor.get(f"{reverse(f'redirected-links:{view}')}?directory=programs")
        for name in ("verify", "take_over"):
            action = reverse(Program.snippet_viewset.get_url_name(name), args=[item.entry.pk])
            leads = f"{action}?{urlencode({'next': address})}"
            assert leads in page.content.decode()
            assert editor.get(leads).context["back"] == address


def test_a_redirect_is_shown_with_both_its_ends(editor, worked_on):
    text = editor.get(reverse("redirected-links:index")).content.decode()
    link = Link.objects.filter(result="redirected").first()
    assert link.url in text
    assert link.final_url in text


HOSTILE = [
    "p=-1", "p=99999999999999999999", "place=nowhere", "directory=planets", "confidence=%00",
    "q=%00%22'", "state=x&directory=programs&directory=programs", "export=exe", "ordering=pk",
    "directory=programs&directory=%F0%9F%98%80", "q=" + "a" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_parameter_is_an_error(editor, name):
    for query in HOSTILE:
        answer = editor.get(f"{reverse(f'{name}:results')}?{query}")
        assert answer.status_code == 200, query


@pytest.mark.parametrize("name", NAMES)
def test_the_number_of_queries_is_that_of_a_single_line(editor, worked_on, name):
    address = reverse(f"{name}:index")

    def queries() -> int:
        editor.get(address)  # the session, content types, and what the process keeps
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(address).context["object_list"]
        return len(captured)

    whole = queries()
    for directory in entry_directories():
        keep = list(directory.records().order_by("pk").values_list("pk", flat=True)[:7])
        directory.model.objects.exclude(pk__in=keep).update(live=False)
    assert queries() >= whole - 2  # places of entries, where the few left have none
    assert whole <= 40


# --- As a file ------------------------------------------------------------------------------------


def csv_of(client, name: str, **params) -> list[dict[str, str]]:
    answer = client.get(reverse(f"{name}:index"), {**params, "export": "csv"})
    assert f'filename="{name}-' in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("worklist", WORKLISTS, ids=NAMES)
def test_a_file_holds_what_the_filtered_report_shows(editor, worked_on, worklist):
    for params in ({}, {"directory": ["programs", "certification"]}):
        rows = csv_of(editor, worklist.name, **params)
        items = list(worklist.items(Narrowing(directories=params.get("directory", ()))))
        assert [(row["directory"], row["slug"]) for row in rows] == [
            (item.directory.slug, item.entry.slug) for item in items
        ]
        assert rows


def test_files_say_what_is_wrong_with_a_link_and_what_changed(editor, worked_on):
    broken = next(row for row in csv_of(editor, "failing-links") if row["state"] == "broken")
    assert (broken["result"], broken["http_status"], broken["failures"]) == ("gone", "404", "3")
    changed = csv_of(editor, "source-changed")[0]
    assert changed["before"] == "Twenty hours every two years."
    assert changed["after"] == "Thirty hours every <b>two</b> years."
    moved = csv_of(editor, "redirected-links")[0]
    assert moved["final_url"].startswith("https://example.org/new/")
    unverified = csv_of(editor, "never-verified")[0]
    assert (unverified["trust"], unverified["verified_on"], unverified["due_on"]) == (
        "unverified", "", "",
    )  # fmt: skip


def test_no_cell_is_a_formula(editor, worked_on):
    requirement = CertificationRequirement.objects.published().last()
    requirement.name = '=HYPERLINK("https://evil.example")'
    requirement.save()
    names = [row["name"] for row in csv_of(editor, "never-verified", directory="certification")]
    assert "'" + requirement.name in names
    params = {"export": "xlsx", "directory": "certification"}
    answer = editor.get(reverse("never-verified:index"), params)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert "'" + requirement.name in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}


def test_a_file_costs_few_queries_however_long_it_is(editor, worked_on):
    editor.get(reverse("never-verified:index"), {"export": "csv"})
    with CaptureQueriesContext(connection) as captured:
        rows = csv_of(editor, "never-verified")
    assert len(rows) > 500
    assert len(captured) < 40
