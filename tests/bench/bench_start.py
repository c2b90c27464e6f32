"""How long a worker needs from its start to its first answers, and what it holds then:
`python -m tests.bench.bench_start [--quick] [--folder FOLDER]`."""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from tests.bench.bench_requests import CONTENTS, FLOOR, Content
from tests.bench.site import Client, prepare, running

STARTS = 5
FIRST = ("/", "/programs/", "/search/?q=ohio")  # asked one after the other


def measure(content: Content, folder: Path, starts: int) -> dict:
    """The medians of some starts on one content."""
    prepare(folder, *content.grown)
    times = {path: [] for path in ("start", *FIRST)}
    memory = []
    for _ in range(starts):
        began = time.perf_counter()
        with running(folder) as port:
            client = Client(port)
            client.get(FLOOR)
            times["start"].append(time.perf_counter() - began)
            for path in FIRST:
                times[path].append(client.get(path)[0] / 1000)
            answer = client.get(FLOOR, **{"X-Ask-Memory": "1"})[1]
            memory.append(int(answer.headers["X-Memory"]))
    seconds = {path: statistics.median(spent) for path, spent in times.items()}
    return {"content": content.words, "seconds": seconds, "memory": statistics.median(memory)}


def show(rows: list[dict]) -> None:
    """Print the table."""
    print("\nA cold start, one worker: seconds to its first answer, and of the first pages then")
    print(f"{'content':<28}{'start':>8}{''.join(f'{path:>18}' for path in FIRST)}{'MB':>6}")
    for row in rows:
        first = "".join(f"{row['seconds'][path]:>18.3f}" for path in FIRST)
        print(f"{row['content']:<28}{row['seconds']['start']:>8.2f}{first}{row['memory']:>6.0f}")


def main(arguments: list[str] | None = None) -> list[dict]:
    """Print the table; returns what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer starts of smaller contents")
    parser.add_argument("--folder", type=Path, help="keep the sites here for another time")
    options, _others = parser.parse_known_args(arguments)
    contents = [each for each in CONTENTS if not each.is_on_postgresql]
    if options.quick:
        contents = [each for each in contents if each.is_quick]
    with tempfile.TemporaryDirectory() as temporary:
        kept = options.folder or Path(temporary)
        starts = 2 if options.quick else STARTS
        rows = [measure(each, kept / each.name, starts) for each in contents]
    show(rows)
    return rows


if __name__ == "__main__":
    main()
