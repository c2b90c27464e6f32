"""What `check --deploy` tells of a server before it goes public."""

import os

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register


@register(deploy=True)
def check_proxies(app_configs, **options) -> list[CheckMessage]:
    """Name what the settings leave open of who may say who a client is; a Warning is a mistake,
    an Info a thing that only the operator can see to."""
    number = settings.TRUSTED_PROXIES
    if number:
        return [
            Info(
                f"Who a client is, and whether it came by https, says the header Forwarded of "
                f"{number} of your proxies. What is still open: who reaches this server past "
                "them says it too.",
                hint="Listen at 127.0.0.1 or behind a firewall, have the first proxy overwrite "
                "Forwarded, and set TRUSTED_PROXIES to the number of proxies that write to it.",
                id="center.I001",
            )
        ]
    if os.environ.get("TRUSTED_PROXIES", "0") not in ("", "0"):
        return [
            Warning(
                "TRUSTED_PROXIES counts for nothing without BEHIND_PROXY=true.",
                hint="Behind a proxy all clients would share one address, and the limits of one.",
                id="center.W001",
            )
        ]
    return [
        Info(
            "BEHIND_PROXY is not set: no header says who a client is, and nothing came by https.",
            hint="Behind a proxy that ends TLS, set it; see Proxy and TLS in docs/operating.md.",
            id="center.I002",
        )
    ]


@register(deploy=True)
def check_services(app_configs, **options) -> list[CheckMessage]:
    """Name what several processes, or letters, need and the environment does not give."""
    found: list[CheckMessage] = []
    workers = max(int(os.environ.get(name) or 1) for name in ("GRANIAN_WORKERS", "WEB_WORKERS"))
    if workers > 1 and not settings.CACHES["default"].get("MEANWHILE"):
        found.append(
            Warning(
                f"{workers} workers share no cache: limits are counted by each, and a changed root "
                "page is seen an hour late by some.",
                hint="Set REDIS_URL.",
                id="center.W004",
            )
        )
    if not os.environ.get("EMAIL_URL"):
        found.append(
            Warning(
                "EMAIL_URL is not set: letters go to port 25 of this machine, if anything listens.",
                hint="Set it, or to smtp://localhost:25 if a mail server runs here.",
                id="center.W005",
            )
        )
    return found
