"""Who is signed in may send anything to the editor: what cannot be taken is refused in words, and
whatever its lists offer can be asked for together."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from directory.models import Association, CertificationRequirement, Occupation, Program
from tests.factories import make_announcement, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.raise_request_exception = False
    sign_in(client, is_superuser=True)
    return client


def edit_address(model) -> str:
    first = model.objects.order_by("pk").first()
    return reverse(model.snippet_viewset.get_url_name("edit"), args=[first.pk])


def rich_text(**changes) -> str:
    block = {"key": "a", "text": "abc", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
             "entityRanges": [], **changes}  # fmt: skip
    return json.dumps({"blocks": [block], "entityMap": {}})


@pytest.mark.parametrize("value", ["ohio", "²", "\0", "9" * 20, "9" * 5000, "1e308"])
def test_a_number_that_is_none_is_refused(boss, value):
    choose = reverse("wagtailadmin_choose_page_chosen_multiple")
    for address in (choose, "/admin/bulk/wagtailcore/page/delete/"):
        assert boss.get(address, {"id": value}).status_code in (200, 400, 404)
    rows = {f"figures-{name}_FORMS": "1" for name in ("TOTAL", "INITIAL")}
    for model, sent in (
        (Association, {"parent": value}),
        (CertificationRequirement, {"audiences": value}),
        (CertificationRequirement, {"levels-TOTAL_FORMS": value}),
        (Occupation, {**rows, "figures-0-id": value}),
    ):
        for action in ("action-publish", "none"):
            answer = boss.post(edit_address(model), {**sent, action: "1"})
            assert answer.status_code in (200, 400), (model, sent, action)


@pytest.mark.parametrize(
    "text",
    ["", "<p>", "[]", "null", "{}", '{"blocks": [1]}', rich_text(type="nothing"),
     rich_text(entityRanges=[{"offset": 0, "length": 1, "key": 5}]), rich_text(text="\ud800"),
     rich_text(text="\0"), rich_text(depth="x"), rich_text(inlineStyleRanges=[{}])],
)  # fmt: skip
def test_rich_text_that_is_none_is_refused(boss, text):
    page = make_announcement()
    sent = {
        "title": "Zebras", "slug": "zebra", "kind": "news", "summary": "s", "body-count": "1",
        "body-0-type": "text", "body-0-order": "0", "body-0-deleted": "", "body-0-value": text,
        "action-publish": "1", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert boss.post(address, sent).status_code in (200, 302, 400)
    assert boss.get(address).status_code == 200
    assert boss.get(page.get_url()).status_code == 200


@pytest.mark.parametrize("value", ["x", "\r\nX: y", "é", "'"])
def test_a_page_to_begin_at_that_is_none_is_refused(boss, value):
    assert boss.get("/admin/choose-email-link/", {"parent_page_id": value}).status_code == 400


def test_a_page_of_a_list_that_is_not_there_is_not_found(boss):
    assert boss.get(reverse("wagtailadmin_workflows:edit", args=[1]), {"p": "0"}).status_code == 404


@pytest.mark.parametrize("address", ["/admin/", "/admin/logout/", "/admin/login/", "/suggest/"])
@pytest.mark.parametrize("header", ["Referer", "Origin", "Forwarded", "HX-Current-URL"])
def test_a_stranger_who_says_oddly_whence_he_comes_gets_an_answer(client, address, header):
    client.raise_request_exception = False
    for told in ("http://[", "http://[::1]:x", "//", "\xff", "null", "http://a:99999999"):
        assert client.post(address, {"name": "x"}, headers={header: told}).status_code < 500


@pytest.mark.parametrize("address", ["nowhere", "a\0b", "9" * 900, "é", "?p=2"])
def test_a_way_on_that_is_no_address_is_refused(boss, address):
    assert boss.get("/admin/login/", {"next": address}).status_code == 400
    page = make_announcement()
    delete = reverse("wagtailadmin_pages:delete", args=[page.pk])
    assert boss.post(delete, {"next": address}).status_code == 400
    assert Page.objects.filter(pk=page.pk).exists()


def test_a_fault_of_ours_is_not_called_one_of_what_was_sent(boss, monkeypatch):
    def wrong(*_said):
        raise ValueError("invalid literal for int() with base 10: 'ours'")

    monkeypatch.setattr("directory.models.Stamp.read", wrong)
    assert boss.get("/programs/", {"q": "theirs"}).status_code == 500


@pytest.mark.parametrize(
    "address",
    ["/admin/pages/", "/admin/pages/search/", "/admin/announcements/", "/admin/images/",
     "/admin/documents/", "/admin/users/", "/admin/redirects/", "/admin/choose-page/search/",
     "/admin/submissions/", "/admin/reports/due-for-review/", "/admin/images/chooser/results/",
     "/admin/snippets/directory/program/", "/admin/snippets/choose/directory/place/results/"],
)  # fmt: skip
def test_a_long_text_can_be_searched(boss, address):
    assert boss.get(address, {"q": "zebra " * 1500}).status_code == 200


def test_what_was_looked_for_stands_in_the_box(boss):
    html = boss.get(reverse(Program.snippet_viewset.get_url_name("list")), {"q": "zebra " * 99})
    assert f'value="{("zebra " * 99)[:200].strip()}"' in html.content.decode()


@pytest.mark.parametrize(
    "asked",
    [{"ordering": "date"}, {"ordering": "-current_until"}, {"kind": "news"}, {"places": "1"},
     {"audiences": "1"}, {"standing": "scheduled"}, {"ordering": "kind", "kind": "event"}],
)  # fmt: skip
def test_announcements_are_searched_and_filtered_at_once(boss, asked):
    make_announcement()
    assert boss.get("/admin/announcements/", {"q": "zebra", **asked}).status_code == 200


def test_announcements_that_are_searched_keep_their_order_and_filter(boss):
    for slug, kind in (("a", "news"), ("b", "event"), ("c", "news")):
        make_announcement(title=f"Zebra {slug}", slug=slug, kind=kind)
    answer = boss.get("/admin/announcements/", {"q": "zebra", "kind": "news", "ordering": "-title"})
    assert [page.slug for page in answer.context["object_list"]] == ["c", "a"]


@pytest.mark.parametrize(
    "asked",
    [{"has_child_pages": "true"}, {"ordering": "content_type__model"},
     {"ordering": "latest_revision_created_at", "has_child_pages": "false"}],
)  # fmt: skip
def test_pages_are_searched_and_filtered_at_once(boss, asked):
    home = Page.objects.get(depth=2)
    address = reverse("wagtailadmin_explore", args=[home.pk])
    assert boss.get(address, {"q": "library", **asked}).status_code == 200


def chosen(client, content: bytes) -> dict[str, object]:
    """What the form sends that asks which column is which, once a file of redirects was sent."""
    file = SimpleUploadedFile("redirects.csv", content)
    answer = client.post(reverse("wagtailredirects:start_import"), {"import_file": file})
    form = answer.context["form"]
    signed = {name: form[name].value() for name in ("import_file_name", "input_format")}
    return {**signed, "from_index": 0, "to_index": 1}


def test_redirects_that_are_sent_twice_are_imported_once(boss):
    process = reverse("wagtailredirects:process_import")
    sent = chosen(boss, b"from,to\n/a,https://example.org/b\n")
    assert boss.post(process, sent).status_code == 302
    answer = boss.post(process, sent, follow=True)
    assert answer.redirect_chain == [(reverse("wagtailredirects:start_import"), 302)]
    assert "choose it again" in answer.content.decode()
    assert Redirect.objects.filter(old_path="/a").count() == 1


def test_of_a_broken_file_of_redirects_nothing_is_imported(boss):
    sent = chosen(boss, b'from,to\n/a,https://example.org/b\n"/c,https://example.org/d\n')
    answer = boss.post(reverse("wagtailredirects:process_import"), sent)
    assert answer.url == reverse("wagtailredirects:start_import")
    assert not Redirect.objects.filter(old_path="/a").exists()


@pytest.mark.parametrize("name", ["", "../../etc/passwd"])
def test_no_file_but_that_of_the_step_before_is_read(boss, name):
    sent = {"import_file_name": name, "input_format": "0", "from_index": 0, "to_index": 1}
    before = Redirect.objects.count()
    assert boss.post(reverse("wagtailredirects:process_import"), sent).status_code == 302
    assert Redirect.objects.count() == before
