"""Who may begin a step, and that two people cannot begin two at once."""

import os
import subprocess
import sys

import pytest
from django.db import OperationalError
from django.urls import reverse

from directory.imports import ImportRefused, begin, runs
from directory.models import Import, Program
from tests.directory.imports.test_runs import killed
from tests.factories import sign_in
from tests.import_files import as_csv, program
from tests.seeded import ROOT, seeded_site

State = Import.State

# Both look for another import before either is marked as begun, unless the database parts them.
RACE = """
import os, threading
import django
django.setup()
from types import SimpleNamespace
from django.contrib.auth.models import User
from django.db import connection
from directory.imports import ImportRefused, begin, runs
from directory.models import Import

user = User.objects.create_user("mo")
logs = [
    Import.objects.create(
        directory="programs", file_name=name, state="checked", counts={"new": 5000}
    )
    for name in ("one.csv", "two.csv")
]
look, both = runs._refuse_second, threading.Barrier(2)

def look_together(log):
    look(log)
    try:
        both.wait(0.5)
    except threading.BrokenBarrierError:
        pass

runs._refuse_second = look_together
runs.work_later = SimpleNamespace(enqueue=lambda *said: None)

def press(log):
    try:
        begin(log, Import.State.APPLYING, user)
        print("begun")
    except ImportRefused as refused:
        print("refused:", refused)
    finally:
        connection.close()

threads = [threading.Thread(target=press, args=[log]) for log in logs]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(sorted(Import.objects.values_list("state", flat=True)))
"""


def test_of_two_imports_that_begin_together_one_is_refused(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", RACE],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            **seeded_site(tmp_path),
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = sorted(done.stdout.splitlines())
    assert told[:2] == ["['applying', 'checked']", "begun"]
    assert "Wait until that is done" in told[2]


@pytest.mark.django_db
def test_a_database_that_is_busy_is_told_and_nothing_begins(moderator, monkeypatch):
    log = Import.objects.create(directory="programs", file_name="f.csv", state=State.CHECKED)

    def busy(name):
        raise OperationalError("database is locked")

    monkeypatch.setattr(runs.Stamp, "move", busy)
    with pytest.raises(ImportRefused, match="busy"):
        begin(log, State.APPLYING, None)
    assert Import.objects.get().state == State.CHECKED


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.APPLYING, State.UNDOING])
def test_who_may_not_publish_begins_no_stopped_publication_again(client, monkeypatch, state):
    monkeypatch.setattr(runs, "_is_quick", lambda log, step: True)
    begun = []
    monkeypatch.setitem(runs.STEPS, state, lambda log, user, heartbeat: begun.append(user.username))
    sign_in(client, "Editors", permissions=["add_import"])
    log = Import.objects.create(
        directory="programs", file_name="f.csv", content=as_csv([program("one")]),
        state=state, run="gone", is_published=True,
    )  # fmt: skip
    killed(log)
    address = reverse("imports:again", args=[log.pk])
    answer = client.post(address)
    assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))
    assert Import.objects.get().run == "gone"
    Import.objects.update(is_published=False)
    client.post(address)
    assert begun == ["Editors"]
    killed(Import.objects.get())
    Import.objects.update(is_published=True)
    client.logout()
    sign_in(client, "Moderators")
    client.post(address)
    assert begun == ["Editors", "Moderators"]
    assert not Program.objects.filter(slug="one").exists()
