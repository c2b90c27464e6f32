"""The editor's lists of entries with 5,000 entries in each directory, one granian worker:
`python -m tests.bench.bench_admin [--quick] [--folder FOLDER]`."""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.site import ROOT, Client, environment, prepare, running

GROWN = 5_000
LIMIT = 300.0  # ms that 95 of 100 answers may take
WARMING_UP = 3
LISTS = ("certificationrequirement", "program", "institution", "association", "resource")
ASKED = (
    "",
    "?p=50",
    "?q=library+program",
    "?trust=due&trust=changed",
    "?links=0&links=1",
    "?publication=published",
    "?ordering=trust_state",
    "?ordering=-link_standing",
    "?trust=verified&q=college&ordering=-_updated_at",
)


def measure(port: int, session: str, number: int) -> list[dict]:
    """Each list, asked `number` times in every one of these ways."""
    client, signed_in = Client(port), {"Cookie": f"sessionid={session}"}
    rows = []
    for name in LISTS:
        for asked in ASKED:
            path = f"/admin/snippets/directory/{name}/{asked}"
            times = []
            for turn in range(number + WARMING_UP):
                spent, response, _body = client.get(path, **signed_in)
                if response.status != 200:
                    raise RuntimeError(f"{path} answered {response.status}.")
                if turn >= WARMING_UP:
                    times.append(spent)
            counted = client.get(path, **signed_in, **{"X-Count-Queries": "1"})[1]
            rows.append(
                {
                    "list": name,
                    "asked": asked,
                    "p50": statistics.median(times),
                    "p95": statistics.quantiles(times, n=20)[-1],
                    "queries": int(counted.headers["X-Queries"]),
                }
            )
    return rows


def show(rows: list[dict]) -> None:
    """Print one table."""
    print(f"\nThe editor's lists, {GROWN:,} entries in each, one worker; p95 <= {LIMIT:.0f} ms")
    print(f"{'list':<26}{'asked':<50}{'p50 ms':>8}{'p95 ms':>8}{'queries':>9}")
    for row in rows:
        verdict = "" if row["p95"] <= LIMIT else "  DOES NOT HOLD"
        print(
            f"{row['list']:<26}{row['asked']:<50}{row['p50']:>8.1f}{row['p95']:>8.1f}"
            f"{row['queries']:>9}{verdict}"
        )


def main(arguments: list[str] | None = None) -> list[dict]:
    """Print the table; returns what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests")
    parser.add_argument("--folder", type=Path, help="keep the site here for another time")
    options, _others = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)) / "grown"
        prepare(folder, str(GROWN))
        session = subprocess.run(
            [sys.executable, "-m", "tests.bench.tended"],
            cwd=ROOT, env=environment(folder), check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        with running(folder) as port:
            rows = measure(port, session, 10 if options.quick else 40)
    show(rows)
    return rows


if __name__ == "__main__":
    main()
