"""The state of a link over time: when a failure is called broken, and when it is asked again."""

from datetime import datetime, timedelta

from directory.links.pages import KEPT, difference
from directory.links.verdicts import Verdict
from directory.models.links import Link

State = Link.State

# The project's trust rules, 5 and 7.
LAW_INTERVAL = timedelta(days=7)
USUAL_INTERVAL = timedelta(days=14)
FAILURES = 3
SPREAD = timedelta(hours=72)
# Three failures, this far apart, are spread over 72 hours.
SUSPECT_INTERVAL = SPREAD / (FAILURES - 1)


def interval(*, is_law: bool, state: str) -> timedelta:
    """Return how long after a check the next one is due; broken links are looked after every
    week."""
    if state == State.SUSPECT:
        return SUSPECT_INTERVAL
    return LAW_INTERVAL if is_law or state == State.BROKEN else USUAL_INTERVAL


def record(link: Link, verdict: Verdict, now: datetime, *, is_law: bool, rest: float = 0.0) -> None:
    """Take `verdict` over into `link`, without saving it.

    A success clears all failures. A failure makes the link suspect, and broken once there were
    FAILURES of them and the first is SPREAD ago. What says nothing leaves the failures as they are.
    `rest` is for how many seconds the host asked to be left alone.
    """
    state = State.UNKNOWN
    if verdict.works is True:
        state, link.failures, link.first_failure_at = State.OK, 0, None
        _keep_text(link, verdict, now)
    elif verdict.works is False:
        link.failures += 1
        link.first_failure_at = min(link.first_failure_at or now, now)
        is_broken = link.failures >= FAILURES and now - link.first_failure_at >= SPREAD
        state = State.BROKEN if is_broken else State.SUSPECT
    if link.state != state:
        link.state, link.since = state, now
    link.result = verdict.result
    link.detail = verdict.detail[:300]
    link.http_status = verdict.http_status
    link.final_url = verdict.final_url
    link.checked_at = now
    pause = max(interval(is_law=is_law, state=state), timedelta(seconds=rest))
    link.next_check_at = now + pause


def put_off(link: Link, seconds: float, now: datetime) -> None:
    """Leave `link` for a later run: its host asked to be left alone for `seconds`."""
    link.next_check_at = now + timedelta(seconds=seconds)


def _keep_text(link: Link, verdict: Verdict, now: datetime) -> None:
    link.etag, link.last_modified = verdict.etag, verdict.last_modified
    page = verdict.page
    if page is None or not page.text_hash:
        return
    if verdict.result == Link.Result.DRIFTED:
        link.changed_at = now
        link.text_before, link.text_after = difference(link.text, page.text[:KEPT])
    link.text, link.text_hash = page.text[:KEPT], page.text_hash
