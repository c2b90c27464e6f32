"""Entries side by side: the page `/compare/places/?place=ohio&place=indiana`, and its table as CSV
and JSON."""

from collections.abc import Mapping

from django.db import models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.catalog.compared import FEWEST, MOST, ComparedRow, Side
from directory.catalog.directories import DIRECTORIES
from directory.catalog.directory import Directory
from directory.listings.comparison import Comparison, difference
from directory.listings.exports import table_response
from directory.listings.refusals import refuse_unknown
from directory.listings.rows import TICKED
from directory.listings.selection import (
    Selection,
    comparison_path,
    read_selection,
    typed_in,
)
from directory.models import Place
from directory.models.addresses import directory_path
from directory.search.queries import query_string
from directory.search.snapshots import snapshot_cache
from directory.web import caching
from directory.web.problems import Problem
from home.formats.fixed_pages import FIXED
from home.formats.open_data import open_data
from home.formats.previews import Preview, shortened
from home.pages.routes import Routes, read_stamps, routes


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Show entries of a directory side by side; of fewer than two, the way to choose more. Public.

    An address that says the same in other words leads to the canonical one.
    """
    request.stamps = stamps = read_stamps()
    if known := caching.answered_before(request, stamps):
        return known
    directory = _directory(slug, routes(stamps))
    selection = read_selection(directory, typed_in(directory, request.GET), stamps)
    if request.GET.urlencode() and not _is_canonical(selection, request.GET):
        return HttpResponseRedirect(selection.url)
    response = render(request, "home/compare.html", _context(selection, stamps))
    return caching.label(request, response, stamps)


@open_data(kept="no-cache")
@require_safe
def table(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Answer with the same table as data; 400 for what the page would leave out. Public."""
    selection = selection_for_program(
        _directory(slug, routes(request.stamps)), request.GET, request.stamps
    )
    if not selection.is_comparison:
        parameter = selection.parameter
        allowed = f"{FEWEST} to {MOST} slugs of {slug}, each in a parameter of its own"
        raise Problem(400, "There is nothing to compare.", parameter=parameter, allowed=allowed)
    comparison = Comparison(selection)
    return _as_csv(comparison) if kind == "csv" else _as_json(comparison, request)


def selection_for_program(
    directory: Directory, params: QueryDict, stamps: Mapping[str, int] | None = None
) -> Selection:
    """Return the selection that is asked for; raise Problem for whatever a page would leave out."""
    parameter = directory.compared.parameter
    refuse_unknown(params, (parameter,))
    selection = read_selection(directory, params.getlist(parameter), stamps)
    for fault in selection.faults:
        raise Problem(400, fault.detail, parameter=fault.parameter, allowed=fault.allowed)
    return selection


def _directory(slug: str, known: Routes) -> Directory:
    """Return a directory whose entries have a public page; raise Http404 for others."""
    if slug not in known.directories:
        raise Http404
    return DIRECTORIES[slug]


def _is_canonical(selection: Selection, params: QueryDict) -> bool:
    named = params.getlist(selection.parameter)
    return [*params] == [selection.parameter] and tuple(named) == selection.values


def _context(selection: Selection, stamps: Mapping[str, int]) -> dict[str, object]:
    comparison = Comparison(selection) if selection.is_comparison else None
    directory = selection.directory
    path = comparison_path(directory)
    list_path = directory_path(directory.slug)
    ticked = query_string((TICKED, each.slug) for each in selection.records)
    context = {
        "page": FIXED[path],
        "selection": selection,
        "comparison": comparison,
        "list_path": list_path,
        "list_url": list_path + ticked,
        "most": MOST,
        "has_room": len(selection.records) < MOST,
        "suggested": _suggested(selection),
        "chosen": {each.slug for each in selection.records},
        "choices": _choices(directory, stamps),
    }
    if comparison is not None:
        said = shortened(f"{comparison.title}. {comparison.sentence}")
        context["preview"] = Preview(selection.url, comparison.title, said, is_indexed=False)
    return context


def _choices(directory: Directory, stamps: Mapping[str, int]) -> Mapping[str, object]:
    """Return what may be typed or ticked here, by slug: all places. Programs are ticked in their
    list."""
    if not issubclass(directory.model, Place):
        return {}
    return snapshot_cache.snapshot(DIRECTORIES["certification"], stamps).labels["place"]


def _suggested(selection: Selection) -> list[tuple[models.Model, str]]:
    """Return what is near to the only chosen one, with the address of the two side by side."""
    if len(selection.records) != 1 or not isinstance(selection.records[0], Place):
        return []
    (place,) = selection.records
    near = Place.objects.published().filter(region=place.region, division=place.division)
    return [(each, selection.url_with(each)) for each in near.exclude(pk=place.pk)]


def _as_csv(comparison: Comparison) -> HttpResponse:
    """Return the table, one row a line; an empty cell is not recorded."""
    lines = []
    for row in comparison.rows:
        words = difference(row.sides, comparison.names) if row.kind == "fact" else ""
        lines.append([row.label, words, *(side.text for side in row.sides)])
    head = [_("Row"), _("How they differ"), *comparison.names]
    return table_response(head, lines, f"{comparison.directory.slug}-compared")


def _as_json(comparison: Comparison, request: HttpRequest) -> JsonResponse:
    """Return the table with what is compared; a value that is not recorded is null."""
    absolute = request.build_absolute_uri
    answer = {
        "page_url": absolute(comparison.selection.url),
        "compared": [
            {
                "slug": column.record.slug,
                "name": str(column.record),
                "column": column.name,
                "page_url": absolute(column.record.get_absolute_url()),
            }
            for column in comparison.columns
        ],
        "summary": comparison.sentence,
        "rows": [_row(row, comparison) for row in comparison.rows],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _row(row: ComparedRow, comparison: Comparison) -> dict[str, object]:
    words = difference(row.sides, comparison.names) if row.kind == "fact" else ""
    return {
        "label": row.label,
        "kind": row.kind,
        "difference": words or None,
        "values": [_value(side) for side in row.sides],
    }


def _value(side: Side) -> dict[str, object] | None:
    if not side.is_recorded:
        return None
    return {
        "text": side.text,
        "answer": side.answer or None,
        "sources": list(side.outside),
    }
