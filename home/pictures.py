"""Pictures in the sizes that pages show. One that cannot be drawn takes nothing else down."""

import logging
import struct
import zlib
from collections.abc import Mapping
from functools import wraps

from django.core.cache import cache
from PIL import Image as Pillow
from PIL import ImageCms
from wagtail.images.exceptions import InvalidFilterSpecError, UnknownOutputImageFormatError
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError

logger = logging.getLogger(__name__)

FORMATS = ("avif", "webp", "jpeg")
# What Pillow and the libraries below it raise for a picture that is none, or not all of one, or
# whose colors or depth they cannot turn into those of the web.
BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, RuntimeError, EOFError, IndexError, OverflowError,
    MemoryError, struct.error, zlib.error, ImageCms.PyCMSError, Pillow.DecompressionBombError,
)  # fmt: skip
NOT_TRIED_FOR = 60  # seconds


def drawn(image: AbstractImage, *specs: str) -> Mapping[str, AbstractRendition] | None:
    """Return a picture in these sizes; None, logged, where it cannot be drawn or kept now.

    One that could not is not tried for a minute: neither a huge file nor a storage that does not
    answer is asked again by each reader.
    """
    key = f"undrawn:{image.file.name}"
    if cache.get(key):
        return None
    try:
        return image.get_renditions(*specs)
    except OSError:
        logger.exception("Picture %s (%s) cannot be drawn", image.pk, image.file.name)
        cache.set(key, True, NOT_TRIED_FOR)
        return None


def connect() -> None:
    """Let Wagtail, which expects of a picture only that its file may be away, take one that cannot
    be drawn for such a one, in the editor as well."""
    make = AbstractImage.generate_rendition_file

    @wraps(make)
    def generate_rendition_file(*args, **kwargs):
        try:
            return make(*args, **kwargs)
        except (InvalidFilterSpecError, UnknownOutputImageFormatError):  # of who asks
            raise
        except BROKEN as error:
            raise SourceImageIOError(str(error)) from error

    AbstractImage.generate_rendition_file = generate_rendition_file
