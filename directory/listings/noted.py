"""What is noted of all entries at once: since when each reads as it does, which links are broken.

Pages, feeds, twins and the sitemap say it of one entry or of many; it is read once for all.
"""

from collections.abc import Mapping
from datetime import date, datetime

from directory.catalog.directories import DIRECTORIES
from directory.links.status import broken_links
from directory.listings.unchanged import while_unchanged
from directory.models import Change, Stamp, stamp_name


def since_when(slug: str, stamps: Mapping[str, int] | None = None) -> Mapping[int, datetime]:
    """Return since when each public entry of a directory reads as it does, by its number: since its
    last change, or since it was published first. What has no such moment is not in it."""
    stamps = Stamp.read() if stamps is None else stamps
    noted = stamps.get(stamp_name(Change))  # moves when a job notes what came by its dates alone
    held = while_unchanged("since", slug, stamps=stamps, also=noted)
    if "since" not in held:
        came = DIRECTORIES[slug].records().order_by().values_list("pk", "first_published_at")
        changed = Change.last_of_each(slug)
        since = {pk: changed.get(pk) or moment for pk, moment in came}
        held["since"] = {pk: moment for pk, moment in since.items() if moment}
    return held["since"]


def broken_now(stamps: Mapping[str, int] | None = None) -> Mapping[str, date]:
    """Return all addresses that are broken, each with the day on which it first failed."""
    # Every directory hangs on the stamp of links.
    held = while_unchanged("broken", "places", stamps=stamps)
    if "broken" not in held:
        held["broken"] = broken_links()
    return held["broken"]
