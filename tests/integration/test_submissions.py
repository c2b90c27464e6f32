"""Anybody suggests an entry or reports a problem, without an account, a cookie or JavaScript."""

import re
from datetime import timedelta
from html import unescape
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import OutgoingMail, Place, Program, Resource, Submission
from directory.submissions import desk, limits
from tests.submission_forms import OURS, SUGGESTION, report, suggest, ticket

pytestmark = pytest.mark.django_db

HOSTILE = ["\x00", "\ud800", "a" * 10_000, "<script>alert(1)</script>", "{{7*7}}", "🐈" * 300,
           "\u202e", "http://[", "http://a@b:99999/"]  # fmt: skip


def page_of(answer) -> str:
    return unescape(answer.content.decode())


def test_a_suggestion_gets_a_number_and_a_page_that_shows_how_it_stands(client):
    answer = suggest(client, email="ann@example.org")
    made = Submission.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/suggest/{made.token}/")
    assert (made.kind, made.directory, made.place.slug) == ("suggestion", "resources", "ohio")
    assert (made.name, made.url) == (SUGGESTION["name"], SUGGESTION["url"])
    page = page_of(client.get(answer.url))
    for words in (made.reference, "received", SUGGESTION["name"], SUGGESTION["text"], "Ohio"):
        assert words in page
    assert "ann@example.org" not in page


def test_a_report_names_the_entry_it_is_about(client):
    entry = Program.objects.published().first()
    answer = report(client, entry)
    made = Submission.objects.get()
    assert (made.kind, made.directory, made.problem) == ("report", "programs", "link")
    assert made.entry == entry
    assert made.name == f"{entry.name}, {entry.institution}", "Many schools teach a thing so named."
    page = page_of(client.get(answer.url))
    assert entry.get_absolute_url() in page
    assert "A link does not work" in page


def test_every_entry_and_place_leads_to_its_report(client):
    for entry in (Program.objects.published().first(), Place.objects.get(slug="ohio")):
        address = reverse("report", args=[entry.directory_slug, entry.slug])
        assert f'href="{address}"' in page_of(client.get(entry.get_absolute_url()))
        form = client.get(address)
        assert form.status_code == 200
        assert entry.name in page_of(form)


def test_nothing_that_is_not_public_can_be_reported(client):
    entry = Program.objects.published().first()
    Program.objects.filter(pk=entry.pk).update(live=False)
    assert report(client, entry).status_code == 404
    address = reverse("report", args=["programs", entry.slug])
    assert client.get(address).status_code == 404
    for directory, slug in (("announcements", "x"), ("nowhere", "x"), ("programs", "nope")):
        assert client.get(reverse("report", args=[directory, slug])).status_code == 404


def test_forms_set_no_cookie_and_are_kept_by_nobody(client):
    entry = Program.objects.published().first()
    for path in ("/suggest/", reverse("report", args=["programs", entry.slug])):
        answer = client.get(path)
        assert not answer.cookies
        assert answer["Cache-Control"] == "private, no-store"
    answer = suggest(client)
    assert not answer.cookies
    status = client.get(answer.url)
    assert not status.cookies
    assert status["Cache-Control"] == "private, no-store"
    assert status["X-Robots-Tag"] == "noindex"
    assert status["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in status.content.decode()


def test_an_entry_page_stays_cacheable(client):
    path = Program.objects.published().first().get_absolute_url()
    first = client.get(path)
    assert not first.cookies
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://testserver"}, 302),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Referer": "http://testserver/suggest/"}, 302),
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403),
        ({"Referer": "http://testserver.evil.example/"}, 403),
        ({"Referer": "http://["}, 403),
    ],
)
def test_only_our_own_page_may_send_the_form(client, headers, status):
    assert suggest(client, headers=headers).status_code == status
    assert Submission.objects.exists() is (status == 302)


