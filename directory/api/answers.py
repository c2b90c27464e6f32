"""The operations: a list, one entry, a list in lines, the numbers, and what there is to ask."""

import json
from collections.abc import Iterator, Mapping
from hashlib import blake2b

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    QueryDict,
    StreamingHttpResponse,
)

from directory.api import places, questions
from directory.api.collections import COLLECTIONS, ROOT, Collection
from directory.api.freshness import as_data
from directory.api.items import Item, item_fields, items, picked
from directory.api.questions import Question
from directory.api.tombstones import as_of, tombstones
from directory.listings.exports import facet_options
from directory.listings.listing import Listing
from directory.models import Change, Stamp, stamp_name
from directory.places.choices import NAMES, Choices, choices_for_program
from directory.places.sheets import sheet_of
from directory.reports.freshness import freshness
from directory.web.problems import Problem

AT_ONCE = 500  # entries of an answer in lines that are made together
AS_OF = "as of"
ITEM = ("fields", "include")


def index(request: HttpRequest) -> HttpResponse:
    """Answer with the collections, and where they are described."""
    questions.refuse_all_but(request.GET, ())
    root = origin(request) + ROOT
    return as_json(
        {
            "collections": [
                {"name": name, "title": each.title, "url": root + name}
                for name, each in COLLECTIONS.items()
            ],
            "freshness": f"{root}freshness",
            "openapi": f"{root}openapi.json",
            "documentation": f"{root}docs",
        }
    )


def numbers(request: HttpRequest) -> HttpResponse:
    """Answer with how fresh the center is."""
    questions.refuse_all_but(request.GET, ())
    found = freshness(request.stamps)
    return as_json({"data": as_data(found, origin(request).__add__)})


def listed(request: HttpRequest, collection: Collection) -> HttpResponse:
    """Answer with one page of the entries of a collection, as filtered."""
    question = questions.read(collection, request.GET, stamps=request.stamps)
    listing = question.listing
    pks = listing.answer.pks if question.page <= listing.pages else []
    whole = items(collection, listing, pks, origin=origin(request), stamps=request.stamps)
    links = _links(request, question)
    body: dict[str, object] = {
        "data": picked(collection, whole, question.fields),
        "meta": _meta(request, question),
        "links": links,
    }
    if question.wants_facets:
        body["facets"] = facet_options(listing)
    if question.include:
        body["included"] = _included(request, collection, question.include, whole)
    if question.modified_after is not None:
        is_first = question.page == 1
        since, stamps = question.modified_after, request.stamps
        body["tombstones"] = tombstones(collection, since, listing, stamps) if is_first else []
    response = as_json(body)
    turns = [f'<{url}>; rel="{rel}"' for rel, url in links.items() if url and rel != "self"]
    if turns:
        response["Link"] = ", ".join(turns)
    return response


def one(request: HttpRequest, collection: Collection, slug: str) -> HttpResponse:
    """Answer with one entry, or the way to the one that it was merged into; raise Problem when the
    public may see neither."""
    own = ITEM if collection.includes else ITEM[:1]
    questions.refuse_all_but(request.GET, (*own, *NAMES) if collection.has_answers else own)
    fields = questions.names(request.GET, "fields", item_fields(collection))
    include = questions.names(request.GET, "include", tuple(collection.includes))
    pk = collection.find(slug)
    listing = Listing(collection.directory, stamps=request.stamps)
    found = [] if pk is None else [pk]
    whole = items(collection, listing, found, origin=origin(request), stamps=request.stamps)
    if not whole:
        if kept := collection.directory.kept_for(slug):
            return _moved(request, f"{origin(request)}{ROOT}{collection.name}/{kept.slug}")
        raise Problem(404, f"There is no such entry among {collection.name}.")
    body: dict[str, object] = {
        "data": picked(collection, whole, fields)[0],
        "meta": {"dataset_version": _version(listing)},
        "links": {
            "self": request.build_absolute_uri(),
            "collection": origin(request) + ROOT + collection.name,
        },
    }
    if include:
        body["included"] = _included(request, collection, include, whole)
    if collection.has_answers:
        choices = choices_for_program(request.GET, request.stamps, also=own)
        body["answers"] = answers_for(request, collection, slug, choices)
    return as_json(body)


