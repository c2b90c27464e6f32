"""The list that a reader came from."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict

from directory.catalog.directory import Directory
from directory.catalog.text import clean_query
from directory.search.queries import read
from directory.search.snapshots import snapshot_cache


def results_url(
    request: HttpRequest, directory: Directory, path: str, search_path: str
) -> str | None:
    """Return the address of the list that the reader came from, rebuilt from the Referer; None when
    it is another page.

    A list is the directory at `path`, or the site search at `search_path`. Only the path and known
    parameters are taken over, so the address can lead nowhere else.
    """
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    if referrer.netloc != request.get_host():
        return None
    params = QueryDict(referrer.query)
    if referrer.path == path:
        labels = snapshot_cache.snapshot(directory).labels
        return path + read(directory, params, labels).query.string
    if referrer.path == search_path and (q := clean_query(params.get("q", ""))):
        return f"{search_path}?{urlencode({'q': q})}"
    return None
