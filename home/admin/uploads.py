"""Pictures that editors send: each is drawn once, before it is taken, as pages will show it. What
cannot be is made plain, or refused in words. Each gets a name that nobody guesses, since its file
is asked for by name, without a question."""

from io import BytesIO
from pathlib import PurePath
from secrets import token_hex

import willow
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import AbstractImage, Filter

from home.pictures import BROKEN, FORMATS

# As the lists of the editor show it, in its own format, and as pages do.
TRIALS = ("max-165x165", *(f"format-{each}|width-480" for each in FORMATS))


class PictureField(WagtailImageField):
    """Wagtail's, which looks at the beginning of a file, opens it to count its pixels, and fails
    where the rest of it is missing; and which lets files pass that cannot be drawn later."""

    def check_image_pixel_size(self, f) -> None:
        try:
            super().check_image_pixel_size(f)
        except BROKEN as error:
            raise ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from error

    def to_python(self, data) -> UploadedFile | None:
        file = super().to_python(data)
        return drawable(file) if file else file


def drawable(file: UploadedFile) -> UploadedFile:
    """Return the file, or the same picture in plain colors where the file cannot be drawn; raise
    ValidationError for what cannot be either."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        _try(content, file.name)
    except BROKEN:
        try:
            content = _plain(content)
            _try(content, file.name)
        except BROKEN as error:
            words = _("This picture cannot be drawn. Save it again as a JPEG or PNG in RGB colors.")
            raise ValidationError(words, code="undrawable") from error
        made = SimpleUploadedFile(file.name, content, file.content_type)
        made.image = willow.Image.open(BytesIO(content))
        return made
    return file


def _try(content: bytes, name: str) -> None:
    image = get_image_model()(file=name, width=1, height=1)
    for spec in TRIALS:
        Filter(spec).run(image, BytesIO(), source=ContentFile(content, name))


def _plain(content: bytes) -> bytes:
    """A picture in the colors of the web, eight bits of each, without a profile."""
    with Pillow.open(BytesIO(content)) as opened:
        kind, has_alpha = opened.format, "transparency" in opened.info or "A" in opened.getbands()
        picture = ImageOps.exif_transpose(opened)
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    picture = picture.convert("RGBA" if has_alpha else "RGB")
    picture.info.clear()
    made = BytesIO()
    picture.save(made, kind, quality=92)
    return made.getvalue()


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
