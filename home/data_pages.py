"""The directories as files for everybody: the page /data/, its files, and what describes them."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory.codebook import meanings
from directory.editions import Edition, editions, file_of, latest
from directory.editions.contents import TERMS, TYPES
from directory.files import exchangeable
from directory.linked_data import text_of
from home.open_data import from_anywhere
from home.routes import routes

SHOWN_EDITIONS = 50
NAMES = {
    "csv": "CSV",
    "ndjson": "NDJSON",
    "xlsx": "XLSX",
    "schema.json": "JSON Schema",
    "codebook.md": "Markdown",
}


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What there is to be had, in which forms, how to prove it whole, and what each column says."""
    found = editions()
    newest = found[0] if found else None
    return render(
        request,
        "home/data.html",
        {
            "edition": newest,
            "parts": _parts(newest) if newest else [],
            "terms": [each for name in TERMS for each in newest.files_of(name)] if newest else [],
            "editions": found[:SHOWN_EDITIONS],
            "license": settings.DATA_LICENSE,
            "graph": text_of(_catalog(request, newest)) if newest else "",
        },
    )


def _parts(edition: Edition) -> list[tuple]:
    return [
        (
            directory,
            edition.rows.get(slug, 0),
            [(each, NAMES[each.kind]) for each in edition.files_of(slug)],
            meanings(directory),
        )
        for slug, directory in exchangeable().items()
    ]


@require_safe
def file(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """A file of an edition. One that is dated never changes; the latest is asked for anew."""
    found = file_of(version, name)
    if found is None:
        raise Http404
    edition, path = found
    proof = next(each.sha256 for each in edition.files if each.name == name)
    etag = f'"{proof[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        kind = TYPES[name.partition(".")[2]]
        response = FileResponse(path.open("rb"), as_attachment=True, content_type=kind)
    response["ETag"] = etag
    dated = "public, max-age=31536000, immutable"
    response["Cache-Control"] = "public, max-age=300" if version == "latest" else dated
    return from_anywhere(response)


@require_safe
def dcat(request: HttpRequest) -> HttpResponse:
    """The catalogue of the latest edition for harvesters of open data (DCAT-US 1.1)."""
    edition = latest()
    if edition is None:
        raise Http404
    absolute, contact = request.build_absolute_uri, routes().contact
    publisher = {"@type": "org:Organization", "name": "American Library Association"}
    answer = {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": [
            {
                "@type": "dcat:Dataset",
                "identifier": absolute(f"{reverse('data')}#{slug}"),
                "title": str(directory.title),
                "description": _described(directory.title, edition.rows.get(slug, 0)),
                "keyword": ["library support staff", slug],
                "modified": edition.day.isoformat(),
                "accessLevel": "public",
                "license": settings.DATA_LICENSE["url"],
                "publisher": publisher,
                "contactPoint": {
                    "@type": "vcard:Contact",
                    "fn": settings.WAGTAIL_SITE_NAME,
                    "hasEmail": f"mailto:{contact.contact_email}",
                },
                "landingPage": absolute(f"{reverse('data')}#{slug}"),
                "describedBy": absolute(_address(edition, f"{slug}.schema.json")),
                "describedByType": "application/schema+json",
                "distribution": [
                    {
                        "@type": "dcat:Distribution",
                        "title": NAMES[each.kind],
                        "downloadURL": absolute(_address(edition, each.name)),
                        "mediaType": TYPES[each.kind].partition(";")[0],
                    }
                    for each in edition.files_of(slug)
                    if each.kind in ("csv", "ndjson", "xlsx")
                ],
            }
            for slug, directory in exchangeable().items()
        ],
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=300"
    return from_anywhere(response)


def _catalog(request: HttpRequest, edition: Edition) -> dict[str, object]:
    """The same in the words of schema.org."""
    absolute = request.build_absolute_uri
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": settings.WAGTAIL_SITE_NAME,
        "url": absolute(reverse("data")),
        "license": settings.DATA_LICENSE["url"],
        "dataset": [
            {
                "@type": "Dataset",
                "@id": absolute(f"{reverse('data')}#{slug}"),
                "name": str(directory.title),
                "description": _described(directory.title, edition.rows.get(slug, 0)),
                "version": edition.version,
                "dateModified": edition.day.isoformat(),
                "license": settings.DATA_LICENSE["url"],
                "isAccessibleForFree": True,
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": TYPES[each.kind].partition(";")[0],
                        "contentUrl": absolute(_address(edition, each.name)),
                        "contentSize": f"{each.size} B",
                        "sha256": each.sha256,
                    }
                    for each in edition.files_of(slug)
                    if each.kind in ("csv", "ndjson", "xlsx")
                ],
            }
            for slug, directory in exchangeable().items()
        ],
    }


def _address(edition: Edition, name: str) -> str:
    return reverse("data_file", args=[edition.version, name])


def _described(title: object, rows: int) -> str:
    return f"{title}: {rows:,} entries of the {settings.WAGTAIL_SITE_NAME}, with their sources."
