"""Pictures that editors send: a torn one is refused in words, and each gets a name that nobody
guesses, since its file is asked for by name, without a question."""

import struct
import zlib
from pathlib import PurePath
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import AbstractImage

# What Pillow and the libraries below it raise for a picture that is none, or not all of one.
BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, RuntimeError, EOFError, IndexError, OverflowError,
    struct.error, zlib.error,
)  # fmt: skip


class PictureField(WagtailImageField):
    """Wagtail's, which looks at the beginning of a file, opens it to count its pixels, and fails
    where the rest of it is missing."""

    def check_image_pixel_size(self, f) -> None:
        try:
            super().check_image_pixel_size(f)
        except BROKEN as error:
            raise ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from error


class PictureForm(BaseImageForm):
    """The form of every picture in the editor."""

    file = PictureField(label=_("File"), widget=BaseImageForm.Meta.widgets["file"])


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
