"""A query in words: the sentence above a list, its title, and what a reader's last step changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.catalog.facets import Facet
from directory.catalog.text import words
from directory.catalog.values import StrOrPromise, in_lower_case
from directory.models import NOT_RECORDED
from directory.search.queries import Query
from directory.search.typed import read_typed

Labels = Mapping[str, Mapping[str, StrOrPromise]]

STATUS_LENGTH = 100


def either(words: Iterable[str]) -> str:
    """Return words in a row, the last after "or": "Ohio, Kentucky or Indiana"."""
    *first, last = words
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def option_label(query: Query, labels: Labels, name: str, value: str) -> str:
    """Return a chosen value as a chip shows it; one that says nothing alone carries its facet's
    name."""
    label = str(labels[name][value])
    if value == NOT_RECORDED:
        return _("%(facet)s: %(value)s") % {
            "facet": query.directory.bound[name].label,
            "value": in_lower_case(label),
        }
    return label


@dataclass(frozen=True, slots=True)
class _Part:
    """What is chosen in one facet: its words in a sentence, the values alone, and where they go in
    a title."""

    words: str
    values: str
    leads: bool
    has_phrase: bool


def _parts(query: Query, labels: Labels) -> Iterator[_Part]:
    for name, facet in query.directory.bound.items():
        values = query.choices.get(name, ())
        if not values:
            continue
        known = [value for value in values if value != NOT_RECORDED]
        named = [facet.in_sentence(value, str(labels[name][value])) for value in known]
        alternatives = [str(facet.facet.phrase) % either(named)] if named else []
        if len(known) < len(values):
            alternatives.append(facet.as_blank())
        yield _Part(
            either(alternatives),
            either(named or [""]),
            leads=all(map(facet.facet.is_leading, values)),
            has_phrase=facet.facet.phrase != Facet.phrase or set(known) <= {*facet.facet.names},
        )


def sentence(query: Query, labels: Labels) -> str:
    """Return all choices as a part of a sentence: "in Kentucky or Ohio, and online"; "" when there
    are none."""
    parts = [part.words for part in _parts(query, labels)]
    if query.q:
        parts.append(_("with the words “%(q)s”") % {"q": query.q})
    return _(", and ").join(parts)


def title(query: Query, labels: Labels, total: int) -> str:
    """Return what a window or a bookmark of this list is called: "Certificate programs in Ohio, 2
    results"; the words that were searched go first, since a tab shows no more."""
    parts = list(_parts(query, labels))
    leading = [part.values for part in parts if part.leads]
    phrases = [part.words for part in parts if part.has_phrase and not part.leads]
    others = [part.words for part in parts if not (part.leads or part.has_phrase)]
    entries = str(query.directory.title)
    if leading:
        entries = _("%(values)s %(entries)s") % {
            "values": ", ".join(leading), "entries": in_lower_case(entries),
        }  # fmt: skip
    results = ngettext("%(number)d result", "%(number)d results", total) % {"number": total}
    words = ", ".join([" ".join([capfirst(entries), *phrases]), *others, results])
    if query.page > 1:
        words = _("%(list)s, page %(page)d") % {"list": words, "page": query.page}
    return f"{query.q} - {words}" if query.q else words


def status(
    query: Query, labels: Labels, total: int, before: Query | None, *, corrected: str = ""
) -> str:
    """Return what a screen reader hears after a step: the count, the change, and the words that
    were searched instead of those typed, in 100 characters."""
    counted = f"{query.directory.counted(total)}."
    change = change_since(query, labels, before, corrected) if before is not None else ""
    spoken = f"{counted} {change}".strip()
    return spoken if len(spoken) <= STATUS_LENGTH else spoken[: STATUS_LENGTH - 1] + "…"


def change_since(query: Query, labels: Labels, before: Query, corrected: str = "") -> str:
    """Return the difference between two queries in words: "Added: Ohio." or "Page 2."."""
    new = _chosen(query) - _chosen(before)
    gone = _chosen(before) - _chosen(query)
    if query.q != before.q and corrected:
        return _("Searched instead: %(words)s.") % {"words": corrected}
    if query.q != before.q and query.q:
        return _("Searched: %(q)s.") % {"q": query.q}
    if query.q != before.q:
        return _("Search words removed.")
    if new:
        return _("Added: %(labels)s.") % {"labels": _listed(query, labels, new)}
    if gone:
        return _("Removed: %(labels)s.") % {"labels": _listed(query, labels, gone)}
    if query.sort != before.sort:
        return _("The order changed.")
    if query.page != before.page:
        return _("Page %(page)d.") % {"page": query.page}
    return ""


def searched(q: str, corrections: Mapping[str, str], dropped: Iterable[str]) -> str:
    """Return the words of a query that were searched, put right."""
    left_out = {*dropped, *read_typed(q).aside}
    return " ".join(corrections.get(word, word) for word in words(q) if word not in left_out)


def set_aside(q: str) -> Iterator[str]:
    """Yield sentences on what was not searched for, since the center knows no such thing."""
    typed = read_typed(q)
    if typed.unranked:
        yield _("Nothing here is ranked, so this was left out: %(words)s.") % {
            "words": ", ".join(typed.unranked)
        }
    if typed.nearby:
        yield _(
            "The center does not know where you are, so “%(words)s” was left out. Add your state"
            " or province."
        ) % {"words": typed.nearby}


def words_told(q: str, corrected: str, dropped: str) -> Iterator[str]:
    """Yield sentences saying that other words were searched than those typed."""
    if corrected:
        told = {"used": corrected, "typed": q}
        yield _("Showing results for %(used)s. You typed %(typed)s.") % told
    if dropped:
        yield _("Nothing has all of these words. Left out: %(dropped)s.") % {"dropped": dropped}


def _chosen(query: Query) -> set[tuple[str, str]]:
    return {(name, value) for name, values in query.choices.items() for value in values}


def _listed(query: Query, labels: Labels, choices: Iterable[tuple[str, str]]) -> str:
    return ", ".join(option_label(query, labels, name, value) for name, value in sorted(choices))
