"""Importing large files into the starting content, and undoing it:
`python -m tests.bench.bench_imports [--quick]`."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.site import ROOT, environment, prepare

# step -> limit in seconds for 5,000 rows on two cores; undo is to take about as long as apply.
LIMITS = {"dry run": 20, "apply": 60, "undo": 60}
LIMITED = 5_000


def measure(folder: Path, rows: int, *options: str) -> list[dict]:
    """The steps of an import of so many rows, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.importing", str(rows), *options],
        cwd=ROOT, env=environment(folder), check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [{"rows": rows, **step} for step in json.loads(done.stdout)]


def show(steps: list[dict]) -> None:
    """Print the table; the processor's seconds are those of an idle machine."""
    print("\nImports of programs: some changed, most of them new")
    print(f"{'rows':>8} {'step':<10}{'seconds':>9}{'processor':>11}{'ms a row':>10}  limit")
    for step in steps:
        limit = LIMITS[step["step"]] if step["rows"] == LIMITED else None
        held = "" if limit is None else f"<= {limit} s"
        if limit is not None and step["seconds"] > limit:
            held += "  DOES NOT HOLD"
        print(f"{step['rows']:>8,} {step['step']:<10}{step['seconds']:>9.1f}"
              f"{step['processor']:>11.1f}{step['processor'] / step['rows'] * 1000:>10.2f}"
              f"  {held}")  # fmt: skip


def main(arguments: list[str] | None = None) -> list[dict]:
    """Print a table, and return what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 rows only")
    options, _others = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        prepare(folder)
        if options.quick:
            steps = measure(folder, 1_000)
        else:
            steps = [*measure(folder, LIMITED), *measure(folder, 50_000, "--dry-run")]
    show(steps)
    return steps


if __name__ == "__main__":
    main()
