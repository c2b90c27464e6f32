"""What this site does, in numbers, in the text format of Prometheus.

Each process counts for itself. Where PROMETHEUS_MULTIPROC_DIR names a folder, all processes count
into it, and whichever is asked answers for all of them.
"""

import os
from collections.abc import Iterator
from datetime import timedelta

from django.db import Error
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import (
    PLATFORM_COLLECTOR,
    REGISTRY,
    CollectorRegistry,
    Histogram,
    multiprocess,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cms.outages import OUTAGES
from directory.jobs import statuses
from directory.models import Delivery, OutgoingMail

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
REQUESTS = Histogram(
    "center_request_seconds", "How long requests took, in seconds",
    ["method", "status", "route"], buckets=SECONDS,
)  # fmt: skip
REGISTRY.unregister(PLATFORM_COLLECTOR)  # it tells the version of Python


def text() -> bytes:
    """Return all metrics: what was counted, and how queue, outbox, jobs and cache stand now."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    registry.register(State())
    return generate_latest(registry)


class State(Collector):
    """How queue, outbox, jobs and cache stand, asked when somebody asks."""

    def collect(self) -> Iterator[Metric]:
        is_cache_away = any(each.is_on for each in OUTAGES.values())
        yield gauge("cache_away", "Whether Redis does not answer this process", is_cache_away)
        try:
            found = list(_of_the_database())
        except Error:
            found = []
        yield gauge("database_away", "Whether the database does not answer", not found)
        yield from found


def gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    """Return a number of the moment."""
    return GaugeMetricFamily(f"center_{name}", words, value=float(value))


def _of_the_database() -> Iterator[Metric]:
    waiting = DBTaskResult.objects.ready()
    first = waiting.order_by("enqueued_at", "pk").first()
    age = timezone.now() - first.enqueued_at if first else timedelta()
    yield gauge("tasks_waiting", "Tasks that wait for the worker", waiting.count())
    yield gauge("tasks_waiting_seconds", "How long the first of them waits", age.total_seconds())
    yield gauge("letters_waiting", "Letters in the outbox", OutgoingMail.waiting().count())
    yield gauge("messages_waiting", "Messages in the outbox", Delivery.waiting().count())
    late = GaugeMetricFamily("center_job_late", "Whether a job is overdue", labels=["job"])
    for each in statuses():
        late.add_metric([each.name], float(each.is_late))
    yield late