def test_a_trusted_origin_may_send_the_form(client, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://center.example.org"]
    assert suggest(client, headers={"Origin": "https://center.example.org"}).status_code == 302


def test_what_is_missing_is_said_at_the_top_and_at_the_field_and_what_was_typed_is_kept(client):
    answer = suggest(client, kind="", url="javascript:alert(1)", email="ann@", name="")
    page = page_of(answer)
    assert answer.status_code == 422
    assert not Submission.objects.exists()
    for anchor, words in (
        ("kind_0", "Choose what it is that you suggest."),
        ("name", "Give its name."),
        ("url", "This is not the address of a web page"),
        ("email", "Enter a valid email address."),
    ):
        assert f'<a href="#{anchor}">{words}' in page
        assert f'id="{anchor}"' in page
    assert re.search(r'<input[^>]*name="url"[^>]*aria-describedby="url_helptext url_error"', page)
    assert re.search(r'<input[^>]*name="url"[^>]*aria-invalid="true"', page)
    assert 'id="url_error"' in page
    assert 'value="javascript:alert(1)"' in page
    assert SUGGESTION["text"] in page
    assert page.count("<title>Not sent yet:") == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"url": ""}, "Give the web address of the resource."),
        ({"kind": "certification", "place": ""}, "Choose the state or province"),
        ({"kind": "institutions"}, "Select a valid choice"),
        ({"place": "atlantis"}, "Choose a place from the list."),
        ({"url": "ftp://example.org/x"}, "not the address of a web page"),
        ({"url": "https://example.org/" + "x" * 600}, "at most 500"),
        ({"name": "x" * 201}, "at most 200"),
        ({"text": "x" * 4001}, "at most 4000"),
        ({"text": "http://a.org www.b.org HTTPS://c.org"}, "hold 2 links at most"),
        ({"fax": "555"}, "A field that nobody should see was filled in"),
    ],
)
def test_a_wrong_value_is_told_in_words(client, values, words):
    answer = suggest(client, **values)
    assert answer.status_code == 422
    assert words in page_of(answer)
    assert not Submission.objects.exists()


def test_what_nobody_can_see_is_left_out(client):
    suggest(client, name="Shelv\x00ing\u202e \x1b for\nall", text="One\x00\r\ntwo\u200b")
    made = Submission.objects.get()
    assert (made.name, made.text) == ("Shelving for all", "One\ntwo")


def test_an_address_may_be_typed_without_its_scheme(client):
    suggest(client, url="shelving.example.org")
    assert Submission.objects.get().url == "https://shelving.example.org"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (lambda: ticket(age=1), "quicker than anybody types"),
        (lambda: ticket(age=25 * 3600), "open for more than a day"),
        (lambda: ticket("report"), "cannot be taken as it is"),
        (lambda: ticket()[:-1] + "~", "cannot be taken as it is"),
        (lambda: "", "cannot be taken as it is"),
        (lambda: "a:b:c", "cannot be taken as it is"),
        (lambda: "\x00" * 50, "cannot be taken as it is"),
    ],
)
def test_a_form_must_have_been_open_for_a_while_and_not_for_days(client, value, words):
    answer = suggest(client, ticket=value())
    assert answer.status_code == 422
    assert words in page_of(answer)
    assert SUGGESTION["text"] in page_of(answer)
    assert not Submission.objects.exists()


def test_the_same_form_sent_twice_is_one_submission(client):
    word = ticket()
    first, again = suggest(client, ticket=word), suggest(client, ticket=word)
    assert first.url == again.url
    assert Submission.objects.count() == 1


def test_the_same_form_sent_at_the_same_moment_is_one_submission(client):
    """The second comes while the first has been judged and is not yet kept."""
    word = ticket()
    judged = limits.is_too_much

    def meanwhile(**values) -> bool:
        with mock.patch.object(limits, "is_too_much", judged):
            suggest(client, ticket=word)
        return False

    with mock.patch.object(limits, "is_too_much", meanwhile):
        answer = suggest(client, ticket=word, send_anyway="1")
    assert answer.url == f"/suggest/{Submission.objects.get().token}/"


def test_a_ticket_cannot_be_used_for_something_else(client):
    word = ticket()
    suggest(client, ticket=word)
    answer = suggest(client, ticket=word, name="Something else", url="https://else.example.org")
    assert answer.status_code == 422
    assert "has been sent already" in page_of(answer)
    assert Submission.objects.count() == 1


