"""The loop of every sender; any number of them may run at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from directory.models import OutboxItem

State = OutboxItem.State
Item = TypeVar("Item", bound=OutboxItem)


@dataclass
class Tally:
    """What came of the items of one run."""

    sent: int = 0
    failed: int = 0
    uncertain: int = 0

    @property
    def tried(self) -> int:
        return self.sent + self.failed + self.uncertain


def send_due(
    model: type[Item],
    send: Callable[[Item], State | None],
    *,
    limit: int,
    before_each: Callable[[], None] = lambda: None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Tally:
    """Send what is due of `model`, at most `limit` items.

    `send` says in which state its item now is, or None when somebody else has it. What
    `before_each` raises ends the run: all that is left waits, and no try of it is counted.
    `on_progress` is told after each how many were tried, and how many there were at first.
    """
    model.take_over_abandoned()
    tally, total = Tally(), min(limit, model.waiting().count())
    while tally.tried < limit and model.due().exists():
        before_each()
        if (item := model.claim()) is None:
            break
        state = send(item)
        tally.sent += state == State.SENT
        tally.uncertain += state == State.UNCERTAIN
        tally.failed += state in (State.WAITING, State.GIVEN_UP)
        on_progress(tally.tried, max(total, tally.tried))
    return tally
