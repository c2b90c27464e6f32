"""Live figures: what a text names by {1} or {1 period}, as an occupation records it today."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.snippets.blocks import SnippetChooserBlock

from directory.catalog import quantities
from directory.catalog.directories import DIRECTORIES
from directory.catalog.occupations import figures_of, words_of
from directory.catalog.sources import SourceLine, source_line
from directory.models import Occupation, OccupationFigure
from home.blocks.comparisons import ChoiceBlock
from home.blocks.typed import CharBlock

# What a text has in place of a figure, or of the time for which that holds.
MARK = re.compile(r"\{(\d{1,2})( period)?\}")


class LiveFigureBlock(blocks.StructBlock):
    """One figure of an occupation, by what it measures."""

    occupation = SnippetChooserBlock("directory.Occupation", label=_("Occupation"))
    measure = CharBlock(
        label=_("Measure"), max_length=80,
        help_text=_("As the page of the occupation calls it: Median pay, hourly."),
    )  # fmt: skip
    unit = ChoiceBlock(
        label=_("Unit"), choices=OccupationFigure.Unit.choices, required=False,
        help_text=_("Only where the same is recorded in two units."),
    )  # fmt: skip

    class Meta:
        icon = "decimal"
        label = _("Figure")

    def clean(self, value):
        cleaned = super().clean(value)
        found = figure_of(cleaned["occupation"], cleaned["measure"], cleaned["unit"])
        if found is None:
            words = _t("Readers see no such figure of %(occupation)s.") % {
                "occupation": cleaned["occupation"]
            }
            raise blocks.StructBlockValidationError(
                block_errors={"measure": ValidationError(words)}
            )
        return cleaned


class FiguresBlock(blocks.StreamBlock):
    figure = LiveFigureBlock()


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """A figure as readers see it today, and whose it is."""

    occupation: Occupation
    figure: OccupationFigure

    @property
    def words(self) -> str:
        """The figure alone: "$19.22"; words as they stand, since they are part of a sentence."""
        return self.figure.value if self.figure.number is None else words_of(self.figure)

    @property
    def period(self) -> str:
        """The time for which it holds; says so where the source gives none."""
        return quantities.period(self.figure.period) or _t("a time that its source does not say")

    @property
    def source(self) -> SourceLine:
        """Where it was read, and when."""
        return source_line(self.figure)


def figure_of(occupation: Occupation, measure: str, unit: str = "") -> OccupationFigure | None:
    """Return the figure of an occupation that readers see first of this measure; None where they
    see none."""
    for (name, _is_share), (first, *others) in figures_of(occupation).items():
        if name.casefold() == measure.strip().casefold():
            for each in (first, *others):
                if unit in ("", each.unit):
                    return each
    return None


def live_figures(chosen: StreamValue) -> list[LiveFigure | None]:
    """Return the figures that an editor chose, in their order, None for one that readers do not see
    today: two queries; none where nothing is chosen."""
    asked = [child["value"] for child in chosen.raw_data]
    if not asked:
        return []
    occupations = DIRECTORIES["occupations"]
    found = (
        occupations.records()
        .select_related(*occupations.related)
        .prefetch_related(*occupations.prefetch)
        .in_bulk([each.get("occupation") for each in asked])
    )
    figures = []
    for each in asked:
        occupation = found.get(each.get("occupation"))
        figure = occupation and figure_of(occupation, each["measure"], each.get("unit") or "")
        figures.append(LiveFigure(occupation, figure) if figure else None)
    return figures


def told_figures(figures: Sequence[LiveFigure | None]) -> list[tuple[Occupation, SourceLine, str]]:
    """Return the figures in words, those of one occupation and source together: whose they are,
    where they were read, and what they say: "May 2024: median pay, hourly $19.22"."""
    lines: dict[tuple[Occupation, SourceLine], dict[str, list[str]]] = {}
    for each in filter(None, figures):
        periods = lines.setdefault((each.occupation, each.source), {})
        said = periods.setdefault(quantities.period(each.figure.period), [])
        colon = ":" if each.figure.number is None else ""
        said.append(f"{each.figure.measure}{colon} {each.words}")
    return [
        (*key, ". ".join(_of_period(period, said) for period, said in periods.items()))
        for key, periods in lines.items()
    ]


def _of_period(period: str, said: Sequence[str]) -> str:
    words = "; ".join(dict.fromkeys(said))
    return capfirst(f"{period}: {words}" if period else words)


def with_figures(text: str, figures: Sequence[LiveFigure | None]) -> str:
    """Return a text with its figures in place of their marks, HTML for HTML; says of one that is
    not there that it is not recorded."""
    is_html = isinstance(text, SafeString)

    def told(mark: re.Match) -> str:
        number = int(mark[1])
        figure = figures[number - 1] if 0 < number <= len(figures) else None
        if figure is None:
            return _t("(not recorded)")
        words = figure.period if mark[2] else figure.words
        return conditional_escape(words) if is_html else words

    found = MARK.sub(told, text)
    return mark_safe(found) if is_html else found  # noqa: S308 - what was put in is escaped
