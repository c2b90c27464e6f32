"""Telling webhooks what happened: signed, in order, again and again until the receiver takes it.

In the form of Standard Webhooks (https://www.standardwebhooks.com). What a process was sending when
it died is sent again, so that a message may arrive twice: it has the same number then. Nothing is
ever sent to an address that is not public.
"""

import base64
import hmac
import json
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpcore
import httpx
from django.conf import settings
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
from directory.outbox.sending import send_due

State = Delivery.State
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

    def send_due(self, on_progress: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Send what is due, at most SENT_IN_ONE_RUN messages; returns how many were taken."""
        return send_due(Delivery, self.send, limit=SENT_IN_ONE_RUN, on_progress=on_progress).sent

    def send(self, delivery: Delivery) -> State | None:
        """Send one message; the state in which it now is, or None when somebody else has it."""
        status, answer = self._post(delivery)
        if 200 <= status < 300:
            return delivery.end(State.SENT, answer=answer)
        return delivery.fail(answer)

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


def signature(secret: str, number: str, timestamp: int, body: bytes) -> str:
    """Sign number, timestamp and body, as the receiver works it out too."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, b"%b.%d.%b" % (number.encode(), timestamp, body), "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def headers(delivery: Delivery, body: bytes, timestamp: int) -> dict[str, str]:
    """Return what goes with a message."""
    number = f"msg_{delivery.pk}"
    signatures = [signature(key, number, timestamp, body) for key in delivery.webhook.secrets]
    return {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "User-Agent": "library-support-staff-center-webhook",
        "webhook-id": number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def message(delivery: Delivery) -> bytes:
    """Return the body: the same at each try."""
    change = delivery.change
    is_gone = change.kind in Change.GONE
    path = f"{directory_path(change.directory)}{change.slug}/"
    told = {
        "type": f"entry.{change.kind.replace('-', '_')}",
        "timestamp": change.at.isoformat(),
        "data": {
            "directory": change.directory,
            "entry": {
                "id": change.object_id,
                "slug": change.slug,
                "name": change.name,
                "html_url": None if is_gone else settings.WAGTAILADMIN_BASE_URL + path,
            },
            "fields": {
                column: {"old": old, "new": new} for column, old, new in change.changed_columns
            },
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
