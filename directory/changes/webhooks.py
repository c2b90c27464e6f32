"""Telling webhooks what happened: signed, in order, again and again until the receiver takes it.

What a process was sending when it died is sent again, so that a message may arrive twice: it has
the same number then. Nothing is ever sent to an address that is not public.
"""

import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpcore
import httpx
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.links.addresses import (
    NOTHING,
    Allowance,
    Refused,
    Resolver,
    Unresolved,
    examine,
    parse,
    system_resolver,
)
from directory.links.connections import Deadline, Limits, ask
from directory.models import Change, Delivery
from directory.models.addresses import directory_path

State = Delivery.State
# What passes before the next try, by the number of tries that failed; then it is given up.
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 720, 1440))
SENT_IN_ONE_RUN = 500
# The answer itself says nothing that we need.
LIMITS = Limits(connect=5.0, total=10.0, size=1024, redirects=0)


@dataclass
class Sender:
    """How messages leave; `resolver` and `allowance` are for tests."""

    resolver: Resolver = system_resolver
    allowance: Allowance = NOTHING
    clock: Callable[[], float] = time.time
    tls: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)

    def send_due(self, told: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Send what is due, at most SENT_IN_ONE_RUN messages; returns how many were taken.

        A webhook that does not take one waits with all others: they arrive in their order.
        """
        due = Delivery.objects.filter(state=State.WAITING, due_at__lte=timezone.now())
        due = due.filter(webhook__is_active=True).select_related("webhook", "change")
        waiting = list(due.order_by("pk")[:SENT_IN_ONE_RUN])
        resting = set(
            Delivery.objects.filter(state=State.WAITING, due_at__gt=timezone.now())
            .filter(tries__gt=0)
            .values_list("webhook_id", flat=True)
        )
        taken = 0
        for number, delivery in enumerate(waiting, 1):
            if delivery.webhook_id not in resting:
                if self.send(delivery):
                    taken += 1
                else:
                    resting.add(delivery.webhook_id)
            told(number, len(waiting))
        return taken

    def send(self, delivery: Delivery) -> bool:
        """Send one message and note what came of it; whether the receiver took it."""
        status, answer = self._post(delivery)
        taken = 200 <= status < 300
        delivery.tries += 1
        delivery.tried_at = timezone.now()
        delivery.answer = answer[:300]
        if taken:
            delivery.state = State.SENT
        elif delivery.tries > len(PAUSES):
            delivery.state = State.GIVEN_UP
        else:
            delivery.due_at = timezone.now() + PAUSES[delivery.tries - 1]
        delivery.save(update_fields=["tries", "tried_at", "answer", "state", "due_at"])
        return taken

    def _post(self, delivery: Delivery) -> tuple[int, str]:
        body = message(delivery)
        try:
            target = examine(
                parse(delivery.webhook.url), resolver=self.resolver, allowance=self.allowance
            )
            answer = ask(
                target,
                headers=headers(delivery, body, int(self.clock())),
                deadline=Deadline(LIMITS.total),
                limits=LIMITS,
                tls=self.tls,
                body=body,
            )
        except Refused as refused:
            return 0, str(refused)
        except Unresolved:
            return 0, _("This host has no address.")
        except (
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            OSError,
        ) as error:
            return 0, type(error).__name__
        return answer.status, f"HTTP {answer.status}"


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp.body`, as the receiver works it out too."""
    return hmac.new(secret.encode(), b"%d.%b" % (timestamp, body), hashlib.sha256).hexdigest()


def headers(delivery: Delivery, body: bytes, timestamp: int) -> dict[str, str]:
    """What goes with a message."""
    return {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "User-Agent": "library-support-staff-center-webhook",
        "X-Center-Event": delivery.change.kind,
        "X-Center-Delivery": str(delivery.pk),
        "X-Center-Timestamp": str(timestamp),
        "X-Center-Signature": f"sha256={signature(delivery.webhook.secret, timestamp, body)}",
    }


def message(delivery: Delivery) -> bytes:
    """The body: the same at each try."""
    change = delivery.change
    is_gone = change.kind in Change.GONE
    path = f"{directory_path(change.directory)}{change.slug}/"
    told = {
        "id": delivery.pk,
        "event": change.kind,
        "at": change.at.isoformat(),
        "directory": change.directory,
        "entry": {
            "id": change.object_id,
            "slug": change.slug,
            "name": change.name,
            "html_url": None if is_gone else settings.WAGTAILADMIN_BASE_URL + path,
        },
        "fields": {column: {"old": old, "new": new} for column, old, new in change.changed_columns},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def replay(delivery: Delivery) -> None:
    """Have a message sent anew, whatever came of it."""
    delivery.state, delivery.tries, delivery.due_at = State.WAITING, 0, timezone.now()
    delivery.save(update_fields=["state", "tries", "due_at"])
