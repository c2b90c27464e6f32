"""Whole requests on the seeded site, one granian worker, beside a two-byte view behind the same
middlewares in the same run: `python -m tests.bench.bench_requests`."""

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADERS = {"Accept-Encoding": "gzip, br", "User-Agent": "bench", "Accept": "text/html"}
# kind -> (limit of p50 as a multiple of the floor, limit of p95 in ms); None where none is set.
LIMITS = {
    "fragment": (4.0, 15.0),
    "full page": (8.0, 25.0),
    "repeated, 304": (1.3, None),
}
LISTS = ("/programs/", "/certification/", "/other-resources/", "/colleague-connection/")
WORDS = ("library", "technician", "online", "ohio", "certificate", "staf", "scholarship", "assoc")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def site(folder: Path, grown: int | None) -> Iterator[int]:
    """A running site with the starting content, or grown to so many entries a directory."""
    port = free_port()
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "VAR_DIR": str(folder),
        "HOST": "127.0.0.1", "PORT": str(port),
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)

    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip

    if not (folder / "center.sqlite3").exists():
        run("manage.py", "migrate", "-v0")
        run("manage.py", "seed_site", "-v0")
        run("manage.py", "collectstatic", "--noinput", "-v0")
    if grown:
        run("-m", "tests.bench.grow", str(grown))
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "cms.wsgi:application", "--host",
         "127.0.0.1", "--port", str(port), "--workers", "1", "--log-level", "warning"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(port: int, server: subprocess.Popen) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("The server ended before it answered.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not answer within a minute.")


class Client:
    """One connection kept alive, as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.origin = f"http://127.0.0.1:{port}"

    def get(self, path: str, **headers: str) -> tuple[float, http.client.HTTPResponse, bytes]:
        """Milliseconds until the whole answer is there, the answer, and its body as sent."""
        started = time.perf_counter()
        self.connection.request("GET", path, headers={**HEADERS, **headers})
        response = self.connection.getresponse()
        body = response.read()
        return (time.perf_counter() - started) * 1000, response, body


def addresses(client: Client, seed: int) -> Iterator[str]:
    """Real questions in endless variety: facets that the site offers, words and pages."""
    import json

    chance = random.Random(seed)
    offered = {}
    for path in LISTS:
        facets = json.loads(client.get(f"{path}list.json", **{"Accept-Encoding": ""})[2])["facets"]
        offered[path] = [(name, o["value"]) for name, all_ in facets.items() for o in all_]
    while True:
        path = chance.choice(LISTS)
        pairs = chance.sample(offered[path], chance.choice((0, 1, 1, 2)))
        if chance.random() < 0.35:
            pairs.append(("q", chance.choice(WORDS)))
        yield f"{path}?" + "&".join(f"{name}={value}" for name, value in sorted(pairs))


def kinds(client: Client) -> dict[str, Iterator[tuple[str, dict[str, str]]]]:
    """For each kind of request an endless supply of addresses and headers."""
    fragment = {"HX-Request": "true", "HX-Current-URL": f"{client.origin}/programs/"}

    def repeated() -> Iterator[tuple[str, dict[str, str]]]:
        tag = client.get("/programs/?credential=associate")[1].headers["ETag"]
        while True:
            yield "/programs/?credential=associate", {"If-None-Match": tag}

    def of(*paths: str) -> Iterator[tuple[str, dict[str, str]]]:
        while True:
            for path in paths:
                yield path, {}

    return {
        "fragment": ((url, fragment) for url in addresses(client, 1)),
        "full page": ((url, {}) for url in addresses(client, 2)),
        "repeated, 304": repeated(),
        "place page": of("/places/ohio/", "/places/guam/", "/places/ontario/"),
        "entry page": of("/certification/ohio-county-district-librarians/",
                         "/other-resources/webjunction/"),
        "site search": of("/search/?q=ohio", "/search/?q=libary+technision"),
        "welcome page": of("/"),
    }  # fmt: skip


def measure(port: int, number: int) -> list[dict]:
    """Every kind of request `number` times, each time next to the floor."""
    client = Client(port)
    rows = []
    for kind, supply in kinds(client).items():
        times, floors, sizes, queries = [], [], [], set()
        for turn in range(number + 30):
            path, headers = next(supply)
            floor = client.get("/two-bytes/")[0]
            spent, _response, body = client.get(path, **headers)
            if turn < 30:
                continue  # warming up
            floors.append(floor)
            times.append(spent)
            sizes.append(len(body))
        for _ in range(12):
            path, headers = next(supply)
            client.get(path, **headers)
            counted = client.get(path, **headers, **{"X-Count-Queries": "1"})[1]
            queries.add(int(counted.headers.get("X-Queries", -1)))
        rows.append(
            {
                "kind": kind, "p50": statistics.median(times),
                "p95": statistics.quantiles(times, n=20)[-1], "floor": statistics.median(floors),
                "queries": f"{min(queries)}-{max(queries)}", "bytes": int(statistics.mean(sizes)),
            }
        )  # fmt: skip
    return rows


def show(rows: list[dict], entries: str) -> None:
    print(f"\n{entries} entries a directory, one worker; the floor is a view of two bytes")
    print(f"{'request':<16}{'p50 ms':>8}{'p95 ms':>8}{'floor':>8}{'ratio':>7}"
          f"{'queries':>9}{'bytes':>8}  limits")  # fmt: skip
    for row in rows:
        ratio = row["p50"] / row["floor"]
        most, slowest = LIMITS.get(row["kind"], (None, None))
        holds = (most is None or ratio <= most) and (slowest is None or row["p95"] <= slowest)
        limits = ", ".join(
            [f"p50 <= {most} x floor"] * bool(most) + [f"p95 <= {slowest} ms"] * bool(slowest)
        )
        print(f"{row['kind']:<16}{row['p50']:>8.2f}{row['p95']:>8.2f}{row['floor']:>8.2f}"
              f"{ratio:>7.2f}{row['queries']:>9}{row['bytes']:>8}  "
              f"{limits}{'' if holds else '  DOES NOT HOLD'}")  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Print one table for the starting content and one for 5,000 entries a directory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests")
    options = parser.parse_args(arguments)
    number = 100 if options.quick else 400
    with tempfile.TemporaryDirectory() as folder:
        for entries, grown in (("about 200", None), ("1,000", 1_000), ("5,000", 5_000)):
            with site(Path(folder), grown) as port:
                show(measure(port, number), entries)


if __name__ == "__main__":
    main()
