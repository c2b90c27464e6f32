"""The reports as pages: who may read them, how they are narrowed, and where they lead."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode

from directory.catalog.columns import value_of
from directory.catalog.directories import entry_directories
from directory.models import Association, Link, Program, Resource
from directory.reports.worklists import REDIRECTED, UNVERIFIED, Narrowing
from tests.directory.reports.conftest import NAMES, all_entries
from tests.factories import sign_in

pytestmark = pytest.mark.django_db

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
