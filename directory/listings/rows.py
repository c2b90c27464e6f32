"""EntryRow: an entry as it stands in a list, drawn once for each snapshot, language and day."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape, format_html, strip_spaces_between_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.catalog.checked import Checked, Standing, standing_of
from directory.catalog.directory import Directory
from directory.listings.markdown import public_path
from directory.models import Trust, Trusted, TrustState
from directory.models.addresses import directory_path
from directory.search.snapshots import Snapshot

# Stands in a drawn row for the sign of the entry; no text of an entry can look like it.
SIGN = mark_safe("<!--sign-->")
# The attribute that the style sheets know for each state.
TRUST_MARKS = {TrustState.UNVERIFIED: "none"}
# How the entries that are ticked for a comparison are called in an address.
TICKED = "compare"
END = "</footer></article></li>"  # of rows with boxes, which stand in the foot
KEPT_ROWS = 10_000  # of each list; about 1 KB each


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as it stands in a list, and its headings in the orders that have some.

    Where its sign of trust goes there is SIGN; an announcement has none, and stands nowhere.
    """

    html: str
    headings: Mapping[str, str]
    # order -> its name, and how it is called under the heading there
    names: Mapping[str, tuple[str, str]]
    sign: str
    standing: Standing | None
    path: str
    # The slug and the name of what it chooses for a comparison.
    pick: tuple[str, str] | None = None
    # The entry as it was drawn before.
    kept: dict[tuple[bool, str | None, bool | None], str] = field(
        default_factory=dict, compare=False
    )

    def drawn(
        self,
        line: Checked | None = None,
        *,
        under: str | None = None,
        ticked: Collection[str] | None = None,
    ) -> str:
        """Return the entry as HTML: with its sign where `line`, said of all, is not true of it,
        beneath the heading that it has in the order `under`, and unless `ticked` is None with a
        box that chooses it for a comparison, ticked where its slug is among these."""
        is_told = self.standing is None or (line is not None and not line.differs(self.standing))
        is_ticked = None if ticked is None or self.pick is None else self.pick[0] in ticked
        key = (is_told, under, is_ticked)
        if (html := self.kept.get(key)) is None:
            html = self.kept[key] = self._drawn(*key)
        return html

    def _drawn(self, is_told: bool, under: str | None, is_ticked: bool | None) -> str:
        html = self.html.replace(SIGN, "" if is_told else self.sign, 1)
        if under:
            html = self._without_heading(html, under)
        if is_ticked is not None:
            html = f"{html.removesuffix(END)}{drawn_box(*self.pick, is_ticked=is_ticked)}{END}"
        return html

    def _without_heading(self, html: str, order: str) -> str:
        """Return the entry one level deeper, without what the heading above it says already."""
        if order in self.names:
            name, shorter = map(escape, self.names[order])
            html = html.replace(f">{name}</a>", f">{shorter}</a>", 1)
        said = re.escape(escape(self.headings[order]))
        beside = r'(<div class="spine">(?:(?!</div>).)*?)'
        html = re.sub(rf"{beside}<span[^>]*>{said}</span>", r"\1", html, count=1)
        return html.replace("<h3>", "<h4>", 1).replace("</h3>", "</h4>", 1)


def drawn_box(slug: str, name: str, *, is_ticked: bool, is_alone: bool = False) -> str:
    """Return a box that chooses something for a comparison; one that stands alone shows the
    name."""
    state = " checked" if is_ticked else ""
    words = f'{escape(_("Compare"))}<span class="visually-hidden"> {escape(name)}</span>'
    return (
        f'<label class="pick"><input type="checkbox" name="{TICKED}" value="{escape(slug)}" '
        f'form="f"{state}> {escape(name) if is_alone else words}</label>'
    )


def trust_sign(trust: Trust) -> SafeString:
    """Return the trust state in words, with the sign that the style sheets give it."""
    mark = TRUST_MARKS.get(trust.state, trust.state.value)
    return format_html('<span class="trust" data-state="{}">{}</span>', mark, trust)


def rows_of(
    directory: Directory,
    snapshot: Snapshot,
    pks: list[int],
    fetch: Callable[[list[int]], list[models.Model]],
) -> list[EntryRow]:
    """Return the rows of `pks`, in order; `fetch` reads the entries of those that are not drawn
    yet, and what it does not find has no row."""
    held = snapshot.rows
    if len(held) > KEPT_ROWS:
        held.clear()
    kind = (get_language(), timezone.localdate(), directory_path(directory.slug))
    rows = {pk: held.get((pk, *kind)) for pk in pks}
    if missing := [pk for pk, row in rows.items() if row is None]:
        template = get_template(f"directory/rows/{directory.slug}.html")
        for record in fetch(missing):
            headings = {
                name: str(sort.group(record))
                for name, sort in directory.sorts.items()
                if sort.group
            }
            names = {
                name: (record.name, sort.name(record))
                for name, sort in directory.sorts.items()
                if sort.name
            }
            html = template.render({"record": record, "sign": SIGN})
            html = strip_spaces_between_tags(html).strip()
            pick = directory.pick and directory.pick.of(record)
            is_trusted = isinstance(record, Trusted)
            row = EntryRow(
                html,
                headings,
                names,
                trust_sign(record.trust) if is_trusted else "",
                standing_of(record) if is_trusted else None,
                public_path(record),
                (pick.slug, str(pick)) if pick else None,
            )
            rows[record.pk] = held[(record.pk, *kind)] = row
    return [row for row in rows.values() if row is not None]
