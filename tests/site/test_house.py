"""The way of a reader's question through the house: few packages, as the map draws it."""

import sys
from types import FrameType

import pytest

pytestmark = pytest.mark.django_db

QUESTIONS = ["/programs/?delivery=online", "/certification/?place=ohio&q=director"]


def packages_passed(ask) -> set[str]:
    """Return the packages of directory whose code runs while `ask` does."""
    passed: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        name = frame.f_globals.get("__name__", "")
        if event == "call" and name.startswith("directory."):
            passed.add(name.split(".")[1])

    sys.setprofile(note)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return passed


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_readers_question_passes_five_packages_at_most(client, question):
    client.get(question.partition("?")[0])  # the snapshot is made
    passed = packages_passed(lambda: client.get(question))
    assert {"listings", "search", "web"} <= passed
    assert len(passed) <= 5, sorted(passed)


def test_a_package_that_is_passed_is_counted():
    from directory.catalog.text import fold

    assert packages_passed(lambda: fold("École")) == {"catalog"}
