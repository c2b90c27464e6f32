"""Measure the index in memory: `python -m tests.bench.bench_index [--quick]`; no Django needed."""

import argparse
import gc
import multiprocessing
import statistics
import time
from collections import defaultdict
from itertools import chain

from directory.search.index import DirectoryIndex
from tests.bench.corpus import FACETS, SYNONYMS, documents, orders, questions
from tests.bench.memory import resident

SAMPLE = 1000
ASKED = 1500
LIMITS = {5_000: 1.5, 100_000: 5.0}  # entries -> ms that 95 of 100 questions may take


def main(arguments: list[str] | None = None) -> list[dict]:
    """Print how long building and asking take, and how much memory the index holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the 100,000 entries")
    parser.add_argument("--asked", type=int, default=ASKED, help="number of questions")
    options, _others = parser.parse_known_args(arguments)
    sizes = (1_000, 5_000) if options.quick else (1_000, 5_000, 100_000)
    measured = {size: _measure(size, options.asked) for size in sizes}
    print(f"{'entries':>20} {'build s':>9} {'memory MB':>10}   p50 ms   p95 ms   max ms")
    for size, (built, memory, times) in measured.items():
        everything = [spent for kind in times.values() for spent in kind]
        limit = LIMITS.get(size)
        holds = limit is None or statistics.quantiles(everything, n=20)[-1] <= limit
        verdict = f"  p95 <= {limit} ms" if limit else ""
        verdict += "" if holds else "  DOES NOT HOLD"
        print(f"{size:>20,} {built:>9.2f} {memory:>10.0f} {_figures(everything)}{verdict}")
    for size, (_built, _memory, times) in measured.items():
        print(f"\n{size:,} entries, by kind of question")
        for kind, spent in times.items():
            print(f"{kind:>20} {'':>9} {'':>10} {_figures(spent)}")
    return [
        {"entries": size, "build_s": built, "memory_mb": memory, "ms": times}
        for size, (built, memory, times) in measured.items()
    ]


def _measure(size: int, asked: int) -> tuple[float, float, dict[str, list[float]]]:
    with multiprocessing.get_context("spawn").Pool(1) as child:
        memory = child.apply(_memory, (size,))
    entries = list(documents(size))
    other_orders = orders(size)
    started = time.perf_counter()
    index = DirectoryIndex.build(
        entries, facet_names=list(FACETS), orders=other_orders, synonyms=SYNONYMS
    )
    built = time.perf_counter() - started
    sample = entries[:: max(1, size // SAMPLE)]
    del entries
    gc.collect()
    times = defaultdict(list)
    for kind, question in questions(sample, asked):
        started = time.perf_counter()
        index.ask(question)
        times[kind].append((time.perf_counter() - started) * 1000)
    return built, memory, times


def _memory(size: int) -> float:
    """Megabytes a fresh process grows by when it builds the index from a stream of entries."""
    stream = documents(size)
    other_orders = orders(size)
    first = next(stream)  # makes the vocabulary of the corpus, which is not the index's
    gc.collect()
    before = resident()
    index = DirectoryIndex.build(
        chain([first], stream), facet_names=list(FACETS), orders=other_orders, synonyms=SYNONYMS
    )
    gc.collect()
    return (resident() - before) / 1024 if len(index) else 0.0


def _figures(spent: list[float]) -> str:
    cuts = statistics.quantiles(spent, n=20)
    return f"{statistics.median(spent):>8.3f} {cuts[-1]:>8.3f} {max(spent):>8.3f}"


if __name__ == "__main__":
    main()
