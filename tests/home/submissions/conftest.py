"""What waits in the queue, and who comes to it."""

import pytest
from django.urls import reverse

from directory.models import OutgoingMail, Submission
from tests.submission_forms import report, suggest


@pytest.fixture
def suggestion(client):
    suggest(client, email="ann@example.org")
    return Submission.objects.get(kind="suggestion")


@pytest.fixture
def reported(client):
    report(client, email="ann@example.org")
    return Submission.objects.get(kind="report")


def at(name: str, *args) -> str:
    return reverse(f"submissions:{name}", args=args)


def events() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("event", flat=True))
