"""The numbers of the page on freshness, for other programs."""

from collections.abc import Mapping

from directory.api.collections import COLLECTIONS
from directory.freshness import Share, Standing, freshness


def told() -> Mapping[str, object]:
    """How fresh the center is today. A share of nothing is null."""
    found = freshness()
    names = {each.slug: name for name, each in COLLECTIONS.items()}
    oldest = found.oldest_unverified
    return {
        "data": {
            "day": found.day.isoformat(),
            "all": _standing(found.all),
            "collections": {
                names.get(slug, slug): _standing(standing)
                for slug, standing in found.directories.items()
            },
            "places": {place.slug: _standing(standing) for place, standing in found.places},
            "without_place": _standing(found.placeless),
            "links": {
                "states": {state.value: number for state, number in found.links.items()},
                "ok": _share(found.links_ok),
            },
            "oldest_unverified": oldest and {
                "collection": names[oldest.directory_slug],
                "slug": oldest.slug,
                "name": oldest.name,
                "first_published_on": oldest.first_published_at.date().isoformat(),
            },
        },
    }  # fmt: skip


def _standing(standing: Standing) -> Mapping[str, object]:
    return {
        "entries": standing.entries,
        "states": {state.value: number for state, number in standing.states.items()},
        "verified": _share(standing.verified),
        "median_age_days": standing.median_age,
    }


def _share(share: Share) -> Mapping[str, object]:
    return {"part": share.part, "whole": share.whole, "percent": share.percent}
