"""`python -m tests.bench [--quick] [--json FILE]`: every measurement, one table after the other."""

import argparse
import json
from pathlib import Path

from tests.bench import bench_admin, bench_imports, bench_index, bench_load, bench_requests


def main() -> None:
    """Measure and print; a figure that does not hold is marked, and fails nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer entries and fewer requests")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    options = parser.parse_args()
    arguments = ["--quick"] * options.quick
    figures = {
        "index": bench_index.main(arguments),
        "requests": bench_requests.main(arguments),
        "load": bench_load.main(arguments),
        "imports": bench_imports.main(arguments),
        "admin": bench_admin.main(arguments),
    }
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
