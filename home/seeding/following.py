"""Pages of the starting content follow their files until somebody touches them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page, PageLogEntry, Revision

from directory.imports.seeding import Progress
from directory.models import SeededRow

# What the files say of every page, beside the fields of its own kind.
OF_EVERY_PAGE = ("title", "seo_title", "search_description", "show_in_menus")


class PageFiles(Protocol):
    """A dataset whose rows are pages, each found again by its key."""

    dataset: str
    keys: Sequence[str]

    def present(self, keys: set[str]) -> Mapping[str, Page]:
        """Return the pages that stand where those with these keys belong."""

    def create(self, key: str) -> Page | None:
        """Put a draft in its place; return None when what it belongs under is gone."""

    def written(self, key: str) -> Page:
        """Return the page as the files have it, not saved."""


@dataclass
class Followed:
    """The keys of the pages that were made, that were brought up to date, that were unpublished
    since the files have them no longer, and that were left alone since somebody touched them."""

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)


def follow(files: PageFiles, progress: Progress | None = None) -> Followed:
    """Publish the pages that were never made before, and bring up to date what nobody touched."""
    rows = {row.key: row for row in SeededRow.objects.filter(dataset=files.dataset)}
    present = dict(files.present({*files.keys, *rows}))
    kept = touched(present, rows)
    followed = Followed()
    created = {key: files.create(key) for key in files.keys if key not in {*rows, *present}}
    drafts = {key: page for key, page in created.items() if page is not None}
    for number, (key, draft) in enumerate(drafts.items(), 1):
        # Read again: what the tree knows of a draft is older than the pages below it.
        present[key] = _publish(type(draft).objects.get(pk=draft.pk), files.written(key))
        followed.new.append(key)
        if progress:
            progress(files.dataset, number, len(drafts))
    for key in files.keys:
        if key in rows and (key in kept or key not in present):
            followed.left_alone.append(key)
        elif key in rows:
            page, fresh = present[key], files.written(key)
            if rows[key].is_withdrawn or digest(page) != digest(fresh):
                present[key] = _publish(page, fresh)
                followed.updated.append(key)
    for key in rows.keys() & present.keys() - {*files.keys, *kept}:
        page = present[key]
        if page.live and not page.get_children().live().exists():
            page.unpublish()
            followed.unpublished.append(key)
    _remember(files, rows, present, kept, followed)
    return followed


def digest(page: Page) -> str:
    """Return what differs when a page says something else, wherever it stands.

    What is empty is left out, so that a new field changes no digest.
    """
    said = {each.name: value for each in _fields(type(page)) if (value := _said(page, each))}
    text = json.dumps(said, sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def touched(pages: Mapping[str, Page], rows: Mapping[str, SeededRow]) -> set[str]:
    """Return the keys of the pages that the seed did not make, or with which somebody has worked,
    in the editor or by a script."""
    numbers = [page.pk for page in pages.values()]
    # An account may be gone: the log still has its number, a revision has not.
    logged = PageLogEntry.objects.filter(page_id__in=numbers, user_id__isnull=False)
    revised = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(number) for number in numbers],
        user__isnull=False,
    )
    by_people = {
        *map(str, logged.values_list("page_id", flat=True)),
        *revised.values_list("object_id", flat=True),
    }
    return {
        key
        for key, page in pages.items()
        if key not in rows
        or str(page.pk) in by_people
        or rows[key].digest not in ("", digest(page))
        or _is_set_aside(page, rows[key])
    }


def _is_set_aside(page: Page, row: SeededRow) -> bool:
    """Whether a page is not as the seed leaves one: published, with nothing else to come."""
    return bool(
        page.live == row.is_withdrawn
        or page.has_unpublished_changes != row.is_withdrawn
        or page.latest_revision_id is None
        or page.locked
        or page.go_live_at
        or page.expire_at
    )


def _fields(model: type[Page]) -> list[models.Field]:
    """The fields that say something to readers: those of the kind, and some of every page's."""
    own = [
        each
        for each in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if each.editable and not each.primary_key
    ]
    return [*(model._meta.get_field(name) for name in OF_EVERY_PAGE), *own]


def _said(page: Page, field: models.Field) -> object:
    if field.many_to_many:
        return sorted(each.pk for each in getattr(page, field.name).all())
    value = field.value_from_object(page)
    if isinstance(field, StreamField):
        return _without_numbers(field.get_prep_value(value))
    return str(value) if value else ""


def _without_numbers(value: object) -> object:
    """The blocks of a page without the numbers that they are given when they are saved."""
    if isinstance(value, list):
        return [_without_numbers(each) for each in value]
    if isinstance(value, dict):
        is_block = value.keys() == {"type", "value", "id"}
        return {
            key: _without_numbers(v) for key, v in value.items() if not (is_block and key == "id")
        }
    return value


def _publish(page: Page, fresh: Page) -> Page:
    """Publish a page with what the files say of it."""
    for each in _fields(type(page)):
        value = getattr(fresh, each.name)
        setattr(page, each.name, list(value.all()) if each.many_to_many else value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def _remember(
    files: PageFiles,
    rows: Mapping[str, SeededRow],
    present: Mapping[str, Page],
    kept: set[str],
    followed: Followed,
) -> None:
    """Keep which pages were made, and what those say that nobody has touched."""

    def digest_of(key: str) -> str:
        if key in kept:
            return SeededRow.OF_SOMEBODY
        return digest(present[key]) if key in present else ""

    SeededRow.objects.bulk_create(
        SeededRow(dataset=files.dataset, key=key, digest=digest_of(key))
        for key in files.keys
        if key not in rows
    )
    for key in rows.keys() & present.keys() - kept:
        rows[key].digest = digest_of(key)
        rows[key].is_withdrawn = key not in files.keys and not present[key].live
    SeededRow.objects.bulk_update(rows.values(), ["digest", "is_withdrawn"])
