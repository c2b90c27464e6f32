"""How the addresses of an entry stand, the worst of them first, as the database tells it."""

from collections.abc import Mapping
from datetime import date

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.links.usage import sourced_rows, url_fields, urls_of
from directory.models import Link


class LinkStatus(models.IntegerChoices):
    """The worst that is known of the addresses of an entry; the lower, the more urgent."""

    BROKEN = 0, _("Broken")
    SUSPECT = 1, _("Suspect")
    LOOK = 2, _("A person must look")
    REDIRECTED = 3, _("Redirected")
    UNCHECKED = 4, _("Not checked yet")
    OK = 5, _("OK")


def with_link_status(queryset: models.QuerySet) -> models.QuerySet:
    """Return the entries, each with the worst of the addresses that it sends readers to as
    `link_standing`; None when none of them was ever to be checked."""
    shown = Q(url__in=[OuterRef(name) for name in url_fields(queryset.model)])
    for field in sourced_rows(queryset.model).values():
        rows = field.model.objects.filter(**{field.name: OuterRef(OuterRef("pk"))})
        shown |= Q(url__in=rows.values("source_url"))
    state, redirected = Link.State, Q(result=Link.Result.REDIRECTED) & ~Q(final_url="")
    ranked = Link.objects.filter(shown).annotate(
        standing=models.Case(
            models.When(state=state.BROKEN, then=LinkStatus.BROKEN),
            models.When(state=state.SUSPECT, then=LinkStatus.SUSPECT),
            models.When(state=state.UNKNOWN, then=LinkStatus.LOOK),
            models.When(state=state.UNCHECKED, then=LinkStatus.UNCHECKED),
            models.When(redirected, then=LinkStatus.REDIRECTED),
            default=LinkStatus.OK,
            output_field=models.IntegerField(),
        )
    )
    return queryset.annotate(
        link_standing=Subquery(ranked.order_by("standing").values("standing")[:1])
    )


def links_of(entry: models.Model) -> list[tuple[str, Link]]:
    """Return what is known of the addresses of an entry, each with what it is called there first;
    what was never met is not checked yet. One query, and one for rows with sources of their own."""
    lines: list[tuple[str, str]] = []
    for name, label, url in urls_of(entry):
        # Many rows may have one source, which is that of the entry.
        if "__" not in name or all(url != other for _label, other in lines):
            lines.append((label, url))
    known = Link.objects.defer("text", "text_before", "text_after")
    found = {link.url: link for link in known.filter(url__in=[url for _label, url in lines])}
    return [(label, found.get(url) or Link(url=url)) for label, url in lines]


def broken_links() -> Mapping[str, date]:
    """Return all addresses that are broken, each with the day on which it first failed."""
    broken = Link.objects.filter(state=Link.State.BROKEN)
    found = broken.values_list("url", "first_failure_at")
    return {url: timezone.localdate(moment) for url, moment in found}