def test_one_peer_may_send_only_so_much(client, settings):
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, "peer in an hour": 2}
    for number in range(2):
        assert suggest(client, url=f"https://{number}.example.org", name=str(number)).url
    answer = suggest(client, url="https://3.example.org", name="3")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "send it again in an hour" in page_of(answer)
    assert SUGGESTION["text"] in page_of(answer)
    other = client.post(
        "/suggest/",
        {**SUGGESTION, "ticket": ticket(), "name": "3", "url": "https://3.example.org"},
        headers=OURS,
        REMOTE_ADDR="192.0.2.7",
    )
    assert other.status_code == 302
    Submission.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert suggest(client, url="https://4.example.org", name="4").status_code == 302


@pytest.mark.parametrize("limit", ["all in an hour", "e-mail in a day", "peer in a day"])
def test_there_are_limits_for_all_for_an_address_and_for_a_day(client, settings, limit):
    settings.SUBMISSION_LIMITS = {**settings.SUBMISSION_LIMITS, limit: 1}
    assert report(client, email="ann@example.org").status_code == 302
    assert suggest(client, email="ANN@example.org").status_code == 429


def test_no_network_address_is_kept(client):
    suggest(client)
    assert "127.0.0.1" not in Submission.objects.get().peer
    assert len(Submission.objects.get().peer) == 32


@pytest.mark.parametrize(
    "values",
    [
        lambda entry: {"url": entry.url, "name": "Quite another name"},
        lambda entry: {"url": entry.url.replace("https://", "http://www.") + "/#top", "name": "N"},
        lambda entry: {"url": "https://new.example.org", "name": f"The {entry.name.upper()}!"[4:]},
    ],
)
def test_what_is_in_the_center_already_is_shown_and_may_be_sent_all_the_same(client, values):
    entry = Resource.objects.published().filter(url__startswith="https://").exclude(
        url__contains="www."
    ).first()  # fmt: skip
    answer = suggest(client, **values(entry))
    page = page_of(answer)
    assert answer.status_code == 409
    assert f'<a href="{entry.get_absolute_url()}">' in page
    assert SUGGESTION["text"] in page
    assert not Submission.objects.exists()
    assert suggest(client, **values(entry), send_anyway="1").status_code == 302


def test_a_draft_is_not_shown_as_a_likeness(client):
    entry = Resource.objects.published().exclude(url="").first()
    Resource.objects.filter(pk=entry.pk).update(live=False)
    assert entry.name not in page_of(suggest(client, url=entry.url, name=entry.name))


def test_a_suggestion_that_waits_is_recognized_without_a_word_of_it_being_shown(client):
    suggest(client, name="Shelving for Cats", text="Secret words")
    for values in (
        {"name": "Cats, shelving for", "url": "https://x.example.org"},
        {"name": "Dogs"},
    ):
        page = page_of(suggest(client, **values, text="Mine"))
        assert "Somebody suggested something very like it" in page
        assert "Secret words" not in page
        assert "Shelving for Cats" not in page
    Submission.objects.update(state="declined")
    assert suggest(client, name="Shelving for Cats").status_code == 302


def test_a_report_like_one_that_waits_is_recognized(client):
    report(client)
    assert report(client).status_code == 409
    assert report(client, problem="ended").status_code == 302
    assert report(client, send_anyway="1").status_code == 302


def test_the_form_begins_with_what_the_link_to_it_chose(client):
    page = page_of(client.get("/suggest/?kind=programs&place=ohio"))
    assert re.search(r'<input[^>]*value="programs"[^>]*checked', page)
    assert '<option value="ohio" selected>' in page
    page = page_of(client.get('/suggest/?kind="><script>&place=\x00'))
    assert "checked" not in page
    assert "<script>" not in page


def test_the_site_leads_to_the_form(client):
    assert 'href="/suggest/"' in page_of(client.get("/"))
    assert 'href="/suggest/"' in page_of(client.get("/search/?q=xyzxyz"))
    empty = page_of(client.get("/programs/?country=CA&place=ohio"))
    assert 'href="/suggest/?kind=programs"' in empty
    assert 'href="/suggest/"' in page_of(client.get("/institutions/?country=CA&place=ohio"))
    assert "/suggest/</loc>" in client.get("/sitemap.xml").content.decode()
    assert "Disallow: /report/" in client.get("/robots.txt").content.decode()


