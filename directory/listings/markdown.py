"""Entries and lists as Markdown, from the same facts and the same listing as their pages."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from urllib.parse import quote

from django.db import models
from django.utils.translation import gettext as _

from directory.catalog.directories import facts_of
from directory.catalog.facts import Fact, FactPart
from directory.links.status import broken_since
from directory.models import Change, Record, TrustState

# Makes an address of this site a whole one.
Absolute = Callable[[str], str]

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]\s*")
# What would begin a list or a rule at the start of a line.
_OPENING = re.compile(r"^(\d+)([.)])|^([-+=])")


def plain(text: object) -> str:
    """Return any text as one line of Markdown that reads exactly so: no mark, link or tag in it
    counts."""
    line = _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", str(text)).strip())
    return _OPENING.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", line)


def link(text: object, url: str) -> str:
    """Return a link; only the web and mail are linked to."""
    if not url.startswith(("https://", "http://", "mailto:")):
        return plain(text)
    return f"[{plain(text)}](<{quote(url, safe='%/:?#@!$&()*+,;=[]~-._')}>)"


def front_matter(values: Mapping[str, object]) -> str:
    """Return the values as YAML between dashes. What is not recorded is null."""
    lines = (f"{name}: {_scalar(value)}" for name, value in values.items())
    return "\n".join(["---", *lines, "---"])


def _scalar(value: object) -> str:
    if isinstance(value, date | datetime):
        value = value.isoformat()
    # A JSON value is a YAML value; but YAML reads these three as ends of lines.
    text = json.dumps(None if value == "" else value, ensure_ascii=False)
    for mark in ("\x85", "\u2028", "\u2029"):
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def heading(level: int, text: object) -> str:
    return f"{'#' * level} {plain(text)}"


def joined(*parts: str) -> str:
    """Return blocks of Markdown with an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def table(headings: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Return a table; texts in `rows` are Markdown already."""
    first = [plain(each) for each in headings]
    lines = [first, ["---"] * len(first), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def part_of(part: FactPart, absolute: Absolute) -> str:
    url = part.url if part.is_outside or not part.url else absolute(part.url)
    text = link(part.text, url) if url else plain(part.text)
    return f"{text} ({plain(part.note)})" if part.note else text


def fact_line(fact: Fact, absolute: Absolute) -> str:
    """Return one fact as a line: "**Institution**: [Kent State University](<https://...>)"."""
    parts = [part_of(part, absolute) for part in fact.parts] or [plain(_("Not recorded"))]
    text = (" → " if fact.shape == "steps" else "; " if fact.shape == "list" else ", ").join(parts)
    after = f" ({plain(fact.after)})" if fact.after else ""
    return f"**{plain(fact.label)}**: {text}{after}"


def facts(record: models.Model, absolute: Absolute) -> str:
    """Return every fact of an entry, one a line."""
    broken = broken_since(record)
    return listed(fact_line(fact, absolute) for fact in facts_of(record, broken))


def brief(record: models.Model, absolute: Absolute) -> str:
    """Return an entry as a line of a list: its name, what is known in brief, and how far to trust
    it."""
    said = [fact.text for fact in facts_of(record) if fact.in_brief and fact.parts]
    if trust := getattr(record, "trust", None):
        said.append(str(trust))
    name = getattr(record, "local_name", None) or str(record)
    line = link(name, absolute(public_path(record)))
    return f"{line}: {'; '.join(plain(text) for text in said)}" if said else line


def public_path(record: models.Model) -> str:
    """Return the path of an entry's page; a page knows its own."""
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else record.url


def briefs(records: Iterable[models.Model], absolute: Absolute) -> str:
    return listed(brief(record, absolute) for record in records)


def origin(record: Record) -> dict[str, object]:
    """Return what the front matter says of where an entry comes from, and when it was verified."""
    updated = {"updated": Change.since([record])[record.pk]}
    if not hasattr(record, "trust"):
        return updated
    return updated | {
        "verified_on": record.verified_on,
        "trust": record.trust.state.value,
        "source": record.source_url,
        "source_title": record.source_title,
        "source_date": record.source_date,
    }


def entry(record: Record, absolute: Absolute) -> str:
    """Return the page of one entry."""
    url = absolute(record.get_absolute_url())
    head = {"title": str(record), "url": url, "directory": record.directory_slug}
    trust = getattr(record, "trust", None)
    source = ""
    if trust and record.source_url:
        cited = link(record.source_title or record.source_url, record.source_url)
        source = f"{plain(_('Source'))}: {cited}"
        if record.archive_url and trust.state == TrustState.UNREACHABLE:
            copy = link(_("Read an archived copy of the source"), record.archive_url)
            source = f"{source} ({copy})"
    return joined(
        front_matter({**head, **origin(record)}),
        heading(1, str(record)),
        plain(getattr(record, "summary", "")),
        facts(record, absolute),
        f"{plain(trust)}." if trust else "",
        source,
    )
