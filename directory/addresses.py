"""Where directories and their entries are on the site.

The pages of the site own their addresses; they tell this module how to find them, since nothing in
this package knows about pages.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict

from directory.directories import Directory
from directory.queries import read
from directory.snapshots import shelf

_find_path: Callable[[str], str] = "/{}/".format


def paths_come_from(find_path: Callable[[str], str]) -> None:
    """Let `find_path` say at which path the directory with a given slug is listed."""
    global _find_path
    _find_path = find_path


def directory_path(slug: str) -> str:
    """The path of the page that lists the directory called `slug`, with both slashes."""
    return _find_path(slug)


def record_url(record) -> str:
    """The address of the page of one entry."""
    return f"{directory_path(record.directory_slug)}{record.slug}/"


def results_url(request: HttpRequest, directory: Directory, path: str) -> str | None:
    """The list that the reader came from, rebuilt from the Referer; None when it is another page.

    Only the path and known parameters are taken over, so the address can lead nowhere else.
    """
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    if referrer.netloc != request.get_host() or referrer.path != path:
        return None
    params = QueryDict(referrer.query)
    query = read(directory, params, shelf.snapshot(directory).labels).query
    return path + query.string
