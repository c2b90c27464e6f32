"""Which uploaded pictures and documents the public may know of: those that a public page shows.

Wagtail counts every upload as public whose collection is; but a picture that waits for its
announcement would give the announcement away.
"""

import logging
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.documents.views.serve import serve
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex

from home.models import published_pages
from home.pages.published import PublishedQuerySet

logger = logging.getLogger(__name__)


def public_files(model: type[models.Model]) -> models.QuerySet:
    """Return the pictures or documents that a published page refers to, but private ones."""
    pages = published_pages().annotate(as_text=Cast("pk", models.CharField())).values("as_text")
    shown = _shown(model).filter(object_id__in=pages)
    private = models.Q(pk__in=[])
    for path in CollectionViewRestriction.objects.values_list("collection__path", flat=True):
        private |= models.Q(path__startswith=path)
    return (
        model.objects.annotate(as_text=Cast("pk", models.CharField()))
        .filter(as_text__in=shown.values("to_object_id"))
        .exclude(collection__in=Collection.objects.filter(private))
    )


def keep_back(document: models.Model, request: HttpRequest) -> None:
    """Raise Http404 for a document that no page shows to this reader now, but to editors. A
    private collection has asked for its password before."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return
    if document.collection.get_view_restrictions():
        return
    numbers = _shown(type(document)).filter(to_object_id=document.pk).values_list("object_id")
    pages = PublishedQuerySet(Page).in_time().filter(pk__in=[int(pk) for (pk,) in numbers])
    if not any(_may_see(page, request) for page in pages):
        raise Http404


def serve_document(request: HttpRequest, document_id: str, name: str) -> HttpResponse:
    """Pass a document on, wherever it is kept. Public, as far as `keep_back` lets it be.

    Its beginning is fetched before anything is answered: a storage that is away is an error in
    words then, and not half a file. A file that is gone is 404, and logged.
    """
    try:
        response = serve(request, document_id, name)
        if response.streaming:
            parts = response.streaming_content
            response.streaming_content = chain([next(parts, b"")], parts)
    except FileNotFoundError as error:
        logger.error("The file of document %s is gone: %s", document_id, error)
        raise Http404 from error
    return response


def _may_see(page: Page, request: HttpRequest) -> bool:
    return all(each.accept_request(request) for each in page.get_view_restrictions())


def _shown(model: type[models.Model]) -> models.QuerySet:
    """What pages refer to, public ones or not."""
    return ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(model),
    )
