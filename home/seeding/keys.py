"""What the files of pages name by key: entries and audiences by slug, pages by path."""

import json
from collections.abc import Mapping

from wagtail.models import Page

from directory.catalog.directories import DIRECTORIES

QUESTION = "question"
# The entry that a block names in a field of its own, beside its other fields.
OCCUPATION = "occupation"


def field_value(page: Page, name: str, value: object, ids: Mapping[str, int]) -> object:
    """Return what a file says of a field as the page holds it; `ids` are the numbers of pages."""
    field = page._meta.get_field(name)
    if field.many_to_many:
        return list(field.related_model.objects.filter(slug__in=value))
    return json.dumps(_numbered(value, ids)) if isinstance(value, list) else value


def _numbered(blocks: object, ids: Mapping[str, int]) -> object:
    """The blocks with numbers in place of the keys of entries and the paths of questions; what is
    not there is left out."""
    if isinstance(blocks, dict):
        return {
            key: _number("occupations", value, ids)
            if key == OCCUPATION and isinstance(value, str)
            else _numbered(value, ids)
            for key, value in blocks.items()
        }
    if not isinstance(blocks, list):
        return blocks
    kept = []
    for each in blocks:
        if not _is_key(each):
            kept.append(_numbered(each, ids))
        elif number := _number(each["type"], each["value"], ids):
            kept.append({**each, "value": number})
    return kept


def _is_key(block: object) -> bool:
    """Whether a block is a chooser, whose value is a key."""
    if not isinstance(block, dict) or not isinstance(block.get("value"), str):
        return False
    return block.get("type") in (QUESTION, *DIRECTORIES)


def _number(kind: str, key: str, ids: Mapping[str, int]) -> int | None:
    if kind == QUESTION:
        return ids.get(key)
    found = DIRECTORIES[kind].model.objects.filter(slug=key)
    return found.values_list("pk", flat=True).first()
