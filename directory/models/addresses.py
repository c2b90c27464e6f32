"""Where directories and their entries are on the site.

The pages of the site own their addresses; they tell this module how to find them, since nothing in
this package knows about pages.
"""

from collections.abc import Callable

_find_path: Callable[[str], str] = "/{}/".format


def paths_come_from(find_path: Callable[[str], str]) -> None:
    """Let `find_path` say at which path the directory with a given slug is listed."""
    global _find_path
    _find_path = find_path


def directory_path(slug: str) -> str:
    """Return the path of the page that lists the directory called `slug`, with both slashes."""
    return _find_path(slug)


def entry_path(directory_slug: str, slug: str) -> str:
    """Return the path of the page of the entry called `slug` of a directory."""
    return f"{directory_path(directory_slug)}{slug}/"


def record_url(record) -> str:
    """Return the address of the page of one entry."""
    return entry_path(record.directory_slug, record.slug)
