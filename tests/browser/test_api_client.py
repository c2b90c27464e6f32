"""The client in docs/ against the running site, as somebody would use it."""

import csv
import subprocess
import sys
from io import StringIO
from urllib.request import urlopen

from tests.browser.conftest import ROOT


def test_the_client_in_the_docs_lists_online_associate_programs_in_two_states(server):
    done = subprocess.run(
        [sys.executable, "docs/directory_client.py", server.url],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    listed = [line.split(" | ") for line in done.stdout.splitlines()]
    query = "place=california&place=washington&delivery=online&credential=associate"
    with urlopen(f"{server.url}/programs/list.csv?{query}") as answer:
        rows = list(csv.DictReader(StringIO(answer.read().decode("utf-8-sig"))))
    assert [row[2] for row in listed] == [row["name"] for row in rows]
    assert {row[0] for row in listed} == {"california", "washington"}
    assert listed[0][3] == f"{server.url}/programs/{rows[0]['slug']}/"
