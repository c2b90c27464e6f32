"""The order of names: one for all databases, as people look for them."""

import csv
from io import StringIO

import pytest

from directory.catalog.directories import DIRECTORIES
from directory.catalog.text import sort_key
from directory.listings.listing import Listing
from directory.models import Resource, Topic
from directory.search.orders import in_order

pytestmark = pytest.mark.django_db

# As a reader looks for them; bytes put "École" last and "iSchool" behind all capitals.
NAMES = [
    "Académie", "academy of staff", "Academy, open", "ALAO", "Århus", "Ecole des cadres",
    "École d’été", "iSchool", "ISCHOOL, again", "Ōtaki library", "r/librarians", "Réseau", "Zeal",
]  # fmt: skip


@pytest.fixture
def named():
    for number, name in enumerate(reversed(NAMES)):
        Resource.objects.create(
            name=name,
            slug=f"named-{number}",
            section="education-training",
            format="guide",
            live=True,
        )
    return Resource.objects.filter(slug__startswith="named-")


def in_names(pks):
    names = dict(Resource.objects.filter(pk__in=pks).values_list("pk", "name"))
    return [names[pk] for pk in pks]


def test_case_accents_and_signs_make_no_difference_to_the_order(named):
    assert in_names(in_order(named, ["name"])) == NAMES
    assert in_names(in_order(named, ["-name"])) == NAMES[::-1]


def test_what_has_no_value_comes_last_either_way(named):
    first, second, *_others = named.order_by("pk")
    Resource.objects.filter(pk=first.pk).update(verified_on="2026-01-01")
    Resource.objects.filter(pk=second.pk).update(verified_on="2026-02-01")
    rest = [pk for pk in in_order(named, []) if pk not in (first.pk, second.pk)]
    assert in_order(named, ["verified_on"]) == [first.pk, second.pk, *rest]
    assert in_order(named, ["-verified_on"]) == [second.pk, first.pk, *rest]


def test_lists_and_files_have_that_order(client, named):
    listing = Listing(DIRECTORIES["resources"], {"sort": "name"}, per_page=500)
    assert [r.name for r in listing.records if r.slug.startswith("named-")] == NAMES
    file = client.get("/other-resources/list.csv?sort=name").getvalue().decode("utf-8-sig")
    lines = [row for row in csv.DictReader(StringIO(file)) if row["slug"].startswith("named-")]
    assert [row["name"] for row in lines] == NAMES
    data = client.get("/other-resources/list.json?sort=name&per_page=500").json()
    listed = [each for each in data["items"] if each["slug"].startswith("named-")]
    assert [each["name"] for each in listed] == NAMES


def test_topics_are_offered_in_that_order(client):
    for number, name in enumerate(("éclairage", "ZINES", "Eclectic", "awards 2")):
        Topic.objects.create(name=name, slug=f"ordered-{number}")
    bound = DIRECTORIES["resources"].bound["topic"]
    names = [str(name) for name in bound.labels().values() if name]
    assert names.index("awards 2") < names.index("éclairage") < names.index("Eclectic")
    assert names.index("Eclectic") < names.index("ZINES")
    assert names == sorted(names, key=sort_key)
