"""How tests fill in and send the forms of the public."""

import time
from html import unescape
from unittest import mock

from django.urls import reverse

from directory.models import Program
from directory.submissions import tickets

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
SUGGESTION = {
    "kind": "resources",
    "name": "Shelving for beginners",
    "url": "https://shelving.example.org/course",
    "place": "ohio",
    "text": "A free course of two hours.",
    "email": "",
}
REPORT = {"problem": "link", "text": "The page is gone.", "email": ""}


def ticket(form: str = "suggest", age: float = 60) -> str:
    """A ticket that was given out so many seconds ago."""
    then = time.time() - age
    with mock.patch("django.core.signing.time.time", return_value=then):
        return tickets.issue(form)


def suggest(client, *, headers=OURS, peer="127.0.0.1", **values):
    """Send a suggestion that is right but for the given values."""
    data = {"ticket": ticket(), **SUGGESTION, **values}
    return client.post(reverse("suggest"), data, headers=headers, REMOTE_ADDR=peer)


def report(client, entry=None, *, headers=OURS, peer="127.0.0.1", **values):
    """Send a report on an entry that is right but for the given values."""
    entry = entry or Program.objects.published().first()
    address = reverse("report", args=[entry.directory_slug, entry.slug])
    data = {"ticket": ticket("report"), **REPORT, **values}
    return client.post(address, data, headers=headers, REMOTE_ADDR=peer)


def page_of(answer) -> str:
    """What a page says, with its entities as the characters that they stand for."""
    return unescape(answer.content.decode())
