"""Filter form: the facets of a list with their options and counts, what is chosen of them, the
orders, and what the chosen values leave out."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.listings import wording
from directory.listings.controls import (
    Chip,
    Choice,
    FacetGroup,
    Option,
    OrderLink,
    Unrecorded,
    drawn,
)
from directory.models import NOT_RECORDED
from directory.search.queries import BEST_MATCH, Query

if TYPE_CHECKING:
    from directory.listings.listing import Listing

VERIFIED = "verified"  # the order by the day of verification, in every directory of entries


class FilterForm:
    """What a reader of a list chooses with, and has chosen."""

    def __init__(self, listing: "Listing") -> None:
        self.listing = listing
        self.directory = listing.directory
        self.labels = listing.labels

    @property
    def query(self) -> Query:
        """What was asked; the list may have put its page right."""
        return self.listing.query

    @cached_property
    def facets(self) -> list[FacetGroup]:
        """Every facet with its options and counts; the order of options never depends on them."""
        return [self._group(name) for name in self.directory.bound]

    def _group(self, name: str) -> FacetGroup:
        facet = self.directory.bound[name]
        counts = self.listing.answer.counts[name]
        chosen = self.query.choices.get(name, ())
        options = [
            Option(choice, counts.get(value, 0), value in chosen)
            for value, choice in self._choices(name).items()
            if value in counts or value in chosen
        ]
        return FacetGroup(
            name, str(facet.label), str(facet.help), options,
            is_opened=name in self.listing.opened,
        )  # fmt: skip

    def _choices(self, name: str) -> Mapping[str, Choice]:
        """Return the values of a facet in the reader's language, kept as long as the snapshot."""
        kept = self.listing.snapshot.rows
        choices = kept.get((get_language(), name))
        if choices is None:
            called = self.labels[name].called()
            choices = kept[get_language(), name] = {
                value: Choice(name, value, str(label), called.get(value, ()))
                for value, label in self.labels[name].items()
            }
        return choices

    @property
    def counts_json(self) -> str:
        """What the form shows beside its options, for the script that brings it up to date."""
        told = {"counts": self.listing.answer.counts, "counted": self.listing.counted}
        return json.dumps(told, separators=(",", ":"))

    @cached_property
    def chips(self) -> list[Chip]:
        chips = [
            Chip(name, value, wording.option_label(self.query, self.labels, name, value),
                 self.listing.step(self.query.without(name, value)))
            for name in self.directory.bound
            for value in self.query.choices.get(name, ())
        ]  # fmt: skip
        if self.query.q:
            chips.insert(
                0,
                Chip("q", "", f"“{self.query.q}”", self.listing.step(self.query.without("q", ""))),
            )
        return chips

    @property
    def chip_items(self) -> SafeString:
        """The filters in force as list items."""
        return drawn(chip.html for chip in self.chips)

    @property
    def _has_verified(self) -> bool:
        """Whether any entry of the directory is verified: before that, no order tells of it."""
        kept = self.listing.snapshot.rows
        if VERIFIED not in kept:
            kept[VERIFIED] = self.directory.records().filter(verified_on__isnull=False).exists()
        return kept[VERIFIED]

    @property
    def unrecorded(self) -> list[Unrecorded]:
        """What the chosen values leave out because nobody has recorded it, facet by facet, and the
        way to it: unknown is not no."""
        found = []
        for name, bound in self.directory.bound.items():
            chosen = self.query.choices.get(name, ())
            number = self.listing.answer.counts[name].get(NOT_RECORDED, 0) if chosen else 0
            if number and NOT_RECORDED not in chosen and bound.facet.says_not_recorded:
                words = _("%(facet)s: not recorded for %(counted)s") % {
                    "facet": bound.label, "counted": self.directory.counted(number),
                }  # fmt: skip
                found.append(
                    Unrecorded(words, self.listing.url(self.query.with_only(name, NOT_RECORDED)))
                )
        return found

    @property
    def unrecorded_notes(self) -> SafeString:
        return drawn(each.html for each in self.unrecorded)

    @property
    def sorts(self) -> SafeString:
        """A link for each order."""
        labels = {
            name: str(sort.label)
            for name, sort in self.directory.sorts.items()
            if name != VERIFIED or name == self.query.order or self._has_verified
        }
        if self.query.q:
            labels = {BEST_MATCH: _("best match"), **labels}
        orders = (
            OrderLink(
                name, label, self.listing.step(self.query.with_sort(name)), name == self.query.order
            )
            for name, label in labels.items()
        )
        return drawn(order.html for order in orders)
