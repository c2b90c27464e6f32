"""Answers for other people's programs: from any site, kept for five minutes, 304 while they hold.

They are the same for everybody, signed in or not: no cookie changes what they say.
"""

from functools import partial

from directory.web.caching import cached
from directory.web.cors import View, from_anywhere
from home.pages.routes import read_stamps

KEPT = "public, max-age=300, stale-while-revalidate=86400"


def open_data(view: View | None = None, *, kept: str = KEPT) -> View:
    """Let `view` answer GET, HEAD and OPTIONS to programs of any site, with 304 and caching."""
    if view is None:
        return partial(open_data, kept=kept)
    return from_anywhere(cached(view, kept=kept, stamps=read_stamps))
