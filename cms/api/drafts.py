"""Tokens that let a separate front end show one draft of one page, for fifteen minutes."""

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException
from wagtail.models import Page, Revision

LIFE = timedelta(minutes=15)
SALT = "cms.api.drafts"


class NotOurs(APIException):
    """A token that this site did not sign, or that somebody changed."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = _("This token was not made by this site, or it was changed on its way.")


class Over(APIException):
    """A token whose quarter of an hour is over, or whose draft is no more."""

    status_code = status.HTTP_410_GONE
    default_detail = _(
        "This token has expired, or its draft is no more. Ask an editor for a new link."
    )


def token_for(revision: Revision) -> str:
    """Return a signed token that shows `revision` of its page, and nothing else, for LIFE."""
    content = {"page": str(revision.object_id), "revision": revision.pk}
    return signing.dumps(content, salt=SALT, compress=True)


def draft_of(token: str) -> Page:
    """Return the page as the token's revision has it, unsaved.

    Raise NotOurs for a token that we did not sign, and Over for one whose time or draft is gone.
    """
    try:
        content = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.SignatureExpired as error:
        raise Over from error
    except signing.BadSignature as error:
        raise NotOurs from error
    revision = Revision.page_revisions.filter(
        pk=content["revision"], object_id=content["page"]
    ).first()
    page = Page.objects.filter(pk=content["page"]).first()
    if revision is None or page is None:
        raise Over
    return revision.as_object()
