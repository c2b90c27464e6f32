"""The directories as files for everybody: the page /data/, its files, and what describes them."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_safe

from directory.catalog.codebook import meanings
from directory.catalog.schema_org import text_of
from directory.editions import Edition, editions, file_of, latest
from directory.editions.contents import TERMS, TYPES
from directory.editions.files import exchangeable
from directory.web import caching
from directory.web.cors import METHODS, from_anywhere
from home.formats.fixed_pages import DATA
from home.formats.linked_data import publisher_of
from home.formats.open_data import open_data
from home.pages.routes import routes

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
    """Show which data there are, in which forms, what proves them whole, and their columns."""
    found = editions()
    newest = found[0] if found else None
    return render(
        request,
        "home/data.html",
        {
            "page": DATA,
            "edition": newest,
            "parts": _parts(newest) if newest else [],
            "terms": [each for terms in TERMS for each in newest.files_of(terms.name)]
            if newest
            else [],
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


@require_http_methods(METHODS)
@from_anywhere
def file(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """Answer with a file of an edition. A dated one never changes; the latest is asked for anew."""
    found = file_of(version, name)
    if found is None:
        raise Http404
    edition, path = found
    proof = next(each.sha256 for each in edition.files if each.name == name)
    made = int(path.stat().st_mtime)
    tag = caching.etag(request, proof, is_strong=True)
    dated = "public, max-age=31536000, immutable"
    headers = {
        "ETag": tag,
        "Last-Modified": http_date(made),
        "Cache-Control": "public, max-age=300" if version == "latest" else dated,
        "Vary": "Accept-Encoding",
    }
    answer = get_conditional_response(
        request, etag=tag, last_modified=made, response=HttpResponse(headers=headers)
    )
    if answer.status_code == 200:
        kind = TYPES[name.partition(".")[2]]
        answer = FileResponse(
            path.open("rb"), as_attachment=True, content_type=kind, headers=headers
        )
    return answer


@open_data
@require_safe
def dcat(request: HttpRequest) -> HttpResponse:
    """Answer with the catalogue of the latest edition for harvesters of open data (DCAT-US 1.1).
    Public; 404 while there is no edition."""
    edition = latest()
    if edition is None:
        raise Http404
    absolute = request.build_absolute_uri
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
                    "hasEmail": f"mailto:{routes().contact.letters_to}",
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
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _catalog(request: HttpRequest, edition: Edition) -> dict[str, object]:
    """The same in the words of schema.org."""
    absolute = request.build_absolute_uri
    publisher = publisher_of(routes(), absolute)
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": settings.WAGTAIL_SITE_NAME,
        "url": absolute(reverse("data")),
        "license": settings.DATA_LICENSE["url"],
        "publisher": publisher,
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
                "creator": publisher,
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
