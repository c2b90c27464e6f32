"""Importing a file of so many rows into the site of VAR_DIR, and undoing it:
`python -m tests.bench.importing 5000 [--dry-run]` prints what each step took, as JSON."""

import json
import sys
import time
from collections.abc import Callable

import django

DELIVERIES = ("online", "in-person", "hybrid", "")


def rows(number: int) -> list[dict[str, str]]:
    """Every program there is with another summary, and new ones of all schools, `number` in all."""
    from directory.models import Institution
    from tests.import_files import exported, program, rows_of

    columns = list(program("x"))
    own = [
        {column: row[column] for column in columns} | {"summary": f"Anew: {row['summary']}"}
        for row in rows_of(exported())
    ]
    schools = list(Institution.objects.order_by("slug").values_list("slug", flat=True))
    # Short enough for 50,000 of them to stay below 10 MB.
    made = [
        program(
            f"measured-{n}",
            institution_slug=schools[n % len(schools)],
            delivery=DELIVERIES[n % len(DELIVERIES)],
            source_url="",
            summary="",
        )
        for n in range(max(0, number - len(own)))
    ]
    return [*own, *made][:number]


def timed(step: str, work: Callable, measured: list[dict]) -> object:
    """Do the work, and note its seconds by the clock and those of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    measured.append(
        {
            "step": step,
            "seconds": time.perf_counter() - clock,
            "processor": time.process_time() - processor,
        }
    )
    return result


def measure(number: int, *, dry_run: bool) -> list[dict]:
    """The steps of an import of `number` rows."""
    from directory.imports import apply, plan, undo
    from tests.import_files import PROGRAMS, as_csv, exported, read

    content, before, measured = as_csv(rows(number)), exported(), []
    made = timed("dry run", lambda: plan(PROGRAMS, read(content)), measured)
    if made.faults:
        raise RuntimeError(f"The file has faults: {made.faults[:3]}")
    if not dry_run:
        log = timed("apply", lambda: apply(made, None, publish=True), measured)
        timed("undo", lambda: undo(log, None), measured)
        if exported() != before:
            raise RuntimeError("Undo did not give back what was there.")
    return measured


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]), dry_run="--dry-run" in sys.argv)))
