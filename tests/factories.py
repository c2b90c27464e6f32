"""What tests are about, each made whole: a test says what matters to it, and nothing else."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission, User
from django.test import Client

PASSWORD = "correct horse battery"


def make_user(group: str = "", *, permissions: Iterable[str] = (), **changes) -> User:
    """Make an account in `group`, or in none, with `permissions` of its own by codename."""
    name = changes.pop("username", group or "somebody")
    fields = {"email": f"{name}@example.org", "password": PASSWORD, **changes}
    user = User.objects.create_user(name, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    return user


def make_superuser(**changes) -> User:
    """Make an account that may do everything."""
    return make_user(**{"username": "boss", "is_staff": True, "is_superuser": True, **changes})


def sign_in(client: Client, group: str = "", **changes) -> User:
    """Make an account as make_user() does, and sign it in."""
    user = make_user(group, **changes)
    client.force_login(user)
    return user
