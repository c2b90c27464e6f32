"""What a page is called and says of itself where its address is shared, searched or kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from directory.catalog.facts import summary_of
from directory.models import Place
from home.formats.targets import Subject
from home.models import AnnouncementPage

LONGEST = 160  # letters of a description; search engines show no more


@dataclass(frozen=True, slots=True)
class Preview:
    """The address, title and description of a page; `is_indexed` unless it is a part of a list
    that somebody chose."""

    address: str
    title: str
    description: str
    is_indexed: bool = True


def preview_of(subject: Subject, context: Mapping) -> Preview:
    """Return the preview of what stands at `target`; of a list and of a search as they are now."""
    title, description = str(subject), description_of(subject)
    listing = context.get("listing") if subject.record is None else None
    if listing is not None and listing.query.pairs:
        title = listing.title
        address = subject.path + listing.query.string
        is_indexed = not listing.query.with_page(1).pairs
    elif q := context.get("q"):
        title, is_indexed = context["title"], False
        address = f"{subject.path}?{urlencode({'q': q})}"
    else:
        return Preview(subject.path, title, description)
    return Preview(address, title, _shortened(f"{title}. {description}"), is_indexed)


def description_of(subject: Subject) -> str:
    """Return what stands at `target` in LONGEST letters or fewer; never nothing."""
    page, record = subject.page, subject.record
    if isinstance(record, Place):
        said = _(
            "Library work in %(place)s: certification, programs, associations, resources and "
            "financial aid."
        ) % {"place": record.local_name}
    elif record is not None:
        said = summary_of(record)
    elif isinstance(page, AnnouncementPage):
        said = page.summary
    else:
        said = page.search_description or str(page.lede)
    return _shortened(said.strip() or f"{subject} - {settings.WAGTAIL_SITE_NAME}")


def _shortened(text: str) -> str:
    return Truncator(text).chars(LONGEST)
