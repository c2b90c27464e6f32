"""Pictures get names that nobody guesses: their files are asked for by name, without a question."""

from pathlib import PurePath
from secrets import token_hex

from django.db.models.signals import pre_save
from wagtail.images.models import AbstractImage


def hide_name(sender, instance, **kwargs) -> None:
    """Name the file of a new upload so that who knows what it was called does not know where it is.

    The pictures of an announcement that waits for its day are on the server before it. The token
    stands first, where Wagtail, which cuts long names at their end, keeps it; the sizes that are
    made of the picture are named after its file.
    """
    if issubclass(sender, AbstractImage) and instance.file and not instance.file._committed:
        instance.file.name = f"{token_hex(8)}-{PurePath(instance.file.name).name}"


def connect() -> None:
    pre_save.connect(hide_name, dispatch_uid="pictures")
