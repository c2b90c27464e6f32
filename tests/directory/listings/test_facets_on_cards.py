"""Every facet shown on a card can be filtered: rule 34 of docs/live-filtering.md."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from directory.catalog.directories import DIRECTORIES

SPINE = re.compile(r'(?<=<div class="spine">).*?(?=</div>)', re.DOTALL)
TAGS = re.compile(r'(?<=<ul class="tags">).*?(?=</ul>)', re.DOTALL)
# What stands in them, with the note of the facet that it is a value of.
WORD = re.compile(r"<\w+\b[^<>]*>(?:\{# facet (\w+) #\})?")
TAG = re.compile(r"<li\b[^<>]*>(?:\{# facet (\w+) #\})?")
# Nobody filters these: places are found, and have pages of their own.
WITHOUT_CARDS = {"places"}
# What hangs on the day of the reader, and figures.
NO_FACETS = {"resources": 1, "occupations": 1}


@pytest.mark.parametrize(
    "name",
    sorted(name for name, each in DIRECTORIES.items() if each.bound and name not in WITHOUT_CARDS),
)
def test_each_tag_and_each_word_of_the_spine_notes_its_facet(name):
    source = Path(get_template(f"directory/rows/{name}.html").origin.name).read_text()
    noted = [
        match[1]
        for region, each in ((SPINE, WORD), (TAGS, TAG))
        for part in region.findall(source)
        for match in each.finditer(part)
    ]
    assert noted.count(None) == NO_FACETS.get(name, 0)
    assert {facet for facet in noted if facet} <= set(DIRECTORIES[name].bound)
    assert len(noted) > noted.count(None)
