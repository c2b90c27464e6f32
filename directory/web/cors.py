"""What programs on the pages of other sites may read (CORS): all that is made for programs."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse

METHODS = ("GET", "HEAD", "OPTIONS")
OPEN_DATA = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link, Notes",
    "Access-Control-Max-Age": "86400",
}

View = Callable[..., HttpResponse]


def from_anywhere(
    view: View,
    always: Mapping[str, str] = OPEN_DATA,
    preflight: Mapping[str, str] | None = None,
) -> View:
    """Let programs of any site read the answers of `view`; OPTIONS is answered in its place.

    `always` are the headers of every answer, `preflight` those beside them of that to OPTIONS.
    """

    @wraps(view)
    def readable(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=preflight)
            response["Allow"] = ", ".join(METHODS)
        else:
            response = view(request, *args, **kwargs)
        for name, value in always.items():
            response[name] = value
        return response

    return readable
