"""Whether a form was sent from one of our own pages, without a cookie to prove it.

Reading sets no cookie here, so the forms of the public have no CSRF cookie either. They act for
nobody: a forged submission could do no more than an honest one. Still nobody shall make a reader's
browser send one, so what the browser itself says about the sender must be us, and a signed ticket
(directory/submissions/tickets.py) shows that the form was opened.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def is_from_our_page(request: HttpRequest) -> bool:
    """Say whether all that the browser says of the page that sent this is that it is ours.

    `Sec-Fetch-Site` where there is TLS, `Origin` in every browser of the last years, `Referer` in
    older ones. A request that says nothing is not from our page.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is None and origin is None:
        referer = _origin_of(request.headers.get("Referer", ""))
        return referer in _our_origins(request)
    return site in (None, "same-origin") and (origin is None or origin in _our_origins(request))


def _our_origins(request: HttpRequest) -> list[str]:
    return [f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS]


def _origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
