"""The steps of an import in the editor, and a moderator who takes them."""

import io

import pytest
from django.urls import reverse

from directory.models import Import
from tests.factories import sign_in

SLUG = "algonquin-college--library-and-information-technician-ontario-college-diploma"


@pytest.fixture
def moderator(client):
    sign_in(client, "Moderators")
    return client


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
    data = {
        "fingerprint": review.context["review"]["fingerprint"],
        "publish": "publish",
        **choices,
    }
    return client.post(reverse("imports:apply", args=[pk]), data, follow=True)
