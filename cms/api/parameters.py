"""What may be asked of the content API. Anything else is a 400 that says what may be."""

import re
from collections.abc import Iterable

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError, parse_boolean

PER_PAGE = 20
MAX_LIMIT = 100
MAX_NUMBER = 999_999_999
MAX_FIELDS_LENGTH = 500  # of the parameter `fields`, which is read recursively
ORDER = re.compile(r"-?[a-z_]{1,40}")


def whole(text: str, name: str, *, least: int = 0, most: int = MAX_NUMBER) -> int:
    """Return the number from `least` to `most` that `text`, the value of the parameter `name`,
    writes in plain digits. Raise BadRequestError for all else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
    if number is None or not least <= number <= most:
        raise BadRequestError(
            _("%(name)s must be a whole number from %(least)d to %(most)d.")
            % {"name": name, "least": least, "most": most}
        )
    return number


def known_only(params: QueryDict, known: Iterable[str]) -> None:
    """Raise BadRequestError when a parameter is not known, is given twice, or holds a NUL."""
    known = sorted(known)
    for name, values in params.lists():
        if name in ("search", "search_operator"):
            raise BadRequestError(
                _(
                    "This API does not search. /search/?q= searches the pages and all entries, "
                    "/api/directory/v1/ takes q= for entries and announcements."
                )
            )
        if name not in known:
            raise BadRequestError(
                _("There is no parameter “%(name)s”. There are: %(known)s.")
                % {"name": name[:40], "known": ", ".join(known)}
            )
        if len(values) > 1 or "\x00" in values[0]:
            raise BadRequestError(_("Give %(name)s once, as plain text.") % {"name": name})
    if len(params.get("fields", "")) > MAX_FIELDS_LENGTH:
        raise BadRequestError(
            _("fields holds at most %(number)d characters.") % {"number": MAX_FIELDS_LENGTH}
        )


class Filters(BaseFilterBackend):
    """The exact values that an endpoint declares in `filters`."""

    def filter_queryset(self, request, queryset, view):
        for name in view.filters_of(queryset.model):
            if name in request.GET:
                field = queryset.model._meta.get_field(name)
                queryset = queryset.filter(**{name: self.value(field, request.GET[name])})
        return queryset

    @staticmethod
    def value(field: models.Field, text: str) -> object:
        """Return the value to look for; raise BadRequestError for what the field cannot hold."""
        if field.choices and text not in dict(field.flatchoices):
            known = ", ".join(value for value, _label in field.flatchoices)
            raise BadRequestError(
                _("%(name)s must be one of: %(known)s.") % {"name": field.name, "known": known}
            )
        if isinstance(field, models.BooleanField):
            try:
                return parse_boolean(text)
            except ValueError:
                raise BadRequestError(
                    _("%(name)s must be true or false.") % {"name": field.name}
                ) from None
        return whole(text, field.name) if isinstance(field, models.AutoField) else text


class Ordering(BaseFilterBackend):
    """`order=-date,title`: by the fields that an endpoint declares, then always by number."""

    def filter_queryset(self, request, queryset, view):
        if not (asked := request.GET.get("order")):
            return queryset
        known = view.orders_of(queryset.model)
        names = asked.split(",")
        for name in names:
            if not ORDER.fullmatch(name) or name.removeprefix("-") not in known:
                raise BadRequestError(
                    _("order takes, each with or without a minus before it: %(known)s.")
                    % {"known": ", ".join(known)}
                )
        return queryset.order_by(*names, "pk")


class Pagination(BasePagination):
    """`limit` and `offset` within bounds; `meta.total_count` says how many there are."""

    def paginate_queryset(self, queryset, request, view=None):
        offset = whole(request.GET.get("offset", "0"), "offset")
        limit = whole(request.GET.get("limit", str(PER_PAGE)), "limit", least=1, most=MAX_LIMIT)
        self.total_count = queryset.count()
        return queryset[offset : offset + limit]

    def get_paginated_response(self, data):
        return Response({"meta": {"total_count": self.total_count}, "items": data})
