"""The second step of signing in: a code from the person's phone, or one that was noted for the day
on which the phone is lost."""

import re
from collections.abc import Iterator

import segno
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.db import transaction
from django.dispatch import Signal
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import DEVICE_ID_SESSION_KEY, match_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.log_actions import log

SPARE_CODES = 10
code_refused = Signal()  # of a request and of whoever gave a right password
NO_PART_OF_CODES = re.compile(r"[^a-z0-9]")
# What may be asked with a password alone, or without one; the last two are part of each page.
OPEN = (
    "/admin/login/",
    "/admin/logout/",
    "/admin/password_reset/",
    "/admin/second-step/",
    "/admin/session/",
    "/admin/jsi18n/",
    "/admin/sprite/",
)


class SecondStep:
    """Who has given a password alone is nobody yet; the editor leads to the second step."""

    def __init__(self, get_response) -> None:
        if not settings.EDITOR_SECOND_STEP:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.user
        request.known_by_password = known
        request.user = SimpleLazyObject(lambda: known if has_passed(request) else AnonymousUser())
        if (
            request.path.startswith("/admin/")
            and not request.path.startswith(OPEN)
            and known.is_authenticated
            and not request.user.is_authenticated
        ):
            return redirect_to_login(request.get_full_path(), reverse("second_step"))
        return self.get_response(request)


def has_passed(request: HttpRequest) -> bool:
    """Say whether whoever is known by a password has taken the second step in this session too."""
    known = request.known_by_password
    number = request.session.get(DEVICE_ID_SESSION_KEY) if known.is_authenticated else None
    device = Device.from_persistent_id(number) if number else None
    return device is not None and device.confirmed and device.user_id == known.pk


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Set the second step up, take it, or get new spare codes. For whoever gave a right password;
    404 where the site asks for no second step."""
    if not settings.EDITOR_SECOND_STEP:
        raise Http404
    user = request.known_by_password
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
    onwards = _onwards(request)
    if has_passed(request):
        if request.method == "POST":
            return _codes(request, _new_codes(user), onwards)
        return _show(request, onwards, left=_spare(user).token_set.count())
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    setting_up = device is None
    if setting_up:
        device = TOTPDevice.objects.get_or_create(user=user, confirmed=False)[0]
    error = ""
    if request.method == "POST":
        code = NO_PART_OF_CODES.sub("", request.POST.get("code", "").lower())[:16]
        if setting_up and device.verify_token(code):
            with transaction.atomic():
                device.confirmed = True
                device.save()
                codes = _new_codes(user)
            _pass(request, device)
            log(user, "home.accounts.second_step.set_up", user=user)
            return _codes(request, codes, onwards)
        if not setting_up and (matched := match_token(user, code)):
            _pass(request, matched)
            if isinstance(matched, StaticDevice):
                left = matched.token_set.count()
                messages.warning(request, _("That spare code is used up; %d are left.") % left)
            return redirect(onwards)
        code_refused.send(second_step, request=request, user=user)
        error = _(
            "This code is not right, is used up, or came too soon after a wrong one. Wait for the "
            "next one."
        )
    image = _image(device) if setting_up else ""
    secret = _secret(device) if setting_up else ""
    return _show(request, onwards, error=error, image=image, secret=secret)


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody who has lost phone and spare codes begin anew. For those who may change
    accounts, and not for one's own."""
    if not (settings.EDITOR_SECOND_STEP and request.user.has_perm("auth.change_user")):
        raise PermissionDenied
    person = get_object_or_404(User, pk=pk)
    if person.pk == request.user.pk or (person.is_superuser and not request.user.is_superuser):
        raise PermissionDenied
    back = reverse("wagtailusers_users:index")
    if request.method == "POST":
        forget_devices(person)
        log(person, "home.accounts.second_step.forgotten", user=request.user)
        messages.success(
            request, _("%s sets up the second step at the next sign-in.") % person.get_username()
        )
        return redirect(back)
    context = {"person": person, "back": back}
    return render(request, "wagtailadmin/second_step_forget.html", context)


def forget_devices(person: User) -> int:
    """Forget phone and spare codes of a person; return how many devices there were."""
    with transaction.atomic():
        gone = [
            model.objects.filter(user=person).delete()[0] for model in (TOTPDevice, StaticDevice)
        ]
    return sum(gone)


def own_link(request: HttpRequest) -> dict[str, object] | None:
    """Return the way to new spare codes for the page of one's own account, where there are any."""
    if not settings.EDITOR_SECOND_STEP:
        return None
    left = _spare(request.user).token_set.count()
    return {
        "url": reverse("second_step"),
        "label": _("Second step of signing in"),
        "help_text": _("Make new spare codes: %d are left.") % left,
    }


def user_buttons(user: User, request_user: User) -> Iterator[Button]:
    """Yield the way to forget(), for the list of accounts; it leads to no account of one's own."""
    if settings.EDITOR_SECOND_STEP and user.pk != request_user.pk:
        yield Button(
            _("Forget the second step"), reverse("forget_second_step", args=[user.pk]),
            icon_name="rotate", priority=40,
        )  # fmt: skip


def log_actions(actions) -> None:
    """Make the actions known to Wagtail, in the words of its history."""
    actions.register_action(
        "home.accounts.second_step.set_up", _("Second step set up"), _("Set up the second step")
    )
    actions.register_action(
        "home.accounts.second_step.forgotten",
        _("Second step forgotten"),
        _("Let the second step begin anew"),
    )


def _pass(request: HttpRequest, device: Device) -> None:
    request.session.cycle_key()
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id


def _spare(user: User) -> StaticDevice:
    return StaticDevice.objects.get_or_create(user=user, defaults={"name": "spare"})[0]


def _new_codes(user: User) -> list[str]:
    """Spare codes in the place of all that there were."""
    device = _spare(user)
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _number in range(SPARE_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def _onwards(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else reverse("wagtailadmin_home")


def _codes(request: HttpRequest, codes: list[str], onwards: str) -> HttpResponse:
    return _show(request, onwards, codes=codes)


def _show(request: HttpRequest, onwards: str, **context: object) -> HttpResponse:
    return render(request, "wagtailadmin/second_step.html", {"next": onwards, **context})


def _image(device: TOTPDevice) -> str:
    """The code that a phone reads off the screen, drawn here: the secret goes to nobody else."""
    drawn = segno.make(device.config_url, error="m")
    return mark_safe(drawn.svg_inline(omitsize=True, dark="#000", light="#fff"))  # noqa: S308


def _secret(device: TOTPDevice) -> str:
    """The same to be typed, in groups of four."""
    _before, _mark, rest = device.config_url.partition("secret=")
    typed = rest.partition("&")[0]
    return " ".join(typed[at : at + 4] for at in range(0, len(typed), 4))
