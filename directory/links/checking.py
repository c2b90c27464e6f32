"""A run of the link checker: what is due, hosts side by side, each outcome saved as it comes.

Threads only fetch; the database is asked and written by the caller's thread alone, between
fetches, so no write lock is ever held while a server is waited for. Whatever is saved is not done
again: a run that was killed goes on where it stood.
"""

import queue
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpx
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.links import soft404
from directory.links.addresses import Refused, parse
from directory.links.fetching import Fetched, Fetcher, FetchFault
from directory.links.states import put_off, record
from directory.links.verdicts import (
    Result,
    Verdict,
    conditions_of,
    gone,
    verdict_on,
)
from directory.models import Link

HOSTS = 8  # at most, side by side
BATCH = 20  # links saved in one transaction, if so many are ready
# A run over all links goes on with those that no run has looked at for as long as this.
FRESH = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What came of one link in this run: a verdict, or none where its host asked for rest."""

    link: Link
    verdict: Verdict | None
    rest: float = 0.0


def due(urls: Collection[str], now: datetime, *, everything: bool = False) -> list[Link]:
    """Return the links of `urls` to be checked now, the longest waiting first; make those that are
    new.

    `everything` asks for all but those that were checked within FRESH.
    """
    known = set(Link.objects.values_list("url", flat=True))
    if new := [Link(url=url) for url in urls if url not in known]:
        Link.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    waiting = Q(next_check_at__isnull=True) | Q(next_check_at__lte=now)
    if everything:
        waiting = Q(checked_at__isnull=True) | Q(checked_at__lt=now - FRESH)
    waiting |= Q(checked_at__gt=now)  # while the clock was ahead
    found = Link.objects.filter(waiting).order_by(F("next_check_at").asc(nulls_first=True), "pk")
    # Only the few whose text changed need it; of many thousand links it is the bulk.
    found = found.defer("text", "text_before", "text_after")
    return [link for link in found if link.url in urls]


def check(
    links: Iterable[Link],
    fetcher: Fetcher,
    *,
    law: Collection[str] = (),
    now: Callable[[], datetime] = timezone.now,
    on_outcome: Callable[[LinkOutcome], None] = lambda outcome: None,
) -> Counter[str]:
    """Check `links` and save what came of each; return how many came out in which result.

    `law` are the addresses of laws and statutes, which are due more often. `on_outcome` hears of
    each link after it is saved. A link whose host asks for rest is put off and counted as
    "put-off".
    """
    counts: Counter[str] = Counter()
    with Outcomes(links, fetcher) as outcomes:
        for batch in outcomes.batches():
            with transaction.atomic():
                saved = [_save(outcome, law, now()) for outcome in batch]
            for outcome in saved:
                counts[outcome.verdict.result.value if outcome.verdict else "put-off"] += 1
                on_outcome(outcome)
    return counts


def _save(outcome: LinkOutcome, law: Collection[str], moment: datetime) -> LinkOutcome:
    """Save what came of a link; the same, with the verdict that the other links make of it."""
    link, verdict = outcome.link, outcome.verdict
    if verdict is None:
        put_off(link, outcome.rest, moment)
    else:
        is_doubtful = verdict.result == Result.DOUBTFUL
        if (verdict.works or is_doubtful) and _is_common_end(link.url, verdict.final_url):
            sign = _("Many addresses of this host end at the same one.")
            if is_doubtful:
                verdict = gone(verdict, f"{verdict.detail} {sign}")
            else:
                verdict = replace(verdict, result=Result.DOUBTFUL, works=None, detail=sign)
        record(link, verdict, moment, is_law=link.url in law, rest=outcome.rest)
    link.save()
    return replace(outcome, verdict=verdict)


def _is_common_end(url: str, final_url: str) -> bool:
    """Return whether MANY addresses of the host of `url`, itself included, were last sent to
    `final_url`.

    The same address with http or https, with or without a last slash, counts once.
    """
    if not final_url:
        return False
    host, ends = httpx.URL(url).host, {_plain(url)}
    for other in Link.objects.filter(final_url=final_url).values_list("url", flat=True):
        if httpx.URL(other).host == host:
            ends.add(_plain(other))
    return len(ends) >= soft404.MANY


def _plain(url: str) -> str:
    return url.partition("://")[2].partition("#")[0].rstrip("/")


class Outcomes:
    """The outcomes of a run as they come. Leaving the context stops it after the open fetches."""

    def __init__(self, links: Iterable[Link], fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._queue: queue.SimpleQueue[LinkOutcome | Future] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(HOSTS, thread_name_prefix="links")
        hosts: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            hosts[_host(link.url)].append(link)
        self._open = len(hosts)
        for of_host in hosts.values():
            # A thread that ends reports itself behind its outcomes: with its error, if it had one.
            self._pool.submit(self._work, of_host).add_done_callback(self._queue.put)

    def __enter__(self) -> "Outcomes":
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)

    def batches(self) -> Iterator[list[LinkOutcome]]:
        """Yield one outcome as soon as it is there, with all others that are ready, up to BATCH.

        Raises, once all other hosts are done, the first error that fetching from a host ended in.
        """
        failed: list[BaseException] = []
        while self._open:
            batch: list[LinkOutcome] = []
            while self._open and len(batch) < BATCH and not (batch and self._queue.empty()):
                found = self._queue.get()
                if not isinstance(found, Future):
                    batch.append(found)
                    continue
                self._open -= 1
                if error := found.exception():
                    failed.append(error)
            if batch:
                yield batch
        if failed:
            raise failed[0]

    def _work(self, links: list[Link]) -> None:
        for link in links:
            if self._stop.is_set():
                return
            self._queue.put(outcome_of(link, self._fetcher))


def _host(url: str) -> str:
    try:
        return parse(url).host
    except Refused:
        return ""


def outcome_of(link: Link, fetcher: Fetcher) -> LinkOutcome:
    """Fetch one link and judge it; changes nothing."""
    fetched: Fetched = fetcher.get(link.url, conditions_of(link))
    if fetched.fault is FetchFault.RESTING:
        return LinkOutcome(link, None, fetched.rest)
    return LinkOutcome(link, verdict_on(link, fetched, fetcher.get), fetched.rest)
