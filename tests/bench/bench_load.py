"""A mixed load on the seeded site, two granian workers, at 1 to 200 connections: `python -m
tests.bench.bench_load [--quick] [--folder FOLDER]`. The client runs on the same cores."""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.asked import API, COLLECTIONS, LISTS, List, lists, questions
from tests.bench.bench_requests import FLOOR
from tests.bench.site import HEADERS, Client, prepare, running

CONNECTIONS = (1, 8, 50, 200)
WORKERS = 2
SECONDS = 20
SECONDS_OF_FLOOR = 3
# Of a hundred requests: pages, filtered lists, searches with fresh words, API, feeds and files.
MIX = {"page": 45, "list": 20, "search": 15, "API": 10, "file": 10}
# connections -> most seconds that 99 of 100 answers may take
SLOWEST = {50: 0.5, 200: 1.0}
FEWEST = 600  # requests a second
MOST_MEMORY = 150  # MB of a worker


def load(client: Client) -> Iterator[str]:
    """Addresses without end, in the proportions of MIX."""
    chance = random.Random(11)
    all_lists = lists(client, chance)
    entries = [entry for each in all_lists for entry in each.entries]
    pages = ["/", "/places/ohio/", "/places/texas/", "/overview/", "/questions/", *LISTS]
    files = [f"{path}{name}" for path in LISTS for name in ("list.csv", "list.atom", "index.md")]
    supplies = {
        "page": (chance.choice(entries if chance.random() < 0.5 else pages) for _ in count()),
        "list": questions(all_lists, 12),
        "search": searches(all_lists, chance),
        "API": (f"{API}/{chance.choice([*COLLECTIONS.values()])}" for _ in count()),
        "file": (chance.choice(files) for _ in count()),
    }
    while True:
        (kind,) = chance.choices(list(MIX), list(MIX.values()))
        yield next(supplies[kind])


def searches(all_lists: list[List], chance: random.Random) -> Iterator[str]:
    """Searches that nobody has sent before."""
    for number in count():
        words = chance.sample(chance.choice(all_lists).words, 2)
        yield "/search/?" + urlencode({"q": " ".join([*words, f"x{number}"])})


async def ask(port: int, supply: Iterator[str], until: float, times: list, answers: Counter):
    """Ask over one connection until the time is over, and note how long each answer took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    fixed = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    while time.perf_counter() < until:
        started = time.perf_counter()
        request = f"GET {next(supply)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{fixed}\r\n"
        writer.write(request.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        answers[head[9:12]] += 1
        await read_body(reader, head)
        times.append(time.perf_counter() - started)
    writer.close()


async def read_body(reader: asyncio.StreamReader, head: str) -> None:
    """Read what follows the headers, of a length that they say or in chunks."""
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
    if "content-length" in headers:
        await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)


async def at_once(port: int, supply: Iterator[str], connections: int, seconds: float) -> dict:
    """Ask over so many connections for so long; returns what was measured."""
    times: list[float] = []
    answers: Counter[str] = Counter()
    started = time.perf_counter()
    asking = (ask(port, supply, started + seconds, times, answers) for _ in range(connections))
    await asyncio.gather(*asking)
    cuts = statistics.quantiles(times, n=100)
    return {
        "connections": connections,
        "a second": len(times) / (time.perf_counter() - started),
        "p50": cuts[49] * 1000,
        "p95": cuts[94] * 1000,
        "p99": cuts[98] * 1000,
        "statuses": dict(answers),
    }


async def beside_floor(port: int, supply: Iterator[str], connections: int, seconds: float) -> dict:
    """The same, with how often a view of two bytes was answered just before, and with what the
    largest worker holds just after."""
    floor = await at_once(port, repeat(FLOOR), connections, SECONDS_OF_FLOOR)
    row = await at_once(port, supply, connections, seconds)
    memory = max(memory_of_one(port) for _ in range(8 * WORKERS))
    return {**row, "floor": floor["a second"], "memory": memory}


def memory_of_one(port: int) -> int:
    """The megabytes of the worker that answers this time."""
    _spent, response, _body = Client(port).get(FLOOR, **{"X-Ask-Memory": "1"})
    return int(response.headers["X-Memory"])


def show(rows: list[dict]) -> None:
    """Print the table."""
    print(f"\nA mixed load, {WORKERS} workers, the client on the same cores; >= {FEWEST} a second; "
          f"floor: views of two bytes a second; MB of a worker <= {MOST_MEMORY}")  # fmt: skip
    print(f"{'connections':>11}{'a second':>10}{'floor':>7}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"
          f"{'MB':>5}  statuses")  # fmt: skip
    for row in rows:
        slowest = SLOWEST.get(row["connections"])
        failed = ["a second"] * (row["a second"] < FEWEST)
        failed += ["p99"] * bool(slowest and row["p99"] > slowest * 1000)
        failed += ["MB"] * (row["memory"] > MOST_MEMORY)
        print(
            f"{row['connections']:>11}{row['a second']:>10.0f}{row['floor']:>7.0f}"
            f"{row['p50']:>9.1f}{row['p95']:>9.1f}{row['p99']:>9.1f}{row['memory']:>5}"
            f"  {row['statuses']}{'  DOES NOT HOLD: ' * bool(failed)}{', '.join(failed)}"
        )


def main(arguments: list[str] | None = None) -> list[dict]:
    """Print the table; returns what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="for a shorter time")
    parser.add_argument("--folder", type=Path, help="keep the site here for another time")
    options, _others = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)) / "seeded"
        prepare(folder)
        with running(folder, workers=WORKERS) as port:
            supply = load(Client(port))
            seconds = SECONDS / 4 if options.quick else SECONDS
            rows = [asyncio.run(beside_floor(port, supply, each, seconds)) for each in CONNECTIONS]
    show(rows)
    return rows


if __name__ == "__main__":
    main()
