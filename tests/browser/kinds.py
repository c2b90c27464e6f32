"""Every kind of page that the site has, and where to find one of each."""

import json
from functools import cache
from urllib.request import urlopen

LISTS = {
    "requirements": "/certification/",
    "programs": "/programs/",
    "institutions": "/institutions/",
    "associations": "/colleague-connection/",
    "resources": "/other-resources/",
    "announcements": "/announcements/",
    "questions": "/questions/",
}
DIRECTORIES = tuple(LISTS.values())
PAGES = {
    "welcome": "/",
    "overview": "/overview/",
    "section": "/education-training/",
    **LISTS,
    "places": "/places/",
    "rich place": "/places/ohio/",
    "bare place": "/places/guam/",
    "freshness": "/freshness/",
    "search": "/search/?q=ohio",
    "compared places": "/compare/places/?place=ohio&place=indiana&place=kentucky",
    "not found": "/nowhere/",
}
# One entry of each list.
ENTRIES = {f"one of the {kind}": path for kind, path in LISTS.items()}
KINDS = (*PAGES, *ENTRIES)


@cache
def address(site: str, kind: str) -> str:
    """The path of a page of this kind on the site at `site`."""
    if kind in PAGES:
        return PAGES[kind]
    with urlopen(f"{site}{ENTRIES[kind]}list.json", timeout=60) as answer:
        return json.load(answer)["items"][0]["page_url"].removeprefix(site)
