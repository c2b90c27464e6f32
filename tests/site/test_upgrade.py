"""A center that was set up long ago, and in which editors work since, is brought up to date."""

import json
import lzma
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.starting_content import lines_of, rows

ROOT = Path(__file__).resolve().parents[2]
DUMP = ROOT / "tests" / "data" / "old-database.sql.xz"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs Python on a copy of the old database; what it prints comes back."""
    file = tmp_path_factory.mktemp("old") / "center.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(lzma.decompress(DUMP.read_bytes()).decode())
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": f"sqlite:///{file}",
    }

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_an_old_center_is_brought_up_to_date_and_editors_work_is_left_alone(run):
    run("manage.py", "migrate", "-v0")
    said = run("manage.py", "seed_site")
    found = json.loads(run("-m", "tests.site.upgraded_site"))

    assert {path: status for path, status in found["answers"].items() if status != 200} == {}
    assert len(found["answers"]) > 20
    assert found["touched"] == {
        "edited": "Words of an editor about Montana.",
        "draft": "A draft about Texas that nobody has approved.",
        "is the draft public": False,
        "verified by": "editor",
        "is the program public": False,
        "is the resource there": False,
        "merged into": "us-md-ssd",
        "announcement": "The first day of library assistants, as HRDR tells it",
    }
    (arkansas,) = (
        row for row in rows("certifications") if row["slug"] == "arkansas-public-library-directors"
    )
    assert found["untouched"] == {
        "the rule of Arkansas": [arkansas["summary"], arkansas["source_url"]],
        "is the association public": False,
        "pages that say otherwise than their files": [],
        "the rule was gathered": arkansas["gathered_on"],
        "the tuition of the diploma": ["3515.00", "2020-2021"],
        "facts of the diploma": ["", "length", "tuition"],
        "figures": len(lines_of("occupation-figures.csv")),
    }
    # Montana and Ohio are edited and verified, and Texas has a draft.
    for words in (
        r"certifications +\d+ new",
        r"certifications +\d\d brought up to date",
        r"certifications +3 left alone",
        r"associations +1 unpublished",
        r"resources +1 left alone",
        r"pages +\d+ new",
        r"pages +\d+ brought up to date \(/, /education-training/",
        r"announcements +1 left alone: .*\(first-new-york-library-assistants-day\)",
    ):
        assert re.search(f"^{words}", said, re.M), (words, said)
    # What was brought up to date once has nothing more to do.
    run("manage.py", "migrate", "--check")
    again = run("manage.py", "seed_site")
    assert "left alone" in again
    assert not re.search(r"\d new|brought|unpublished", again)