def test_a_status_page_needs_its_word(client):
    suggest(client)
    made = Submission.objects.get()
    assert len(made.token) == 32
    for word in (made.reference, "a" * 32, made.token.swapcase(), made.token + "a", str(made.pk)):
        assert client.get(f"/suggest/{word}/").status_code == 404
    assert client.post(f"/suggest/{made.token}/").status_code == 405


def test_the_status_page_tells_the_end_and_the_reason(client, django_user_model):
    user = django_user_model.objects.create_user("e")
    suggest(client)
    made = Submission.objects.get()
    path = f"/suggest/{made.token}/"
    desk.take(made, user)
    assert "An editor is looking at it." in page_of(client.get(path))
    desk.decline(made, user, "It is <b>not</b> about libraries.")
    page = client.get(path).content.decode()
    assert "declined" in page
    assert "It is &lt;b&gt;not&lt;/b&gt; about libraries." in page


def test_a_reported_entry_that_is_gone_leaves_a_status_page(client):
    entry = Program.objects.published().first()
    path = report(client, entry).url
    entry.delete()
    answer = client.get(path)
    assert answer.status_code == 200
    assert entry.name in page_of(answer)


@pytest.mark.parametrize("path", ["/suggest/", "/report/places/ohio/"])
@pytest.mark.parametrize(
    "extra",
    [
        {"data": b"x" * 10_000_000, "content_type": "application/x-www-form-urlencoded"},
        {"data": b"\x00\xff\xfe", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"\xff" * 100, "content_type": "multipart/form-data"},
        {"data": b"{}", "content_type": "application/json"},
        {"data": b"a=&" * 9000, "content_type": "application/x-www-form-urlencoded"},
        {"data": b"name=%00%ff%ED%A0%80", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"name=a", "content_type": "application/x-www-form-urlencoded; charset=utf-7"},
    ],
)
def test_hostile_bodies_get_an_answer_and_store_nothing(client, path, extra):
    answer = client.generic("POST", path, headers=OURS, **extra)
    assert 400 <= answer.status_code < 500
    assert not Submission.objects.exists()
    if len(extra["data"]) > 64 * 1024:
        assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "abc", "99999999999999999999999", "²"])
def test_a_length_that_lies_gets_an_answer(client, length):
    answer = client.generic("POST", "/suggest/", b"name=a", headers=OURS, CONTENT_LENGTH=length)
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("field", [*SUGGESTION, "ticket", "fax", "send_anyway"])
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_get_an_answer(client, field, value):
    value = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = suggest(client, **{field: value})
    assert answer.status_code in (302, 409, 422)
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_forms_take_nothing_but_reading_and_sending(client, method):
    assert getattr(client, method)("/suggest/").status_code == 405


def test_letters_to_an_unproven_address_carry_no_words_of_the_sender(client):
    suggest(client, email="victim@example.org", name="Buy pills", text="Buy pills now")
    letter = OutgoingMail.objects.get()
    assert letter.recipient == "victim@example.org"
    assert "pills" not in letter.text + letter.subject
    assert Submission.objects.get().token in letter.text


def test_no_address_no_letter(client):
    suggest(client)
    report(client)
    assert not OutgoingMail.objects.exists()


def test_addresses_are_forgotten_in_time(client, django_user_model):
    user = django_user_model.objects.create_user("e")
    suggest(client, email="ann@example.org")
    made = Submission.objects.get()
    desk.decline(made, user, "No.")
    assert desk.forget_senders() == 0
    Submission.objects.update(
        created_at=timezone.now() - timedelta(days=2), ended_at=timezone.now() - timedelta(days=91)
    )
    assert desk.forget_senders() == 1
    made.refresh_from_db()
    assert (made.email, made.peer) == ("", "")
    letters = OutgoingMail.objects.values_list("recipient", "text")
    assert set(letters) == {("", "")}
