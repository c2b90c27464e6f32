"""What is wrong with a request, as RFC 9457 says it: `application/problem+json`."""

from collections.abc import Iterable

from django.http import JsonResponse

from directory.web.cors import METHODS

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "A parameter is wrong",
    404: "Not found",
    405: "Only reading is possible",
    412: "A precondition is not met",
    429: "Too many requests",
    503: "Away for a moment",
}


class Problem(Exception):
    """A request that is not answered; it names the parameter that is wrong, and what it may be."""

    def __init__(
        self, status: int, detail: str, *, parameter: str = "", allowed: Iterable[str] | str = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.parameter = parameter
        self.allowed = allowed if isinstance(allowed, str) else list(allowed)

    def response(self) -> JsonResponse:
        """Return the answer that tells it; nobody keeps it."""
        told = {
            "type": "about:blank",
            "title": TITLES[self.status],
            "status": self.status,
            "detail": self.detail,
        }
        if self.parameter:
            told["parameter"] = self.parameter
        if self.allowed:
            told["allowed"] = self.allowed
        response = JsonResponse(
            told,
            status=self.status,
            content_type=CONTENT_TYPE,
            json_dumps_params={"ensure_ascii": False},
        )
        response["Cache-Control"] = "no-store"
        return response


def unmet() -> JsonResponse:
    """Return the answer to a request whose condition is not met."""
    return Problem(412, "The answer is not, or no longer, as the request says.").response()


def read_only() -> JsonResponse:
    """Return the answer to a request that would write."""
    response = Problem(405, "Nothing can be written here.", allowed=METHODS).response()
    response["Allow"] = ", ".join(METHODS)
    return response
