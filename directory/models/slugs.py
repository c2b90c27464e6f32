"""Which addresses are taken: by records, and by versions of them that wait for their hour."""

from collections.abc import Mapping

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import Revision


def promised(model: type[models.Model], stem: str = "", *, but: int | None) -> Mapping[str, str]:
    """Return the addresses, beginning with `stem`, that the scheduled versions of records of
    `model` will take, each with the name of the record; `but` is one that may keep its own. One
    query."""
    waiting = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(model),
        approved_go_live_at__isnull=False,
        content__slug__startswith=stem,
    )
    found = waiting.exclude(object_id=str(but)).values_list("content__slug", "object_str")
    return dict(found)


def why_promised(name: str) -> str:
    """Return what is said of an address that a scheduled version of the record called `name`
    takes."""
    return _("A scheduled version of “%s” takes this address.") % name


def check_address(record: models.Model) -> None:
    """Raise ValidationError when another record has the address of this one, or will have it."""
    others = type(record)._base_manager.filter(slug=record.slug).exclude(pk=record.pk)
    if other := others.first():
        raise ValidationError({"slug": _("“%s” has this address.") % other})
    names = promised(type(record), record.slug, but=record.pk)
    if name := names.get(record.slug):
        raise ValidationError({"slug": why_promised(name)})
