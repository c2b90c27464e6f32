"""A listing as data: CSV for spreadsheets, JSON for programs."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone

from directory.catalog.columns import (
    PUBLIC,
    file_columns,
    harmless,
    recorded,
    value_of,
)
from directory.listings.listing import Listing

# A CSV file has no place for what a page says of the words that it searched: a header has.
NOTES = "Notes"
# A proxy takes headers of a few thousand characters, and fails when there are more.
MAX_NOTE = 600


class _Echo:
    """A file that hands each written line to the response."""

    def write(self, line: str) -> str:
        return line


def as_csv(request: HttpRequest, listing: Listing) -> StreamingHttpResponse:
    """Return every entry of the list, one a line, streamed; UTF-8 with the mark that Excel needs.
    What a page says of the words that were searched is in the header Notes."""
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
    if listing.told:
        response[NOTES] = ", ".join(map(_display_string, listing.told))
    return response


def table_response(
    head: Iterable[str], rows: Iterable[Iterable[object]], name: str
) -> HttpResponse:
    """Return a table as a CSV file of today, with the mark that Excel needs."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerows([*map(harmless, row)] for row in (head, *rows))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    file = f"{name}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _display_string(text: str) -> str:
    """Return a text as RFC 9651 writes it in a header: %"caf%c3%a9". A long one is cut."""
    written = ""
    for character in text:
        written += _display_character(character)
        if len(written) > MAX_NOTE:
            return f'%"{written}{_display_character("…")}"'
    return f'%"{written}"'


def _display_character(character: str) -> str:
    if " " <= character <= "~" and character not in '%"':
        return character
    return "".join(f"%{octet:02x}" for octet in character.encode())


def as_json(request: HttpRequest, listing: Listing) -> JsonResponse:
    """Return one page of the list with its counts. What is not recorded is null, never "no"."""
    columns = file_columns(listing.directory)
    items = []
    for record in listing.records:
        item = {column: recorded(listing.directory, record, column) for column in columns}
        item["page_url"] = request.build_absolute_uri(record.get_absolute_url())
        items.append(item)
    return JsonResponse(
        {
            "total": listing.total,
            "page": listing.query.page,
            "per_page": listing.per_page,
            "pages": listing.pages,
            "next": request.build_absolute_uri(url) if (url := _file_page(listing, 1)) else None,
            "notes": listing.told,
            "facets": facet_options(listing),
            "items": items,
        },
        json_dumps_params={"ensure_ascii": False},
    )


def facet_options(listing: Listing) -> dict[str, list[dict[str, object]]]:
    """Return what each facet offers beside this list, with counts, as data."""
    return {
        group.name: [
            {"value": o.value, "label": o.label, "count": o.count, "selected": o.checked}
            for o in group.options
        ]
        for group in listing.form.facets
    }


def _file_page(listing: Listing, step: int) -> str:
    page = listing.query.page + step
    if page > listing.pages:
        return ""
    url = f"{listing.path}list.json{listing.query.with_page(page).string}"
    return url + (f"&per_page={listing.per_page}" if listing.per_page != 20 else "")


WRITERS = {"csv": as_csv, "json": as_json}
