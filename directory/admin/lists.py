"""A list of the editor is found again as it was left: searched, filtered, sorted, on its page."""

from django.http import HttpRequest

KEY = "lists as left"
# How views that list something are named; the second is asked for while somebody types or filters.
LISTS = {"list", "list_results", "index", "index_results"}
MOST_LISTS, LONGEST = 20, 2000


def as_left(request: HttpRequest, path: str) -> str:
    """Return the address of the list at `path` as whoever asks saw it last."""
    query = request.session.get(KEY, {}).get(path)
    return f"{path}?{query}" if query else path


def note(request: HttpRequest) -> None:
    """Remember how the list that was asked for is seen, if it is one."""
    if request.resolver_match is None or request.resolver_match.url_name not in LISTS:
        return
    path, query = request.path.removesuffix("results/"), request.META["QUERY_STRING"]
    known = request.session.get(KEY, {})
    if "export" in request.GET or len(query) > LONGEST or known.get(path, "") == query:
        return
    known = {other: kept for other, kept in known.items() if other != path}
    if query:
        known = dict([*known.items(), (path, query)][-MOST_LISTS:])
    request.session[KEY] = known
