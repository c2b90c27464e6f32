"""A listing as data: CSV for spreadsheets, JSON for programs, Atom for feed readers."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from directory.columns import PUBLIC, file_columns, harmless, value_of
from directory.listings import Listing

# A feed reader wants what is new, not all there is; the CSV file has everything.
FEED_ENTRIES = 500


class _Echo:
    """A file that hands each written line to the response."""

    def write(self, line: str) -> str:
        return line


def as_csv(request: HttpRequest, listing: Listing) -> StreamingHttpResponse:
    """Every entry of the list, one a line, streamed; UTF-8 with the mark that Excel needs."""
    columns = file_columns(listing.directory)
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(columns)
        for record in listing.all_records():
            yield writer.writerow(
                [harmless(value_of(record, column, PUBLIC)) for column in columns]
            )

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    name = f"{listing.directory.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def as_json(request: HttpRequest, listing: Listing) -> JsonResponse:
    """One page of the list with its counts. What is not recorded is null, never "no"."""
    columns = file_columns(listing.directory)
    items = []
    for record in listing.records:
        item = {column: _plain(value_of(record, column, PUBLIC)) for column in columns}
        item["page_url"] = request.build_absolute_uri(record.get_absolute_url())
        items.append({key: None if value == "" else value for key, value in item.items()})
    return JsonResponse(
        {
            "total": listing.total,
            "page": listing.query.page,
            "per_page": listing.per_page,
            "pages": listing.pages,
            "next": request.build_absolute_uri(url) if (url := _file_page(listing, 1)) else None,
            "notes": listing.notes,
            "facets": facet_options(listing),
            "items": items,
        },
        json_dumps_params={"ensure_ascii": False},
    )


def facet_options(listing: Listing) -> dict[str, list[dict[str, object]]]:
    """What each facet offers beside this list, with counts, as data."""
    return {
        group.name: [
            {"value": o.value, "label": o.label, "count": o.count, "selected": o.checked}
            for o in group.options
        ]
        for group in listing.facets
    }


def _file_page(listing: Listing, step: int) -> str:
    page = listing.query.page + step
    if page > listing.pages:
        return ""
    url = f"{listing.path}list.json{listing.query.with_page(page).string}"
    return url + (f"&per_page={listing.per_page}" if listing.per_page != 20 else "")


def as_atom(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The entries of the list as a feed, at most FEED_ENTRIES of them, in the order of the list."""
    feed = Atom1Feed(
        title=f"{listing.title} - {settings.WAGTAIL_SITE_NAME}",
        link=request.build_absolute_uri(listing.url()),
        description="",
        language=get_language() or "en",
        feed_url=request.build_absolute_uri(listing.file_url("atom")),
    )
    for number, record in enumerate(listing.all_records()):
        if number == FEED_ENTRIES:
            break
        url = request.build_absolute_uri(record.get_absolute_url())
        changed = _moment(
            getattr(record, "feed_date", None)
            or getattr(record, "updated_at", None)
            or record.last_published_at
            or timezone.now()
        )
        feed.add_item(
            title=str(record),
            link=url,
            unique_id=url,
            description=getattr(record, "summary", ""),
            updateddate=changed,
            pubdate=changed,
        )
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def _moment(when: date | datetime) -> datetime:
    if isinstance(when, datetime):
        return when
    return timezone.make_aware(datetime.combine(when, time()))


WRITERS = {"csv": as_csv, "json": as_json, "atom": as_atom}
