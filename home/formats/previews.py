"""What a page is called and says of itself where its address is shared, searched or kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.http import urlencode
from django.utils.text import Truncator

from directory.catalog.directories import summary_of
from directory.models import Place
from home.formats.targets import PublicTarget
from home.models import AnnouncementPage, QuestionPage

LONGEST = 160  # letters of a description; search engines show no more


@dataclass(frozen=True, slots=True)
class Preview:
    """The address, title and description of a page; `is_indexed` unless it is a part of a list
    that somebody chose."""

    address: str
    title: str
    description: str
    is_indexed: bool = True


def preview_of(target: PublicTarget, context: Mapping) -> Preview:
    """Return the preview of what stands at `target`; of a list, a search and a comparison as they
    are now."""
    if given := context.get("preview"):
        return given
    title, description = str(target), description_of(target)
    listing = context.get("listing") if target.record is None else None
    if listing is not None and listing.query.pairs:
        title = listing.title
        address = target.path + listing.query.string
        is_indexed = not listing.query.with_page(1).pairs
    elif isinstance(target.record, Place) and (sheet := context.get("sheet")):
        query = sheet.choices.query
        return Preview(target.path + query, title, description, is_indexed=not query)
    elif q := context.get("q"):
        title, is_indexed = context["title"], False
        address = f"{target.path}?{urlencode({'q': q})}"
    else:
        return Preview(target.path, title, description)
    return Preview(address, title, shortened(f"{title}. {description}"), is_indexed)


def description_of(target: PublicTarget) -> str:
    """Return what stands at `target` in LONGEST letters or fewer; never nothing."""
    page, record = target.page, target.record
    if record is not None:
        said = summary_of(record)
    elif isinstance(page, AnnouncementPage | QuestionPage):
        said = page.summary
    else:
        said = page.search_description or str(page.lede)
    return shortened(said.strip() or f"{target} - {settings.WAGTAIL_SITE_NAME}")


def shortened(text: str) -> str:
    """Return a text in LONGEST letters or fewer, cut between two words where it has any."""
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    words, _blank, _rest = text[:LONGEST].rpartition(" ")
    return f"{words}…" if len(words) >= LONGEST // 2 else Truncator(text).chars(LONGEST)
