"""Plots above a list, kept as long as nothing changes of which they are drawn."""

from collections.abc import Mapping, Sequence

from directory.catalog.pay import PayPlot
from directory.listings.listing import Listing
from directory.listings.unchanged import while_unchanged

KEPT = 200  # pages of lists


def plots_of(listing: Listing, stamps: Mapping[str, int] | None = None) -> Sequence[PayPlot] | None:
    """Return what is drawn of the entries on this page of a list; None where nothing ever is."""
    if listing.directory.plots is None:
        return None
    pks = tuple(listing.public(listing.answer.pks))
    held = while_unchanged("plots", listing.directory.slug, stamps=stamps)
    if len(held) > KEPT:
        held.clear()
    plots = held.get(pks)
    if plots is None:
        plots = held[pks] = listing.directory.plots(listing.fetch(list(pks)))
    return plots
