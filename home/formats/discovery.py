"""Where machines look first: robots.txt, security.txt, llms.txt, and how to search."""

from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.catalog.directories import DIRECTORIES
from directory.listings.markdown import (
    heading,
    joined,
    link,
    listed,
    plain,
)
from home.formats.fixed_pages import fixed_pages
from home.formats.open_data import open_data
from home.formats.targets import twin_path
from home.models import SearchPage
from home.pages.routes import routes

SECURITY_REVIEWED_EVERY = timedelta(days=180)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with robots.txt: crawlers leave alone the editor, forms, and filtered lists.

    The lists as filtered are countless; the pages of a whole list lead to its entries. Of the rules
    that fit, the longest decides.
    """
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /report/",
             "Disallow: /answered/", "Disallow: /*?",
             "Allow: /*?page=", "Disallow: /*?page=*&",
             f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]  # fmt: skip
    return _text("\n".join(lines))


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Answer with security.txt: whom to tell about a hole (RFC 9116)."""
    absolute = request.build_absolute_uri
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    expires += SECURITY_REVIEWED_EVERY
    lines = [
        f"Contact: mailto:{quote(routes().contact.letters_to, safe='@+')}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: en",
        f"Canonical: {absolute('/.well-known/security.txt')}",
        "",
    ]
    return _text("\n".join(lines))


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the site's search for the address bar of a browser (OpenSearch 1.1)."""
    context = {"name": settings.WAGTAIL_SITE_NAME, "search": routes().search}
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "opensearch.xml", context, content_type=kind)


@open_data
@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """Describe the site for language models, and name the twin of each page of the menu."""
    absolute = request.build_absolute_uri
    known = routes(request.stamps)
    pages = [
        f"{link(page.title, absolute(f'{path}index.md'))}"
        f"{f': {plain(page.search_description)}' if page.search_description else ''}"
        for path, page in known.pages.items()
        if not isinstance(page, SearchPage)
    ]
    data = [
        f"{link(DIRECTORIES[slug].title, absolute(f'{path}list.json'))}: "
        f"{link('CSV', absolute(f'{path}list.csv'))}, {link('Atom', absolute(f'{path}list.atom'))}"
        for slug, path in known.directories.items()
        if slug in DIRECTORIES and slug != "places"
    ]
    fixed = [
        link(page.title, absolute(twin_path(path))) for path, page in fixed_pages(known).items()
    ]
    welcome = known.pages.get("/")
    text = joined(
        heading(1, settings.WAGTAIL_SITE_NAME),
        f"> {plain(welcome.lede)}" if welcome and welcome.lede else "",
        "Every page has a Markdown twin: add `index.md` to its address, before the question mark "
        "of a filtered list. Every entry says there when an editor verified it and where it comes "
        "from; what is not recorded is never “no”.",
        heading(2, "Pages"),
        listed([*pages, *fixed]),
        heading(2, "Data"),
        listed(data),
    )
    return _text(f"{text}\n", "text/markdown")


def _text(text: str, kind: str = "text/plain") -> HttpResponse:
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8")
