"""How often passwords may be guessed, beside the limit of one peer on one account (django-axes):
by one peer on all accounts, and on one account by all peers."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from math import ceil

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from home.models import Attempt

WRONG, RIGHT = Attempt.Kind.WRONG, Attempt.Kind.RIGHT
# What one peer may get wrong in an hour, whatever it tries: then nothing of it is looked at until
# the first of them is an hour old.
WRONG_OF_A_PEER = 24
# What all peers together may get wrong of one account in an hour before it slows down: then each
# further wrong password makes the next wait twice as long as the one before. A refused one makes no
# wait longer, and who came in from the same peer in the last month never waits, so that strangers
# can slow an account down but lock nobody out.
WRONG_OF_AN_ACCOUNT = 20
LONGEST_WAIT = timedelta(seconds=60)


def wait_of_peer(request: HttpRequest) -> timedelta:
    """Return how long this peer has to wait before another password of it is looked at; at most
    zero when it need not."""
    wrong = Attempt.recent(WRONG).by(request).aggregate(number=Count("pk"), first=Min("at"))
    if wrong["number"] < WRONG_OF_A_PEER:
        return timedelta(0)
    return wrong["first"] + Attempt.KEPT[WRONG] - timezone.now()


def wait_of_account(request: HttpRequest, name: str) -> timedelta:
    """Return how long this peer has to wait for the account `name`, which many got wrong lately.

    At most zero when it need not. It is the same for accounts that there are not.
    """
    wrong = Attempt.recent(WRONG).on(name).aggregate(number=Count("pk"), last=Max("at"))
    beyond = wrong["number"] - WRONG_OF_AN_ACCOUNT
    if beyond < 0 or Attempt.recent(RIGHT).on(name).by(request).exists():
        return timedelta(0)
    pause = min(LONGEST_WAIT, timedelta(seconds=2 ** min(beyond + 1, 10)))
    return wrong["last"] + pause - timezone.now()


class Handler(AxesDatabaseHandler):
    """The limits of django-axes, and these two."""

    def is_locked(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        name = (credentials or {}).get("username") or ""
        wait = max(wait_of_peer(request), wait_of_account(request, name))
        request.sign_in_wait = wait
        return wait > timedelta(0)

    def user_login_failed(self, sender, credentials: dict, request=None, **kwargs) -> None:
        if request is not None and not request.axes_locked_out:
            Attempt.note(WRONG, request, credentials.get("username") or "")
        super().user_login_failed(sender, credentials, request, **kwargs)

    def user_logged_in(self, sender, request, user, **kwargs) -> None:
        super().user_logged_in(sender, request, user, **kwargs)
        Attempt.objects.filter(kind=RIGHT).on(user.get_username()).by(request).delete()
        Attempt.note(RIGHT, request, user.get_username())


def refuse(request: HttpRequest, *_of_axes: object) -> HttpResponse:
    """Answer 429, saying for how long nothing more is looked at. django-axes calls it."""
    wait = getattr(request, "sign_in_wait", timedelta(0))
    if wait <= timedelta(0):  # a limit of axes
        wait = timedelta(hours=settings.AXES_COOLOFF_TIME)
    return refused(request, wait)


def refused(request: HttpRequest, wait: timedelta) -> HttpResponse:
    """Return the 429 for whoever has to wait for so long."""
    minutes = ceil(wait / timedelta(minutes=1))
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Guard a view of Wagtail that asks for the password of a page or of documents: wrong ones
    count for the limit of the peer."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if (wait := wait_of_peer(request)) > timedelta(0):
            return refused(request, wait)
        response = view(request, *args, **kwargs)
        if response.status_code == 200:  # the form again
            Attempt.note(WRONG, request, request.path)
        return response

    return answer
