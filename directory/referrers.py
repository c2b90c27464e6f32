"""The list that a reader came from."""

from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict

from directory.directories import Directory
from directory.queries import read
from directory.snapshots import shelf


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
