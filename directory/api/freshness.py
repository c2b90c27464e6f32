"""The numbers of the page on freshness for other programs: in the API and in `/freshness.json`."""

from collections.abc import Mapping

from directory.api.collections import COLLECTIONS
from directory.api.schemas import ADDRESS, COUNT, MOMENT, TEXT, Schema, whole
from directory.catalog.directories import DIRECTORIES
from directory.catalog.quantities import Share
from directory.catalog.schema_org import Absolute
from directory.models import Entry, Link, TrustState
from directory.reports.freshness import Freshness, TrustCounts


def as_data(found: Freshness, absolute: Absolute) -> Mapping[str, object]:
    """Return the numbers; what is not known is null, and so is a share of nothing. `absolute`
    completes an address."""
    links = {state.value: number for state, number in found.links.items()}
    oldest = found.oldest_unverified
    return {
        "date": found.day.isoformat(),
        "entries": _standing(found.all),
        "links": {"total": sum(links.values()), **links, "share_ok": _fraction(found.links_ok)},
        "oldest_unverified": oldest and _entry(oldest, absolute),
        "directories": [
            {**_named(slug), **_standing(standing)} for slug, standing in found.directories.items()
        ],
        "places": [
            {"place": place.slug, "place_code": place.code, **_standing(standing)}
            for place, standing in found.places
        ],
        "not_tied_to_one_place": _standing(found.placeless),
    }


def _named(slug: str) -> dict[str, object]:
    """A directory by its name on the site and by that in the API."""
    return {"directory": slug, "collection": DIRECTORIES[slug].api_name or None}


def _standing(standing: TrustCounts) -> dict[str, object]:
    return {
        "total": standing.entries,
        **{state.value: number for state, number in standing.states.items()},
        "share_verified": _fraction(standing.verified),
        "median_age_days": standing.median_age,
    }


def _fraction(share: Share) -> float | None:
    return None if share.fraction is None else round(share.fraction, 6)


def _entry(entry: Entry, absolute: Absolute) -> dict[str, object]:
    return {
        **_named(entry.directory_slug),
        "slug": entry.slug,
        "name": entry.name,
        "published_at": entry.first_published_at.isoformat(),
        "page_url": absolute(entry.get_absolute_url()),
    }


def schema() -> Schema:
    """Describe what as_data() gives, as JSON Schema."""
    fraction: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    standing = {
        "total": COUNT,
        **{state.value: COUNT for state in TrustState},
        "share_verified": fraction,
        "median_age_days": {"type": ["number", "null"], "minimum": 0},
    }
    collection: Schema = {"type": ["string", "null"], "enum": [*COLLECTIONS, None]}
    named = {"directory": TEXT, "collection": collection}
    entry = {**named, "slug": TEXT, "name": TEXT, "published_at": MOMENT, "page_url": ADDRESS}
    numbers = {
        "date": {**TEXT, "format": "date"},
        "entries": whole(standing),
        "links": whole(
            {"total": COUNT, **{state.value: COUNT for state in Link.State}, "share_ok": fraction}
        ),
        "oldest_unverified": {"oneOf": [{"type": "null"}, whole(entry)]},
        "directories": {"type": "array", "items": whole({**named, **standing})},
        "places": {
            "type": "array", "items": whole({"place": TEXT, "place_code": TEXT, **standing}),
        },
        "not_tied_to_one_place": whole(standing),
    }  # fmt: skip
    return whole({"data": whole(numbers)})
