"""Tags that say what an entry says: its facts, how far they can be trusted, and its way out."""

from collections.abc import Hashable, Iterable, Mapping

from django import template
from django.db import models
from django.template.loader import get_template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from directory.catalog import directories, facts, quantities, sources, values
from directory.catalog.checked import Checked, checked
from directory.catalog.facts import Broken, Fact
from directory.catalog.resources import applications_of, topics_of
from directory.listings.noted import broken_now
from directory.listings.rows import TRUST_MARKS, trust_sign
from directory.models import Trust, Trusted, TrustState
from directory.places.choices import PlaceChoice
from directory.places.parts import PlaceRows
from directory.places.sheets import PlaceSheet

register = template.Library()
for words_for in (
    quantities.percent,
    quantities.fee,
    quantities.hours,
    quantities.every,
    quantities.within,
    quantities.days,
):
    register.filter(words_for)
register.filter(values.in_lower_case)
register.filter(facts.status_of)
register.filter(facts.missing)
register.filter(facts.resting_on)
register.filter(applications_of)
register.filter(topics_of)
register.filter(directories.summary_of)
register.filter(directories.lead_of)
register.filter(directories.way_out_of)
register.filter("source_of", sources.source_line)
register.filter("host", sources.host_of)
register.simple_tag(checked, name="checked_of")


@register.simple_tag
def trust_badge(trust: Trust) -> SafeString:
    """Return the trust state in words, with the sign that the style sheets give it."""
    return trust_sign(trust)


@register.simple_tag
def state_sign(state: TrustState) -> SafeString:
    """Return the sign of a trust state that several entries share, without their days."""
    mark = TRUST_MARKS.get(state, state.value)
    return format_html('<span class="trust" data-state="{}">{}</span>', mark, state.label)


@register.simple_tag
def sign_unless_ordinary(record: models.Model) -> SafeString:
    """Return the badge of an entry, but of one that nobody has verified yet: the page says that
    once of those that have none."""
    ordinary = not isinstance(record, Trusted) or record.trust.state == TrustState.UNVERIFIED
    return SafeString() if ordinary else trust_badge(record.trust)


@register.simple_tag
def sign_beside(record: models.Model, line: Checked | None) -> SafeString:
    """Return the badge of an entry of which `line`, said of all, is not true; else nothing."""
    if not isinstance(record, Trusted) or (line is not None and not line.differs(record)):
        return SafeString("")
    return trust_badge(record.trust)


@register.filter
def or_not_recorded(value: object) -> object:
    """Return the value, or the words for a missing one: never a dash and never "no"."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', _("Not recorded"))
    return value


@register.simple_tag
def outside(record: models.Model, *, in_frame: bool = False) -> SafeString:
    """Return the link by which an entry sends readers out, and whose address that is; of one that
    has no way out, the link to its source. From a frame it leads to a window of its own."""
    way = directories.way_out_or_source_of(record)
    if way is None:
        return SafeString()
    note = format_html(" ({})", way.note) if way.note else ""
    here, framed = mark_safe('rel="external"'), mark_safe('target="_blank" rel="noopener"')
    return format_html(
        ' <span class="out"><a href="{}" {}>{}</a>{}</span>',
        way.url, framed if in_frame else here, sources.host_of(way.url), note,
    )  # fmt: skip


@register.simple_tag
def choice_links(choice: PlaceChoice, path: str) -> SafeString:
    """Return the options of a choice as items of a list, for the page of the place at `path`."""
    return choice.links(path)


@register.simple_tag
def place_rows(group: PlaceRows, line: Checked | None, held: dict[object, str]) -> SafeString:
    """Return the rows of a group of entries on the page of a place, each with its sign where `line`
    is not true of it. What reaches all of a country stands on the pages of many places, and is
    drawn once for all: `held` are those that were."""
    return _drawn_once(
        "home/place/row.html",
        ((row.key, {"row": row, "level": group.level, "checked": line}) for row in group.rows),
        held,
        (group.level, line and line.state),
    )


@register.simple_tag
def place_asks(
    sheet: PlaceSheet, line: Checked | None, level: int, blank: bool | str = False
) -> SafeString:
    """Return what a place asks, rule by rule, each with its sign where `line` is not true of it. A
    rule is drawn once for all that the place tells to different readers; `blank` is for a frame."""
    blank = bool(blank)
    return _drawn_once(
        "home/place/ask.html",
        (
            (
                ask.rule and ask.rule.pk,
                {"ask": ask, "level": level, "checked": line, "blank": blank},
            )
            for ask in sheet.rules.asks
        ),
        sheet.shared.rows,
        ("ask", level, line and line.state, blank),
    )


def _drawn_once(
    template: str,
    contexts: Iterable[tuple[Hashable | None, dict[str, object]]],
    held: dict[object, str],
    kind: tuple[object, ...],
) -> SafeString:
    """Return what a template draws in each of these contexts; those whose key is not None as it was
    drawn in the same kind before."""
    drawn = []
    for key, context in contexts:
        html = held.get((key, *kind)) if key is not None else None
        if html is None:
            html = get_template(template).render(context)
            if key is not None:
                held[key, *kind] = html
        drawn.append(html)
    return mark_safe("".join(drawn))  # noqa: S308 - drawn by templates


@register.simple_tag
def facts_of(record: models.Model, broken: Broken = facts.NONE_BROKEN) -> list[Fact]:
    """Return the facts of an entry, as its page lists them."""
    return directories.facts_of(record, broken)


@register.simple_tag(takes_context=True)
def broken_links(context: Mapping) -> Broken:
    """Return all addresses that are broken, each with the day of its first failure."""
    return broken_now(getattr(context.get("request"), "stamps", None))


@register.filter
def own_source(record: models.Model) -> sources.SourceLine | None:
    """Return where an entry was read and when; None for what has no source, as a place."""
    return sources.source_line(record) if isinstance(record, Trusted) else None


@register.simple_tag
def broken_note(url: str, broken: Broken) -> str:
    """Return what readers are told of an address that is broken; of any other, nothing."""
    return facts.broken_note(url, broken)


@register.simple_tag
def facts_in_brief(said: Iterable[Fact], blank: bool = False) -> SafeString:
    """Return facts as the lines of a list of terms."""
    lines = (
        f"<div><dt>{escape(each.label)}</dt> "
        f"<dd>{''.join(part.html_with_note(in_frame=blank) for part in each.parts)}</dd></div>"
        for each in said
    )
    return mark_safe("".join(lines))  # noqa: S308 - each part is escaped


@register.simple_tag
def fact(label: str, value: object, url: str = "") -> SafeString:
    """Return one line of the facts of an entry; a missing value says that it is not recorded."""
    shown = or_not_recorded(value)
    if url and value:
        shown = format_html('<a href="{}" rel="external">{}</a>', url, value)
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, shown)
