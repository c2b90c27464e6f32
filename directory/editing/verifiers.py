"""Who verified an entry is named beside it: directories hang on what accounts are called."""

from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_save

from directory.models import Stamp, stamp_name

NAMES = frozenset({"first_name", "last_name"})


def move_stamp(sender, created=False, update_fields=None, raw=False, **kwargs) -> None:
    """Count a change to accounts; a new one has verified nothing yet, and to sign in changes no
    name."""
    if raw or created or (update_fields is not None and NAMES.isdisjoint(update_fields)):
        return
    Stamp.move(stamp_name(sender))


def connect() -> None:
    """Listen to changes of accounts."""
    for signal in (post_save, post_delete):
        signal.connect(move_stamp, sender=get_user_model(), dispatch_uid=f"verifiers-{id(signal)}")
