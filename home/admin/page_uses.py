"""Which pages use an entry, a place or a topic: by a link in their words, by a list that asks for
it, or by showing it where an editor chose it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.apps import apps
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField

from directory.catalog.directories import DIRECTORIES
from directory.editing.uses import Bond, Use
from directory.models import Record
from home.blocks import questions
from home.pages.base import CenterPage

DOCUMENTS = "/documents/"
OCCUPATION = "occupation"  # what the block of a live figure calls it
LINKS = Bond(_("links to it, and would lead nowhere"), False)
ASKS = Bond(_("has a list that asks for it"), True)
SHOWS = Bond(_("shows what it says, and would no longer"), False, is_shown=True)


def page_uses(used: Sequence[models.Model]) -> Iterator[tuple[int, Use]]:
    """Yield the uses of these records or terms by pages, published or not, each with its key.

    One query for each kind of page. Of a page with a draft the published words are read; those of a
    page never published are its draft.
    """
    former = {slug: each.pk for each in used for slug in getattr(each, "former_slugs", ())}
    slugs = former | {slug: each.pk for each in used if (slug := getattr(each, "slug", ""))}
    paths = _paths(used)
    pks, kinds = {each.pk for each in used}, _kinds(used[0])
    chosen = [f'"{name}": {pk}' for pk in pks for name in ("value", OCCUPATION)] if kinds else []
    for model in page_models():
        for page in _holding(model, [*paths, *(f"={slug}" for slug in slugs), *chosen]):
            text = "\n".join(_texts(page))
            linked = {
                pk for path, pk in paths.items() if path in text and re.search(_href(path), text)
            }
            asked = {slugs[slug] for slug in _asked_for(page, type(used[0])) if slug in slugs}
            yield from ((pk, Use(page, ASKS)) for pk in sorted(asked))
            yield from ((pk, Use(page, SHOWS)) for pk in sorted(pks & _shown(page, kinds)))
            yield from ((pk, Use(page, LINKS)) for pk in sorted(linked - asked))


def linked_documents() -> Iterator[int]:
    """Yield the numbers of documents to whose addresses published pages and entries link in their
    own words; one query for each kind of them."""
    records = (each.model for each in DIRECTORIES.values() if issubclass(each.model, Record))
    for model in {*page_models(), *records}:
        for each in _holding(model, [DOCUMENTS]).filter(live=True):
            for text in _texts(each):
                yield from map(int, re.findall(rf"{DOCUMENTS}(\d{{1,9}})/", text))


def _paths(used: Sequence[models.Model]) -> Mapping[str, int]:
    if not isinstance(used[0], Record):
        return {}
    return {each.get_absolute_url(): each.pk for each in used}


def _href(path: str) -> str:
    """A link to this path as it is stored: in rich text, in JSON, or in a field of its own."""
    return rf'(?:^|[">\\\s])(?:https?://[\w.:-]+)?{re.escape(path)}(?:$|["\\?#\s])'


def page_models() -> list[type[CenterPage]]:
    """Return every kind of page of the center."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, CenterPage) and not model._meta.abstract
    ]


def written(model: type[CenterPage]) -> list[models.Field]:
    """Return the fields of a kind of page that hold words or addresses of its editor."""
    kinds = (RichTextField, StreamField, models.URLField)
    return [field for field in model._meta.concrete_fields if isinstance(field, kinds)]


def _holding(model: type[CenterPage], needles: Sequence[str]) -> models.QuerySet:
    """The pages whose stored words hold one of these, or all that have words where many are asked
    for at once."""
    names = [field.name for field in written(model)]
    pages = model._default_manager.annotate(
        **{f"stored_{name}": Cast(name, TextField()) for name in names}
    )
    if len(needles) > 10:
        return pages.order_by("pk")
    found = Q(pk__in=[])
    for name in names:
        for needle in needles:
            found |= Q(**{f"stored_{name}__contains": needle})
    return pages.filter(found).order_by("pk")


def _texts(page: CenterPage) -> Iterator[str]:
    for field in written(type(page)):
        yield getattr(page, f"stored_{field.name}") or ""


def _kinds(used: models.Model) -> set[str]:
    """What blocks call the entries of this kind that an editor chose; nothing of a term."""
    slug = getattr(used, "directory_slug", "")
    return {slug, OCCUPATION} if slug == "occupations" else {slug} - {""}


def _shown(page: CenterPage, kinds: set[str]) -> set[int]:
    """The numbers of the entries of these kinds that the blocks of the page show."""
    found: set[int] = set()

    def look(blocks: object) -> None:
        if isinstance(blocks, dict):
            if blocks.get("type") in kinds and isinstance(blocks.get("value"), int):
                found.add(blocks["value"])
            if OCCUPATION in kinds and isinstance(blocks.get(OCCUPATION), int):
                found.add(blocks[OCCUPATION])
        for each in blocks.values() if isinstance(blocks, dict) else blocks:
            if isinstance(each, (dict, list)):
                look(each)

    for field in page._meta.concrete_fields:
        if kinds and isinstance(field, StreamField):
            look(getattr(page, field.name).get_prep_value())
    return found


def _asked_for(page: CenterPage, model: type[models.Model]) -> Iterator[str]:
    """The slugs of things of this model for which the lists of the page ask."""
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            for value in questions(getattr(page, field.name)):
                directory = DIRECTORIES[value["directory"]]
                params = QueryDict(value["filters"].lstrip("?"))
                for name, facet in directory.bound.items():
                    if getattr(facet, "model", None) is model:
                        yield from params.getlist(name)
