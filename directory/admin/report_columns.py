"""The columns of the reports, on a page and in a file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn

from directory.catalog.columns import value_of
from directory.reports.worklists import WorklistItem


class ItemColumn(BaseColumn):
    """A column whose cell is a template of ours, which knows `item`, the request, and `extra`."""

    def __init__(
        self,
        name: str,
        label,
        extra: Callable[[WorklistItem], dict[str, object]] = lambda item: {},
        **options,
    ) -> None:
        super().__init__(name, label=label, **options)
        self.cell_template_name = f"directory/admin/cells/{name}.html"
        self._extra = extra

    def render_cell_html(self, instance: WorklistItem, parent_context) -> str:
        context = {"item": instance, "entry": instance.entry, "link": instance.link}
        context |= self._extra(instance)
        request = parent_context["request"]
        # Results that came alone belong to the page around them.
        page = request.path.removesuffix("results/")
        context["next"] = urlencode({"next": f"{page}?{request.META.get('QUERY_STRING', '')}"})
        return self.cell_template.render(context, request)


def urls_of(item: WorklistItem) -> dict[str, object]:
    """Return where an entry is edited, verified, and given the address that its link leads to."""
    viewset = type(item.entry).snippet_viewset
    names = ("edit", "verify", "take_over")
    return {
        f"{name}_url": reverse(viewset.get_url_name(name), args=[quote(item.entry.pk)])
        for name in names
    }


def field_label(item: WorklistItem) -> str:
    """Return what the field that holds the link is called in the form of the entry."""
    model, field = type(item.entry), None
    for name in item.field.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    return field.verbose_name


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and whether the other text lacks them."""

    words: str
    is_changed: bool


def word_by_word(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces: those that they share, and those that are in one of them
    alone."""
    old, new = (re.findall(r"\n|[^\s]+", text) for text in (before, after))
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        for side, words in zip(sides, (old[start:end], new[from_:to]), strict=True):
            if words:
                side.append(Piece(" ".join(words), kind != "equal"))
    return sides


def _changes(item: WorklistItem) -> dict[str, object]:
    before, after = word_by_word(item.link.text_before, item.link.text_after)
    return {"before": before, "after": after}


ENTRY = ItemColumn("entry", _("Entry"), urls_of)
PLACE = ItemColumn("place", _("Place"), lambda item: {"places": item.entry.located_in})
TRUST = ItemColumn("trust", _("Trust"))
DUE = ItemColumn("due", _("Due on"))
CONFIDENCE = ItemColumn("confidence", _("Confidence"))
WAITING = ItemColumn("waiting", _("Published on"))
LINK = ItemColumn("link", _("Link"), lambda item: {"field": field_label(item)})
REDIRECT = ItemColumn("redirect", _("From and to"), lambda item: {"field": field_label(item)})
CHANGES = ItemColumn("changes", _("Before and after"), _changes)


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its heading, and what stands in it."""

    name: str
    value: Callable[[WorklistItem], object]


def _of_entry(*names: str) -> list[FileColumn]:
    return [FileColumn(name, lambda item, name=name: value_of(item.entry, name)) for name in names]


def _of_link(**columns: str) -> list[FileColumn]:
    return [
        FileColumn(name, lambda item, attribute=attribute: _plain(getattr(item.link, attribute)))
        for name, attribute in columns.items()
    ]


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


ABOUT_ENTRY = [
    FileColumn("directory", lambda item: item.directory.slug),
    *_of_entry("slug", "name", "place", "trust", "verified_on"),
    FileColumn("due_on", lambda item: _plain(item.entry.trust.due_on)),
    *_of_entry("confidence", "source_url"),
]
ABOUT_LINK = [
    FileColumn("field", lambda item: item.field),
    *_of_link(
        link="url",
        state="state",
        since="since",
        result="result",
        http_status="http_status",
        detail="detail",
        failures="failures",
        checked_at="checked_at",
        final_url="final_url",
    ),
]
ABOUT_CHANGE = _of_link(changed_at="changed_at", before="text_before", after="text_after")
