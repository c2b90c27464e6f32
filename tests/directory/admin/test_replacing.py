"""One dead address is replaced in all entries that hold it, in their rows too, and put back."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import ModelLogEntry

from directory.models import Institution, Link, Program, ProgramFact
from tests.factories import sign_in

pytestmark = pytest.mark.django_db

OLD, NEW = "https://dead.example.org/a?b=1&c=2", "https://new.example.org/"


def page_of(url: str) -> str:
    return f"{reverse('links:replace')}?{urlencode({'url': url})}"


def told(answer) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


@pytest.fixture
def held() -> tuple[Program, Program, Program, Institution]:
    """A program, one whose draft says more, one with the address in a row, and a school."""
    plain, drafted, with_row = Program.objects.published().order_by("pk")[:3]
    school = Institution.objects.published().first()
    for each in (plain, drafted, school):
        each.source_url = OLD
        each.save_revision().publish()
    drafted.summary = "A summary of zebras."
    drafted.save_revision()
    with_row.facts.add(ProgramFact(label="Zebras", value="Two", source_url=OLD))
    with_row.save_revision().publish()
    return plain, drafted, with_row, school


def test_it_is_replaced_everywhere_as_each_entry_stands_and_put_back(client, held):
    user = sign_in(client, "Moderators")
    plain, drafted, with_row, school = held
    page = client.get(page_of(OLD)).content.decode()
    assert all(html.escape(str(each)) in page for each in held)
    answer = client.post(page_of(OLD), {"new": NEW})
    assert "replaced in 3 entries, and readers see it." in told(answer)
    assert "replaced in the draft of 1 entry, which is still to be published." in told(answer)
    for each in held:
        each.refresh_from_db()
    assert (plain.source_url, school.source_url) == (NEW, NEW)
    assert (drafted.source_url, drafted.has_unpublished_changes) == (OLD, True)
    assert drafted.get_latest_revision_as_object().source_url == NEW
    assert [row.source_url for row in Program.objects.get(pk=with_row.pk).facts.all()][-1] == NEW
    assert ModelLogEntry.objects.filter(action="directory.take_over", user=user).count() == 4

    back = html.unescape(re.search(r'href="([^"]+)"', told(answer))[1])
    assert f'value="{html.escape(OLD)}"' in client.get(back).content.decode()
    client.post(back, {"new": OLD})
    assert Program.objects.get(pk=plain.pk).source_url == OLD


def test_an_editor_changes_drafts_alone_and_hrdr_nothing(client, held):
    sign_in(client, "Editors")
    answer = client.post(page_of(OLD), {"new": NEW})
    assert "replaced in the drafts of 4 entries, still to be published." in told(answer)
    assert Program.objects.get(pk=held[0].pk).source_url == OLD
    sign_in(client, "HRDR")
    assert client.get(page_of(OLD)).status_code == 302


def test_what_is_no_address_is_refused_and_what_nobody_holds_is_said(client, held):
    sign_in(client, "Moderators")
    answer = client.post(page_of(OLD), {"new": "not one"})
    assert "This is no web address." in answer.content.decode()
    assert 'value="not one"' in answer.content.decode()
    for nobody in (NEW, "", "\0"):
        page = client.get(page_of(nobody)).content.decode()
        assert "No entry that you may change has this address." in page


def test_the_report_of_broken_links_leads_there(client, held):
    sign_in(client, "Moderators")
    Link.objects.update_or_create(url=OLD, defaults={"state": "broken"})
    page = client.get(reverse("failing-links:index")).content.decode()
    link = re.search(r'href="([^"]+)">Replace it wherever it stands', page)[1]
    assert "(3)" in client.get(html.unescape(link)).content.decode()
