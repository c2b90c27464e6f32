"""Whole requests on the seeded site, one granian worker, beside a two-byte view behind the same
middlewares in the same run: `python -m tests.bench.bench_requests [--quick] [--folder FOLDER]`."""

import argparse
import gc
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.asked import Request, kinds, known
from tests.bench.site import Client, database, prepare, running

Supplies = dict[str, Iterator[Request]]
Limits = Mapping[str, tuple[float | None, float | None]]
# kind -> (limit of p50 as a multiple of the floor, limit of p95 in ms); None where none is set.
LIMITS: Limits = {
    "fragment": (3.0, 15.0),
    "full page": (6.0, 25.0),
    "repeated, 304": (1.3, None),
    "place page": (8.0, None),
    "entry page": (8.0, None),
    "welcome page": (8.0, 25.0),
    "all places": (None, 25.0),
    "list below map": (None, 25.0),
    "occupations": (None, 25.0),
    "side by side": (None, 25.0),
    "feed": (None, 30.0),
    "sitemap": (None, 30.0),
    "API list": (None, 20.0),  # fifty entries with the counts of every facet
    "API entry": (None, 8.0),
    "API, 304": (None, 3.0),
}
EVERY = "every kind"
KEPT: Limits = {EVERY: (1.5, None)}
WARMING_UP = 30
COUNTED = 12  # requests of each kind whose queries are counted
FLOOR = "/two-bytes/"
WEIGHED = "/programs/"
MOST_RAW = 26_000  # bytes of the page of a list before they are packed


@dataclass(frozen=True)
class Content:
    """What a site is filled with, and in which database."""

    name: str
    words: str
    grown: tuple[str, ...] = ()
    is_on_postgresql: bool = False
    is_quick: bool = False  # measured when there is little time


CONTENTS = (
    Content("seeded", "The starting content", is_quick=True),
    Content("grown", "5,000 entries a directory", ("5000",), is_quick=True),
    Content("large", "100,000 programs", ("100000", "program")),
    Content("seeded", "The starting content on PostgreSQL", is_on_postgresql=True),
    Content("grown", "5,000 entries a directory on PostgreSQL", ("5000",), is_on_postgresql=True),
)


def measure(client: Client, supplies: Supplies, number: int) -> list[dict]:
    """Every kind of request `number` times, each time next to the floor."""
    rows = []
    for kind, supply in supplies.items():
        times, floors, worked, least, sizes, answers = [], [], [], [], [], Counter()
        for turn in range(number + WARMING_UP):
            path, headers = next(supply)
            floor, beside, _body = client.get(FLOOR)
            spent, response, body = client.get(path, **headers)
            if turn < WARMING_UP:
                continue
            floors.append(floor)
            times.append(spent)
            least.append(processor_time(beside))
            worked.append(processor_time(response))
            sizes.append(len(body))
            answers[response.status] += 1
        rows.append(
            {
                "kind": kind,
                "p50": statistics.median(times),
                "p95": statistics.quantiles(times, n=20)[-1],
                "floor": statistics.median(floors),
                "ratio": statistics.median(times) / statistics.median(floors),
                "processor": statistics.median(worked),
                "processor_ratio": statistics.median(worked) / statistics.median(least),
                "queries": queries(client, supply),
                "bytes": int(statistics.median(sizes)),
                "statuses": dict(answers),
            }
        )
    return rows


def processor_time(response) -> float:
    """Milliseconds that the server's thread worked on an answer: other programs do not count."""
    return float(response.headers["X-Processor-Time"]) * 1000


def queries(client: Client, supply) -> str:
    """The fewest and the most queries of an answer whose rows are drawn already."""
    counted = set()
    for _ in range(COUNTED):
        path, headers = next(supply)
        client.get(path, **headers)
        response = client.get(path, **headers, **{"X-Count-Queries": "1"})[1]
        counted.add(int(response.headers["X-Queries"]))
    return f"{min(counted)}-{max(counted)}" if len(counted) > 1 else str(*counted)


