"""The public pages that no editor writes: the files, the form for suggestions, the API's reference.

Machines are told of them as of all others: a twin in Markdown, a picture, a graph, the sitemap.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from directory.api.collections import ROOT as DIRECTORY_API
from directory.api.description import SUMMARY
from directory.api.reference import TITLE
from directory.catalog.directories import DIRECTORIES
from directory.catalog.values import StrOrPromise
from directory.listings.selection import comparison_path
from home.pages.routes import Routes


@dataclass(frozen=True)
class FixedPage:
    """What such a page says of itself, under the names that editors' pages have for it."""

    path: str
    name: StrOrPromise
    lede: StrOrPromise
    description: StrOrPromise
    # The directory whose entries it shows, if any, and the parameter that names one of them.
    directory: str = ""
    parameter: str = ""
    last_published_at: None = None

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return str(self.name)

    @property
    def menu_label(self) -> str:
        return self.title

    @property
    def search_description(self) -> str:
        return str(self.description)


DATA = FixedPage(
    "/data/",
    _("All directories as files"),
    _(
        "Take what we know with you: every directory whole, for spreadsheets and for programs. A "
        "new edition is made when entries change; one that is dated never changes."
    ),
    _(
        "Every directory of the center as CSV, NDJSON and XLSX, with a schema, a codebook, "
        "checksums and dated versions."
    ),
)
SUGGEST = FixedPage(
    "/suggest/",
    _("Suggest an entry"),
    _(
        "Do you know something that belongs here? Tell us: an editor looks at it. You need no "
        "account."
    ),
    _(
        "Suggest a resource, a program, an association or a rule that belongs into the center. No "
        "account is needed."
    ),
)
NEEDS = FixedPage(
    "/what-do-i-need/",
    _("What do I need?"),
    _(
        "Say where you are and who you are: one page tells whether a certificate is asked for, "
        "where you can study, whom you can join and who helps with the cost."
    ),
    _(
        "Find out for your state or province whether work in a library needs a certificate, where "
        "you can study for one, and who helps."
    ),
)
REFERENCE = FixedPage(f"{DIRECTORY_API}docs", TITLE, SUMMARY, SUMMARY)
COMPARE = [
    FixedPage(
        comparison_path(directory),
        directory.compared.title,
        directory.compared.lede,
        directory.compared.lede,
        directory.slug,
        directory.compared.parameter,
    )
    for directory in DIRECTORIES.values()
    if directory.compared is not None
]

FIXED: Mapping[str, FixedPage] = {
    page.path: page for page in (DATA, NEEDS, SUGGEST, REFERENCE, *COMPARE)
}


def fixed_pages(known: Routes) -> Mapping[str, FixedPage]:
    """Return those that the public finds now, by path: what shows the entries of a directory is
    there as long as these have a public page."""
    return {
        path: page
        for path, page in FIXED.items()
        if not page.directory or page.directory in known.directories
    }