def answers_for(
    request: HttpRequest, collection: Collection, slug: str, choices: Choices | None = None
) -> Mapping[str, object]:
    """Return what the page of a public place says for what was chosen, or for everybody."""
    choices = choices or Choices.read(QueryDict(), request.stamps)
    place = collection.directory.records().get(slug=slug)
    return places.as_data(sheet_of(place, choices, request.stamps), origin(request))


def _moved(request: HttpRequest, url: str) -> HttpResponse:
    """The same question at another address; a merge can be undone, so nobody keeps the answer."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponsePermanentRedirect(url + query, headers={"Cache-Control": "no-cache"})


def lines(request: HttpRequest, collection: Collection) -> StreamingHttpResponse:
    """Stream every entry of the list, one JSON object a line."""
    question = questions.read(collection, request.GET, stamps=request.stamps, known=questions.LINES)
    base, stamps = origin(request), request.stamps

    def stream() -> Iterator[bytes]:
        pks = question.listing.all_pks
        for start in range(0, len(pks), AT_ONCE):
            chunk = pks[start : start + AT_ONCE]
            whole = items(collection, question.listing, chunk, origin=base, stamps=stamps)
            for item in picked(collection, whole, question.fields):
                yield _encoded(item) + b"\n"

    return StreamingHttpResponse(stream(), content_type="application/x-ndjson; charset=utf-8")


def origin(request: HttpRequest) -> str:
    """Return the scheme and host that this request names."""
    return f"{request.scheme}://{request.get_host()}"


def _meta(request: HttpRequest, question: Question) -> Mapping[str, object]:
    listing = question.listing
    meta = {
        "total": listing.total,
        "page": question.page,
        "per_page": question.per_page,
        "dataset_version": _version(listing),
        "as_of": _as_of(request, question),
    }
    # Words that were searched for something else than typed, or not at all.
    if listing.corrected:
        meta["corrected"] = listing.corrected
    if listing.dropped:
        meta["dropped"] = listing.dropped
    return meta


def _as_of(request: HttpRequest, question: Question) -> str | None:
    """What to ask for changes after, the next time; None while changes are being written."""
    kept = question.listing.snapshot.rows
    key = (AS_OF, request.stamps.get(stamp_name(Change)))
    if key not in kept:
        moment = as_of(question.collection)
        # It must not be younger than the entries that it is told with.
        if question.listing.is_behind or Stamp.read() != request.stamps:
            return None
        kept[key] = moment.isoformat().replace("+00:00", "Z") if moment else None
    return kept[key]


def _version(listing: Listing) -> str:
    """The same as long as the entries are; another one after any change."""
    return blake2b(repr(listing.snapshot.version).encode(), digest_size=8).hexdigest()


def _links(request: HttpRequest, question: Question) -> Mapping[str, str | None]:
    base = origin(request) + ROOT + question.collection.name
    page, last = question.page, question.listing.pages
    return {
        "self": base + question.address(page),
        "next": base + question.address(page + 1) if page < last else None,
        "prev": base + question.address(min(page - 1, last)) if page > 1 else None,
    }


def _included(
    request: HttpRequest, collection: Collection, include: tuple[str, ...], whole: list[Item]
) -> Mapping[str, list[Item]]:
    """The entries that the items name, each once, if the public may see them."""
    found = {}
    for name in include:
        column, other_name = collection.includes[name]
        other = COLLECTIONS[other_name]
        slugs: set[str] = set()
        for item in whole:
            value = item[column]
            slugs.update(value if isinstance(value, list) else filter(None, [value]))
        records = other.directory.records().filter(slug__in=slugs).order_by("slug")
        pks = records.values_list("pk", flat=True)
        listing = Listing(other.directory, stamps=request.stamps)
        found[name] = items(other, listing, pks, origin=origin(request), stamps=request.stamps)
    return found


def as_json(body: Mapping[str, object]) -> HttpResponse:
    """Answer with this body."""
    return HttpResponse(_encoded(body), content_type="application/json")


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
