"""What a place answers, as other programs read it: the same as its page, from the same sheet."""

from collections.abc import Iterator, Mapping

from django.db import models
from django.utils.translation import gettext as _

from directory.api.parameters import Parameter
from directory.api.schemas import ADDRESS, MAYBE, MAYBE_ADDRESS, TEXT, Schema, whole
from directory.catalog.directories import summary_of, way_out_or_source_of
from directory.catalog.sources import SourceLine
from directory.places.choices import known
from directory.places.parts import PlaceRow, SheetPart
from directory.places.rules import Ask
from directory.places.sheets import PlaceSheet


def as_data(sheet: PlaceSheet, origin: str) -> Mapping[str, object]:
    """Return the answers of a place; `origin` is the scheme and host of their addresses."""
    return {
        "agency": _entry(sheet.agency, origin) if sheet.agency else None,
        "who_can_say": [_entry(each, origin) for each in sheet.who_can_say],
        "checked": sheet.checked.words if sheet.checked else None,
        "rules": [_ask(ask, origin) for ask in sheet.rules.asks],
        "unrecorded": sheet.rules.unrecorded or None,
        "left_out": sheet.rules.others or None,
        "national": [
            {**_entry(record, origin), "source": _source(line)}
            for record, line in sheet.national_lines
        ],
        "parts": [_part(part, origin) for part in sheet.parts],
        "notes": sheet.choices.notes,
    }


def _ask(ask: Ask, origin: str) -> Mapping[str, object]:
    return {
        "slug": ask.rule.slug if ask.rule else None,
        "html_url": origin + ask.rule.get_absolute_url() if ask.rule else None,
        "audience": ask.heading,
        "applies_to": ask.exactly or None,
        "verdict": ask.verdict,
        "basis": ask.basis or None,
        "sentence": ask.sentence,
        "facts": [
            {"label": fact.label, "text": fact.text, "url": fact.parts[0].url or None}
            for fact in ask.facts
        ],
        "not_recorded": list(ask.missing),
        "source": _source(ask.source) if ask.source else None,
    }


def _part(part: SheetPart, origin: str) -> Mapping[str, object]:
    return {
        "name": part.anchor,
        "title": part.title,
        "groups": [
            {
                "title": group.title or None,
                "entries": [each for row in group.rows for each in _row(row, origin)],
            }
            for group in part.groups
            if group.rows
        ],
        "missing": list(part.missing),
        "lists": [
            {"text": link.text, "url": origin + link.url} for link in (*part.unknown, *part.onward)
        ],
    }


def _row(row: PlaceRow, origin: str) -> Iterator[Mapping[str, object]]:
    yield {**_entry(row.record, origin), "sentence": row.words}
    yield from (_entry(record, origin) for record in row.others)


def _entry(record: models.Model, origin: str) -> Mapping[str, object]:
    way = way_out_or_source_of(record)
    return {
        "directory": record.directory_slug,
        "slug": record.slug,
        "name": str(record),
        "html_url": origin + record.get_absolute_url(),
        "sentence": summary_of(record),
        "way_out": way.url if way else None,
        "way_out_note": (way and way.note) or None,
    }


def _source(line: SourceLine) -> Mapping[str, object]:
    return {"text": line.text, "url": line.url or None, "days": line.days}


def schema() -> Schema:
    """Describe the answers of a place."""
    entry = dict.fromkeys(("directory", "slug", "name", "sentence"), TEXT)
    note = {**MAYBE, "description": _("Whose address that is, where it is not the entry's own.")}
    entry |= {"html_url": ADDRESS, "way_out": MAYBE_ADDRESS, "way_out_note": note}
    source = whole({"text": TEXT, "url": MAYBE_ADDRESS, "days": TEXT})
    texts = _list(TEXT)
    rule = {
        "slug": MAYBE,
        "html_url": MAYBE_ADDRESS,
        "audience": TEXT,
        "applies_to": MAYBE,
        "verdict": {**TEXT, "description": _("With what qualifies it.")},
        "basis": MAYBE,
        "sentence": TEXT,
        "facts": _list(whole({"label": TEXT, "text": TEXT, "url": MAYBE})),
        "not_recorded": texts,
        "source": {"oneOf": [{"type": "null"}, source]},
    }
    part = {
        "name": TEXT,
        "title": TEXT,
        "groups": _list(whole({"title": MAYBE, "entries": _list(whole(entry))})),
        "missing": texts,
        "lists": _list(whole({"text": TEXT, "url": ADDRESS})),
    }
    return {
        **whole(
            {
                "agency": {"oneOf": [{"type": "null"}, whole(entry)]},
                "who_can_say": _list(whole(entry)),
                "checked": MAYBE,
                "rules": _list(whole(rule)),
                "unrecorded": MAYBE,
                "left_out": MAYBE,
                "national": _list(whole({**entry, "source": source})),
                "parts": _list(whole(part)),
                "notes": texts,
            }
        ),
        "description": _("What the page of the place says, for what was chosen."),
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def parameters() -> Iterator[Parameter]:
    """Yield what the answers may be narrowed by."""
    described = {
        "audience": _("Who asks: only the rules for these people."),
        "credential": _("What they would study: only such programs."),
        "how": _("How they would study: online, or in or near the place."),
    }
    for name, labels in known().items():
        values = {value: str(label) for value, label in labels.items()}
        yield Parameter(
            name, described[name], {"type": "string", "enum": list(values)},
            next(iter(values), ""), values,
        )  # fmt: skip
