"""Which uploaded pictures and documents the public may know of: those that a public page shows.

Wagtail counts every upload as public whose collection is; but a picture that waits for its
announcement would give the announcement away.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex

from home.models import published_pages


def public_files(model: type[models.Model]) -> models.QuerySet:
    """The pictures or documents that a published page refers to, outside private collections."""
    pages = published_pages().annotate(as_text=Cast("pk", models.CharField())).values("as_text")
    shown = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=pages,
        to_content_type=ContentType.objects.get_for_model(model),
    )
    private = models.Q(pk__in=[])
    for path in CollectionViewRestriction.objects.values_list("collection__path", flat=True):
        private |= models.Q(path__startswith=path)
    return (
        model.objects.annotate(as_text=Cast("pk", models.CharField()))
        .filter(as_text__in=shown.values("to_object_id"))
        .exclude(collection__in=Collection.objects.filter(private))
    )