def weigh(client: Client) -> None:
    """Print what the page of a list weighs before it is packed, and as gzip packs it."""
    raw = len(client.get(WEIGHED, **{"Accept-Encoding": "identity"})[2])
    packed = len(client.get(WEIGHED, **{"Accept-Encoding": "gzip"})[2])
    failed = f"  DOES NOT HOLD: > {MOST_RAW}" if raw > MOST_RAW else ""
    print(f"{WEIGHED} is {raw} bytes, {packed} by gzip; bytes <= {MOST_RAW}{failed}")


def failings(row: dict, set_limits: Limits) -> list[str]:
    """The limits that a row does not hold, in words."""
    most, slowest = set_limits.get(row["kind"]) or set_limits.get(EVERY, (None, None))
    failed = []
    if most is not None and row["ratio"] > most:
        failed.append(f"p50 > {most} x floor")
    if slowest is not None and row["p95"] > slowest:
        failed.append(f"p95 > {slowest} ms")
    return failed


def limits(kind: str, set_limits: Limits) -> str:
    """The limits of a kind of request, in words."""
    most, slowest = set_limits.get(kind) or set_limits.get(EVERY, (None, None))
    return ", ".join(
        [f"p50 <= {most} x floor"] * bool(most) + [f"p95 <= {slowest} ms"] * bool(slowest)
    )


def show(rows: list[dict], content: str, set_limits: Limits) -> None:
    """Print one table."""
    print(f"\n{content}, one worker; the floor is a view of two bytes, cpu the time of the thread")
    print(f"{'request':<14}{'p50 ms':>8}{'p95 ms':>8}{'floor':>7}{'ratio':>7}{'cpu ms':>8}"
          f"{'ratio':>7}{'queries':>9}{'bytes':>7}  limits")  # fmt: skip
    for row in rows:
        failed = failings(row, set_limits)
        print(f"{row['kind']:<14}{row['p50']:>8.2f}{row['p95']:>8.2f}{row['floor']:>7.2f}"
              f"{row['ratio']:>7.2f}{row['processor']:>8.2f}{row['processor_ratio']:>7.2f}"
              f"{row['queries']:>9}{row['bytes']:>7}  {limits(row['kind'], set_limits)}"
              f"{'  DOES NOT HOLD: ' + ', '.join(failed) if failed else ''}")  # fmt: skip


def main(arguments: list[str] | None = None) -> list[dict]:
    """Print a table for the starting content and for more of it; returns what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests")
    parser.add_argument("--everything", action="store_true", help="all contents, though quick")
    parser.add_argument("--folder", type=Path, help="keep the sites here for another time")
    options, _others = parser.parse_known_args(arguments)
    number = 100 if options.quick else 400
    measured = []
    with tempfile.TemporaryDirectory() as temporary:
        kept = options.folder or Path(temporary)
        for content in CONTENTS:
            if content.is_quick or options.everything or not options.quick:
                measured += measure_content(content, kept / content.name, number)
    return measured


def measure_content(content: Content, folder: Path, number: int) -> list[dict]:
    """Print the tables of one content, made anew and kept; returns what was measured."""
    measured = []
    with database(on_postgresql=content.is_on_postgresql) as told:
        prepare(folder, *content.grown, **told)
        for state, megabytes, supplies in (("made anew", "0", kinds), ("kept", "32", known)):
            with running(folder, KEPT_ANSWERS_MB=megabytes, **told) as port:
                client = Client(port)
                gc.disable()
                rows = measure(client, supplies(client), number)
                gc.enable()
                show(rows, f"{content.words}, {state}", KEPT if state == "kept" else LIMITS)
                if state == "made anew":
                    weigh(client)
            measured.append({"content": content.words, "state": state, "rows": rows})
    return measured


if __name__ == "__main__":
    main()
