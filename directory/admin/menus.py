"""Items of the editor's menus, each shown to those who may do what it leads to."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


def shown_to(may: "str | Callable[[AbstractBaseUser], bool]") -> type[MenuItem]:
    """Return a kind of menu item for those who have a permission, or of whom `may` says so."""

    class PermittedMenuItem(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return request.user.has_perm(may) if isinstance(may, str) else may(request.user)

    return PermittedMenuItem
