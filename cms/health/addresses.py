"""The addresses of the operator. They stand before all that looks at hosts, schemes and sessions,
since a load balancer knows a machine by its number and asks by plain http."""

from collections.abc import Callable

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare

from cms.health import metrics
from cms.health.readiness import Status, readiness

CONTENT_TYPE = "application/health+json"


class Health:
    """Answers at the addresses below, and passes all else on."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (view := ADDRESSES.get(request.path_info)):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            answer = HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        else:
            try:
                answer = view(request)
            finally:
                leave()
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


def leave() -> None:
    """Close what this thread asked the database through. It has no seat (cms/admission.py), so that
    each of a hundred threads would keep a connection of its own."""
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close()


def live(request: HttpRequest) -> HttpResponse:
    """Answer that this process answers; who gets no answer may start it again."""
    return JsonResponse({"status": Status.PASS}, content_type=CONTENT_TYPE)


def ready(request: HttpRequest) -> HttpResponse:
    """Answer how all stands that the site needs: 503 while no page can be answered."""
    checks = readiness()
    worst = max((each.status for each in checks.values()), key=list(Status).index)
    told = {"status": worst, "checks": {name: [vars(each)] for name, each in checks.items()}}
    status = 503 if worst == Status.FAIL else 200
    return JsonResponse(told, status=status, content_type=CONTENT_TYPE)


def measured(request: HttpRequest) -> HttpResponse:
    """Answer with the metrics, to who has the operator's token; to all others, there is nothing."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        return HttpResponse("Not found.\n", status=404, content_type="text/plain")
    return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)


ADDRESSES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz/live": live,
    "/healthz/ready": ready,
    "/metrics": measured,
}
