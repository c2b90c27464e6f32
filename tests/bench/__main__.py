"""Every measurement, one table after the other:
`python -m tests.bench [--quick] [--folder FOLDER] [--json FILE] [--write]`."""

import argparse
import io
import json
import os
import platform
import re
import subprocess
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import (
    bench_admin,
    bench_imports,
    bench_index,
    bench_load,
    bench_requests,
    bench_start,
)
from tests.bench.site import ROOT

PAGE = ROOT / "docs" / "performance.md"
BEGIN = "<!-- What follows is written by `make bench ARGS=--write`. -->\n"


def main() -> None:
    """Measure and print; a figure that does not hold is marked, and fails nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer entries and fewer requests")
    parser.add_argument("--everything", action="store_true", help="all contents, though quick")
    parser.add_argument("--folder", help="keep the sites here for another time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    parser.add_argument("--write", action="store_true", help="put the tables into performance.md")
    options = parser.parse_args()
    arguments = ["--quick"] * options.quick + ["--everything"] * options.everything
    if options.folder:
        arguments += ["--folder", options.folder]
    figures, tables = {}, []
    for bench in (
        bench_requests, bench_load, bench_start, bench_index, bench_imports, bench_admin,
    ):  # fmt: skip
        printed = io.StringIO()
        with redirect_stdout(printed):
            figures[bench.__name__.rpartition("_")[2]] = bench.main(arguments)
        print(printed.getvalue(), flush=True)
        tables.append(printed.getvalue().strip("\n"))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    if options.write:
        write(tables)


def write(tables: list[str]) -> None:
    """Put the tables into the page, with where and when they were made."""
    text = PAGE.read_text()
    fenced = "\n".join(f"```text\n{table}\n```\n" for table in tables)
    PAGE.write_text(f"{text[: text.index(BEGIN)]}{BEGIN}\n{made_on()}\n\n{fenced}")


def made_on() -> str:
    """In one sentence when, of what and on which machine this was measured."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    name = cpu[1].strip() if cpu else platform.machine()
    return (
        f"{datetime.now(UTC):%d %B %Y}, commit {commit}, {os.cpu_count()} cores ({name}), "
        f"Python {platform.python_version()}."
    )


if __name__ == "__main__":
    main()
