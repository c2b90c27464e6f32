"""Who asks: a visitor in each role, and what comes of it."""

from collections.abc import Mapping
from dataclasses import replace
from unittest import mock

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.contrib.messages import ERROR, get_messages
from django.core.files.base import ContentFile
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.template.backends.django import Template
from django.test import Client
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.models import EditingSession
from wagtail.models import UploadedFile

from directory.models import Program
from tests.factories import make_user
from tests.site.admin_walk.addresses import Address
from tests.site.admin_walk.world import World

# The columns of the table: a stranger, an account in no group, and one in each group.
ROLES = ("anonymous", "nobody", "Editors", "Moderators", "HRDR", "Administrators")
METHODS = ("get", "post")
# Who sees every page as it is drawn: whoever may see the most.
DRAWN = ("Administrators", "get")
# What every form of the editor sends beside its fields; with nothing in them, forms are refused.
SENT = {
    f"{prefix}-{name}": "0"
    for prefix in ("form", "body", "levels", "comments", "page_permissions")
    for name in ("count", "TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
} | {"new_parent_page": "1", "external-link-chooser-url": ""}


def user_of(role: str) -> AbstractBaseUser:
    """One who has the role and nothing else."""
    if role == "anonymous":
        return AnonymousUser()
    return make_user("" if role == "nobody" else role)


def _own_things(user: AbstractBaseUser) -> Mapping[str, object]:
    """What an address names that is the visitor's own."""
    owner = None if isinstance(user, AnonymousUser) else user
    upload = UploadedFile.objects.create(
        file=ContentFile(b"words", name="words.txt"), uploaded_by_user=owner
    )
    session = EditingSession.objects.create(
        user=owner or User.objects.get(username="author"),
        content_object=Program.objects.first(),
        last_seen_at=timezone.now(),
    )
    return {"uploaded_file_id": upload.pk, "session_id": session.pk}


class Visitor:
    """Asks for addresses in one role; what an answer changed is taken back at once."""

    def __init__(self, role: str, world: World) -> None:
        user = user_of(role)
        self.role = role
        self.world = replace(world, values={**world.values, **_own_things(user)})
        self.client = Client(raise_request_exception=False)
        if role != "anonymous":
            self.client.force_login(user)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def ask(self, method: str, address: Address) -> str:
        """What came of it: "in" (asked to sign in), "no" (refused), else the status.

        Drawing a page is most of the work and changes nothing of this, so that it is done once.
        """
        self.client.cookies = SimpleCookie(self.cookies)
        if (self.role, method) != DRAWN:
            with mock.patch.object(Template, "render", return_value="drawn"):
                return self._ask(method, address)
        return self._ask(method, address)

    def _ask(self, method: str, address: Address) -> str:
        acted_on: list[int] = []

        def note(request, action, objects, instance):
            acted_on.append(len(objects))

        with transaction.atomic(), hooks.register_temporarily("before_bulk_action", note):
            data = SENT if method == "post" else {}
            response = getattr(self.client, method)(self.world.path(address), data)
            outcome = self._outcome(response, acted_on)
            transaction.set_rollback(True)
        return outcome

    @staticmethod
    def _outcome(response, acted_on: list[int]) -> str:
        if response.status_code == 403 or acted_on == [0]:
            return "no"
        if response.status_code == 302:
            if response.url.startswith("/admin/login/"):
                return "in"
            # Wagtail sends whom it refuses to the first page, with an error to read there.
            is_error = any(each.level == ERROR for each in get_messages(response.wsgi_request))
            return "no" if is_error and response.url == "/admin/" else "302"
        if (getattr(response, "context_data", None) or {}).get("items_with_no_access"):
            return "no"
        return str(response.status_code)
