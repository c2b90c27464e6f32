"""The tag that draws a picture of an editor."""

from django import template
from wagtail.images.models import AbstractImage, Picture

from home.pictures import FORMATS, drawn

register = template.Library()

SPECS = [f"format-{form}|width-{width}" for form in FORMATS for width in (1440, 960, 480)]


@register.simple_tag
def picture_of(image: AbstractImage | None, **attributes: str) -> Picture | None:
    """Return a picture in the sizes and formats of our pages; None for one that cannot be drawn,
    which the page then does without."""
    renditions = drawn(image, *SPECS) if image else None
    return Picture(renditions, attributes) if renditions else None
