"""A query in words: the sentence above a list, its title, and what a reader's last step changed."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from directory.facets import Words
from directory.models import NOT_RECORDED
from directory.queries import Query

Labels = Mapping[str, Mapping[str, Words]]

STATUS_LENGTH = 100


def either(words: Iterable[str]) -> str:
    """ "Ohio, Kentucky or Indiana"."""
    *first, last = words
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def option_label(query: Query, labels: Labels, name: str, value: str) -> str:
    """A chosen value as a chip shows it; one that says nothing alone carries its facet's name."""
    label = str(labels[name][value])
    if value == NOT_RECORDED:
        return _("%(facet)s: %(value)s") % {
            "facet": query.directory.bound[name].label,
            "value": _lower(label),
        }
    return label


def sentence(query: Query, labels: Labels) -> str:
    """All choices: "in Kentucky or Ohio, and online"; empty when there are none."""
    parts = []
    for name, facet in query.directory.bound.items():
        values = query.choices.get(name, ())
        named = [str(labels[name][value]) for value in values if value != NOT_RECORDED]
        alternatives = []
        if named:
            words = named if facet.proper else [_lower(label) for label in named]
            alternatives.append(str(facet.facet.phrase) % either(words))
        if NOT_RECORDED in values:
            alternatives.append(_lower(option_label(query, labels, name, NOT_RECORDED)))
        if alternatives:
            parts.append(either(alternatives))
    if query.q:
        parts.append(_("with the words “%(q)s”") % {"q": query.q})
    return _(", and ").join(parts)


def title(query: Query, labels: Labels, total: int) -> str:
    """ "q - 12 programs in Ohio": what a window or a bookmark of this list is called."""
    counted = query.directory.counted(total)
    chosen = sentence(Query(query.directory, choices=query.choices), labels)
    words = f"{counted} {chosen}" if chosen else counted
    if query.page > 1:
        words = _("%(list)s, page %(page)d") % {"list": words, "page": query.page}
    return f"{query.q} - {words}" if query.q else words


def status(query: Query, labels: Labels, total: int, before: Query | None) -> str:
    """What a screen reader hears after a step: the count and the change, in 100 characters."""
    counted = f"{query.directory.counted(total)}."
    change = change_since(query, labels, before) if before is not None else ""
    spoken = f"{counted} {change}".strip()
    return spoken if len(spoken) <= STATUS_LENGTH else spoken[: STATUS_LENGTH - 1] + "…"


def change_since(query: Query, labels: Labels, before: Query) -> str:
    """ "Added: Ohio." or "Page 2.": the difference between two queries, in words."""
    new = _chosen(query) - _chosen(before)
    gone = _chosen(before) - _chosen(query)
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


def _chosen(query: Query) -> set[tuple[str, str]]:
    return {(name, value) for name, values in query.choices.items() for value in values}


def _listed(query: Query, labels: Labels, choices: Iterable[tuple[str, str]]) -> str:
    return ", ".join(option_label(query, labels, name, value) for name, value in sorted(choices))


def _lower(label: str) -> str:
    """A label inside a sentence; abbreviations keep their capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
