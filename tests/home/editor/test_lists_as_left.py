"""Who changes what a filtered list shows comes back to that list."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from directory.models import Program, Topic
from tests.factories import make_announcement, sign_in
from tests.home.editor.conftest import address, form_data

pytestmark = pytest.mark.django_db

ASKED = "q=library&credential=certificate&p=2&ordering=name"


@pytest.mark.parametrize("view", ["list", "list_results"])
def test_publishing_and_the_way_up_lead_to_the_list_as_it_was(moderator, view):
    index, entry = address(Program, "list"), Program.objects.published().first()
    assert moderator.get(f"{address(Program, view)}?{ASKED}").status_code == 200
    page = moderator.get(address(Program, "edit", entry.pk))
    assert f'href="{index}?{ASKED}"' in page.content.decode().replace("&amp;", "&")
    data = form_data(page.context["form"]) | {"action-publish": "1"}
    answer = moderator.post(address(Program, "edit", entry.pk), data)
    assert answer["Location"] == f"{index}?{ASKED}"
    assert moderator.get(answer["Location"]).status_code == 200


def test_a_list_that_was_opened_anew_is_no_longer_filtered(moderator):
    index, entry = address(Program, "list"), Program.objects.published().first()
    moderator.get(f"{index}?{ASKED}")
    moderator.get(index)
    answer = moderator.post(address(Program, "unpublish", entry.pk))
    assert answer["Location"] == index


def test_who_publishes_or_deletes_an_announcement_comes_back_to_their_list(client):
    sign_in(client, "HRDR")
    index = f"{reverse('announcements:index')}?kind=event"
    client.get(index)
    page = make_announcement(kind="event", live=False)
    answer = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert answer["Location"] == index


def test_each_list_has_its_own(moderator):
    topics = address(Topic, "list")
    moderator.get(f"{address(Program, 'list')}?{ASKED}")
    moderator.get(f"{topics}?q=work")
    answer = moderator.post(address(Topic, "add"), {"name": "Zebras", "sort_order": 1})
    assert answer["Location"] == f"{topics}?q=work"


def test_a_new_address_is_said_to_lead_on_once_it_does(moderator):
    entry = Program.objects.published().first()
    url = address(Program, "edit", entry.pk)

    def told(**more: str) -> str:
        data = form_data(moderator.get(url).context["form"]) | {"slug": "zebras"} | more
        found = get_messages(moderator.post(url, data).wsgi_request)
        return " ".join(re.sub(r"\s+", " ", str(each)) for each in found)

    assert "Once “zebras” is published, the old one leads there" in told()
    assert f"The address “{entry.slug}” leads to “zebras” now" in told(**{"action-publish": "1"})
