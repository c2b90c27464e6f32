"""Markdown as it is written: words, links, lists, and what stands in front of it in YAML."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from urllib.parse import quote

from django.db import models

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]\s*")
# What would begin a list or a rule at the start of a line.
_OPENING = re.compile(r"^(\d+)([.)])(?!\S)|^([-+=])(?![^-+=\s])")


def plain(text: object) -> str:
    """Return any text as one line of Markdown that reads exactly so: no mark, link or tag in it
    counts."""
    line = _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", str(text)).strip())
    return _OPENING.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", line)


def link(text: object, url: str) -> str:
    """Return a link; only the web and mail are linked to."""
    return linked(plain(text), url)


def linked(words: str, url: str) -> str:
    """Return a link as link() does, of words that are Markdown already."""
    if not url.startswith(("https://", "http://", "mailto:")):
        return words
    return f"[{words}](<{quote(url, safe='%/:?#@!$&()*+,;=[]~-._')}>)"


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


def public_path(record: models.Model) -> str:
    """Return the path of an entry's page; a page knows its own."""
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else record.url
