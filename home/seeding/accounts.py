"""The first two accounts of a new site, so that somebody can sign in to the editor."""

import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

FIRST = {"editor": "Editors", "hrdr": "HRDR"}
# Letters and digits that are not mistaken for one another when read from a screen.
TYPEABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Account:
    """A new account, with the only copy of its password."""

    username: str
    password: str
    group: str


@transaction.atomic
def create_first() -> list[Account]:
    """Make the first accounts and return them; none when there is any account already."""
    User = get_user_model()
    if User.objects.exists():
        return []
    accounts = [Account(name, _password(), group) for name, group in FIRST.items()]
    for account in accounts:
        user = User.objects.create_user(account.username, password=account.password)
        user.groups.add(Group.objects.get(name=account.group))
    return accounts


def _password() -> str:
    """Twenty random characters in four groups: some 99 bits."""
    groups = ("".join(secrets.choice(TYPEABLE) for _each in range(5)) for _group in range(4))
    return "-".join(groups)
