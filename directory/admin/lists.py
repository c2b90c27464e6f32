"""A list of the editor is found again as it was left: searched, filtered, sorted, on its page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

KEY = "lists as left"
# How views that list something are named; the second is asked for while somebody types or filters.
LISTS = {"list", "list_results", "index", "index_results"}
MOST_LISTS, LONGEST = 20, 2000


def as_left(request: HttpRequest, path: str) -> str:
    """Return the address of the list at `path` as whoever asks saw it last."""
    query = request.session.get(KEY, {}).get(path)
    return f"{path}?{query}" if query else path


class AsLeft:
    """Who did something to what a list shows comes back to that list, not to all there is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            if request.method == "GET" and response.status_code == 200:
                _note(request)
            elif request.method == "POST" and response.status_code == 302:
                response.headers["Location"] = as_left(request, response.headers["Location"])
        return response


def _note(request: HttpRequest) -> None:
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
