"""Reading much as of one moment, while others write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGIN = {
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "sqlite": "BEGIN DEFERRED",  # what transaction.atomic() begins would wait for those who write
}


@contextmanager
def one_moment() -> Iterator[None]:
    """Have all queries of the block see the database as it was at the first of them. Nothing may be
    written in it. Inside a transaction it is as of that transaction."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
