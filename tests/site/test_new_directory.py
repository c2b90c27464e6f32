"""A directory added as CONTRIBUTING.md says is whole, and one that lacks something is named."""

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.checks import run_checks
from wagtail.snippets.models import get_snippet_models

from directory.catalog.checks import check_directories
from directory.catalog.directories import DIRECTORIES
from directory.models import Program
from home.groups import check_rights

ROOT = Path(__file__).resolve().parents[2]


def test_a_directory_of_jobs_is_whole():
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider",
            "--confcutdir", "tests/site/jobs", "--ds", "tests.site.jobs.settings",
            "tests/site/jobs/walk.py",
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.site.jobs.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) > 60


def test_the_newcomer_writes_five_files():
    written = [
        path.name
        for path in (ROOT / "tests/site/jobs").rglob("*.*")
        if path.suffix in {".py", ".html"}
        and path.name not in {"__init__.py", "settings.py", "conftest.py", "walk.py"}
    ]
    assert len(written) <= 5


def test_a_whole_site_has_no_fault():
    assert [each for each in run_checks() if each.id.startswith(("directory.", "home."))] == []


@pytest.mark.parametrize(
    ("lacking", "number"),
    [({"facts": None}, "E001"), ({"api_name": ""}, "E003"), ({"sentence": None}, "E007")],
)
def test_what_a_directory_lacks_is_named(monkeypatch, lacking, number):
    monkeypatch.setitem(
        DIRECTORIES, "programs", dataclasses.replace(DIRECTORIES["programs"], **lacking)
    )
    assert [each.id for each in check_directories(None)] == [f"directory.{number}"]
    assert "programs" in check_directories(None)[0].msg


def test_a_directory_without_a_row_or_a_model_of_its_own_is_named(monkeypatch):
    other = dataclasses.replace(DIRECTORIES["programs"], slug="courses")
    monkeypatch.setitem(DIRECTORIES, "courses", other)
    assert [each.id for each in check_directories(None)] == ["directory.E002", "directory.E004"]


def test_a_kind_of_entry_without_a_directory_is_named(monkeypatch):
    monkeypatch.delitem(DIRECTORIES, "programs")
    assert [each.id for each in check_directories(None)] == ["directory.E006"]


def test_a_directory_that_editors_cannot_reach_is_named(monkeypatch):
    known = [model for model in get_snippet_models() if model is not Program]
    monkeypatch.setattr("directory.catalog.checks.get_snippet_models", lambda: known)
    assert [each.id for each in check_directories(None)] == ["directory.E005"]


@pytest.mark.django_db
def test_what_no_group_may_do_is_named():
    Permission.objects.get(codename="publish_program").group_set.clear()
    (warning,) = check_rights(None, databases=["default"])
    assert warning.msg == "No group may publish in the directory 'programs'."


@pytest.mark.django_db
def test_a_directory_that_no_group_may_open_is_named():
    assert check_rights(None, databases=["default"]) == []
    content_type = ContentType.objects.get_for_model(Program)
    for permission in content_type.permission_set.all():
        permission.group_set.clear()
    assert [each.id for each in check_rights(None, databases=["default"])] == ["home.W001"]
    assert check_rights(None) == []
