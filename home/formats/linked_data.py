"""Pages in the words of schema.org: what a page is, where it stands, and what it is about."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from directory.catalog.directories import node_of, summary_of
from directory.catalog.schema_org import (
    ALA,
    Absolute,
    Node,
    node,
    place,
    text_of,
)
from directory.listings.listing import Listing
from directory.listings.noted import since_when
from home.formats.cards import card_of, picture_path
from home.formats.targets import PublicTarget
from home.models import (
    AnnouncementPage,
    DirectoryPage,
    PlacesPage,
    QuestionPage,
    SearchPage,
    WelcomePage,
)
from home.pages.routes import Routes

KINDS = {SearchPage: "SearchResultsPage", PlacesPage: "CollectionPage"}


def script(
    target: PublicTarget,
    routes: Routes,
    absolute: Absolute,
    listing: Listing | None,
    stamps: Mapping[str, int] | None = None,
) -> str:
    """Return the graph of one page as JSON for its `script` element."""
    nodes = [text_of(each) for each in graph(target, routes, absolute, listing, stamps)]
    if listing is not None:
        nodes.append(items(listing, absolute))
    return f'{{"@context":"https://schema.org","@graph":[{",".join(nodes)}]}}'


def graph(
    target: PublicTarget,
    routes: Routes,
    absolute: Absolute,
    listing: Listing | None,
    stamps: Mapping[str, int] | None = None,
) -> Iterable[Node]:
    """Yield the nodes of a page, apart from the entries that it lists."""
    url, described = absolute(target.path), None
    if isinstance(target.page, AnnouncementPage):
        yield _news(target, routes, absolute)
    elif isinstance(target.page, QuestionPage):
        yield _asked(target, routes, absolute)
    else:
        described = target.record and node_of(target.record, absolute)
        yield _page(target, url, routes, absolute, listing, stamps, is_about=bool(described))
    if isinstance(target.page, WelcomePage):
        yield from _welcome(routes, absolute)
    else:
        yield crumbs(target, routes, absolute)
    if described:
        yield described
    if listing is not None and isinstance(target.page, DirectoryPage):
        yield _dataset(target, listing, routes, absolute)


def _page(
    target: PublicTarget,
    url: str,
    routes: Routes,
    absolute: Absolute,
    listing: Listing | None,
    stamps: Mapping[str, int] | None,
    *,
    is_about: bool,
) -> Node:
    record, page = target.record, target.page
    described: Mapping[str, object] = {}
    if record is not None and hasattr(record, "trust"):
        by = record.trust.verified_by
        since = since_when(record.directory_slug, stamps).get(record.pk)
        described = {
            "lastReviewed": record.verified_on.isoformat() if record.verified_on else None,
            "reviewedBy": node("Person", name=by) if by else None,
            "isBasedOn": record.source_url,
            "dateModified": since.isoformat() if since else None,
        }
    elif page.last_published_at and record is None:
        described = {"dateModified": page.last_published_at.isoformat()}
    kind = "CollectionPage" if listing is not None else KINDS.get(type(page), "WebPage")
    return node(
        "WebPage" if record is not None else kind,
        **{"@id": url},
        url=url,
        name=target.title,
        description=page.search_description if record is None else summary_of(record),
        isPartOf=_site(absolute),
        publisher=publisher_of(routes, absolute),
        about={"@id": f"{url}#it"} if is_about else None,
        mainEntity={"@id": f"{url}#list"} if listing is not None else None,
        inLanguage="en",
        **described,
    )


def _news(target: PublicTarget, routes: Routes, absolute: Absolute) -> Node:
    """An announcement."""
    page, url = target.page, absolute(target.path)
    published = page.first_published_at.isoformat() if page.first_published_at else None
    changed = page.last_published_at
    return node(
        "NewsArticle",
        **{"@id": url},
        url=url,
        mainEntityOfPage=url,
        headline=page.title,
        description=page.summary,
        image=absolute(picture_path(target, card_of(target))),
        datePublished=page.date_text if page.announced_on else published,
        dateModified=changed.isoformat() if changed else None,
        temporalCoverage=page.date_text if page.is_of_a_day else None,
        articleSection=str(page.get_kind_display()),
        isBasedOn=page.source_url,
        spatialCoverage=[place(each) for each in page.places.all()],
        isPartOf=_site(absolute),
        author=publisher_of(routes, absolute),
        publisher=publisher_of(routes, absolute),
        inLanguage="en",
    )


def _asked(target: PublicTarget, routes: Routes, absolute: Absolute) -> Node:
    """A question and its short answer."""
    page, url = target.page, absolute(target.path)
    published, changed = page.first_published_at, page.last_published_at
    answer = node(
        "Answer",
        text=page.summary,
        url=url,
        citation=[
            node(
                "CreativeWork",
                name=each["title"],
                url=each["url"],
                publisher=node("Organization", name=each["publisher"]),
                datePublished=each["source_date"],
            )
            for each in page.shown_sources
        ],
    )
    return node(
        "FAQPage",
        **{"@id": url},
        url=url,
        name=page.title,
        description=page.summary,
        image=absolute(picture_path(target, card_of(target))),
        datePublished=published.isoformat() if published else None,
        dateModified=changed.isoformat() if changed else None,
        lastReviewed=page.checked_on.isoformat() if page.checked_on else None,
        audience=[node("Audience", audienceType=str(each)) for each in page.audiences.all()],
        mainEntity=[node("Question", name=page.title, acceptedAnswer=answer)],
        isPartOf=_site(absolute),
        publisher=publisher_of(routes, absolute),
        inLanguage="en",
    )


def _site(absolute: Absolute, **more: object) -> Node:
    """The site. A parser sees one page at a time, so that each page names it in full."""
    return node(
        "WebSite",
        **{"@id": absolute("/#site")},
        url=absolute("/"),
        name=settings.WAGTAIL_SITE_NAME,
        **more,
    )


def publisher_of(routes: Routes, absolute: Absolute, **more: object) -> Node:
    """Return the node of who publishes the center; named in full for the same reason."""
    return node(
        "Organization",
        **{"@id": absolute("/#hrdr")},
        name=routes.contact.contact_office or ALA,
        url=absolute("/"),
        **more,
    )


def _welcome(routes: Routes, absolute: Absolute) -> Iterable[Node]:
    yield _site(
        absolute,
        publisher={"@id": absolute("/#hrdr")},
        potentialAction=node(
            "SearchAction",
            target=node("EntryPoint", urlTemplate=absolute(f"{routes.search}?q={{words}}")),
            **{"query-input": "required name=words"},
        ),
    )
    yield publisher_of(
        routes,
        absolute,
        email=routes.contact.contact_email,
        parentOrganization=node("Organization", name=ALA),
    )


def crumbs(target: PublicTarget, routes: Routes, absolute: Absolute) -> Node:
    """Return the way from the welcome page, as the page itself shows it."""
    above = target.path.rstrip("/").rpartition("/")[0] + "/"
    steps = [(_("Home"), "/")]
    if above != "/" and (page := routes.pages.get(above)):
        steps.append((page.menu_label, above))
    steps.append((target.title, target.path))
    return node(
        "BreadcrumbList",
        itemListElement=[
            node("ListItem", position=number, name=name, item=absolute(path))
            for number, (name, path) in enumerate(steps, 1)
        ],
    )


def _dataset(target: PublicTarget, listing: Listing, routes: Routes, absolute: Absolute) -> Node:
    """The directory as data that can be taken away."""
    files = {"csv": "text/csv", "json": "application/json"}
    page = target.page
    return node(
        "Dataset",
        name=f"{page.title} - {settings.WAGTAIL_SITE_NAME}",
        description=page.search_description or page.lede,
        url=absolute(target.path),
        isAccessibleForFree=True,
        license=settings.DATA_LICENSE["url"],
        creator=publisher_of(routes, absolute),
        distribution=[
            node(
                "DataDownload",
                encodingFormat=kind,
                contentUrl=absolute(f"{target.path}list.{form}"),
            )
            for form, kind in files.items()
        ],
    )


def items(listing: Listing, absolute: Absolute) -> str:
    """Return the addresses of the entries of this page of a list as JSON. Their names stand on the
    page, and on their own."""
    base = absolute("/").removesuffix("/")
    first = (listing.query.page - 1) * listing.per_page + 1
    listed = ",".join(
        f'{{"@type":"ListItem","position":{number},"url":"{base}{path}"}}'
        for number, path in enumerate(listing.row_paths, first)
    )
    return (
        f'{{"@type":"ItemList","@id":"{base}{listing.path}#list",'
        f'"numberOfItems":{listing.total},"itemListElement":[{listed}]}}'
    )
