"""`make run` installs less than the tests have: the site starts with that alone."""

import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.cms.served.conftest import ROOT

START = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
import cms.wsgi
from django.urls import get_resolver
print(len(get_resolver().url_patterns))
"""


def test_the_site_starts_with_what_is_installed_for_it(tmp_path):
    pinned = re.findall(r"^([\w.-]+)", (ROOT / "requirements/base.txt").read_text(), re.MULTILINE)
    base = {re.sub(r"[-_.]+", "-", name).lower() for name in pinned}
    missing = {
        module
        for module, names in packages_distributions().items()
        if not base & {re.sub(r"[-_.]+", "-", name).lower() for name in names}
    } - {"pip", "setuptools", "_distutils_hack", "pkg_resources"}
    assert {"redis", "boto3", "pytest"} <= missing
    settings = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "VAR_DIR": str(tmp_path)}
    started = subprocess.run(
        [sys.executable, "-c", START.format(missing=missing)], cwd=ROOT, text=True,
        env={"PATH": os.environ["PATH"], **settings}, capture_output=True, check=False,
    )  # fmt: skip
    assert started.returncode == 0, started.stderr
    assert int(started.stdout) > 10


def said(ask: str, folder: Path) -> str:
    """What `ask`, run in a process that answers readers, printed last."""
    done = subprocess.run(
        [sys.executable, "-c", START.format(missing=set()) + ask], cwd=ROOT, text=True, check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.dev", "VAR_DIR": str(folder)},
        capture_output=True,
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


def test_a_process_that_answers_readers_holds_nothing_that_only_imports_and_jobs_need(tmp_path):
    assert said("print({'openpyxl', 'httpcore'} & set(sys.modules))", tmp_path) == "set()"


def test_no_thread_waits_for_others_to_know_its_language(tmp_path):
    ask = """
from django.utils.translation import trans_real
trans_real.activate("es")
print(type(trans_real._active), trans_real._active.value.language())
"""
    assert said(ask, tmp_path) == "<class '_thread._local'> es"


def test_a_word_is_looked_for_in_catalogs_with_words_alone(tmp_path):
    ask = """
from django.utils.translation import trans_real
english = trans_real.translation("en-us")
words = english.gettext("Save"), english.ngettext("%(number)d dog", "%(number)d dogs", 2)
print(len(english._catalog._catalogs), *words)
"""
    assert said(ask, tmp_path) == "1 Save %(number)d dogs"
