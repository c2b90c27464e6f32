"""The order of names: one for all databases, as people look for them."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from directory.catalog.directories import DIRECTORIES
from directory.catalog.text import sort_key
from directory.listings.listing import Listing
from directory.models import Institution, Program, Resource, Topic
from directory.search.orders import in_order
from tests.factories import make_user

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


@pytest.fixture
def editor(client):
    client.force_login(make_user("Editors"))
    return client


def test_the_lists_and_choosers_of_the_editor_have_that_order(editor, named):
    viewset = Resource.snippet_viewset
    chooser = viewset.chooser_viewset
    for url in (
        reverse(viewset.get_url_name("list")),
        reverse(chooser.get_url_name("choose")),
        reverse(chooser.get_url_name("choose_results")),
    ):
        found = []
        for page in (1, 2):
            context = editor.get(url, {"q": "named-", "p": page}).context
            found += [each.name for each in context.get("results") or context["object_list"]]
        assert found[: len(NAMES)] == NAMES, url


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_column_of_names_is_put_in_that_order(editor, named, sign):
    url = reverse(Resource.snippet_viewset.get_url_name("list"))
    answer = editor.get(url, {"q": "named-", "ordering": f"{sign}name"})
    found = [each.name for each in answer.context["object_list"]]
    assert found == (NAMES[::-1] if sign else NAMES)


def test_what_stands_in_the_order_of_something_named_has_that_order(editor):
    """Programs by their schools."""
    school = Institution.objects.first()
    for number, name in enumerate(("Zed college", "École A", "eco college", "Ecole B")):
        school.pk, school.slug, school.name, school._state.adding = None, f"s-{number}", name, True
        school.ipeds_unitid = ""
        school.save()
        Program.objects.create(name="Ordered", slug=f"o-{number}", institution=school, live=True)
    url = reverse(Program.snippet_viewset.get_url_name("list"))
    answer = editor.get(url, {"q": "Ordered", "ordering": "institution"})
    found = [each.institution.name for each in answer.context["object_list"]]
    assert found == ["eco college", "École A", "Ecole B", "Zed college"]


TOPICS = ["awards 2", "éclairage", "Eclectic", "iPads", "ZINES"]


def test_topics_of_an_entry_and_those_offered_for_it_have_that_order(editor, named):
    resource = named.first()
    topics = [Topic.objects.create(name=n, slug=f"ordered-{i}") for i, n in enumerate(TOPICS[::-1])]
    resource.topics.set(topics)
    resource.save()
    (fact,) = [fact for fact in DIRECTORIES["resources"].facts(resource) if fact.label == "Topics"]
    assert fact.text.split(", ") == TOPICS
    form = editor.get(reverse(Resource.snippet_viewset.get_url_name("edit"), args=[resource.pk]))
    every = [str(label) for _value, label in form.context["form"].fields["topics"].choices]
    assert every == sorted(every, key=sort_key)
    assert set(TOPICS) < set(every)
    offered = editor.get(reverse(Resource.snippet_viewset.get_url_name("list")))
    filters = offered.context["filters"].form.fields["topics"].choices
    every = [str(label) for _value, label in filters]
    assert every == sorted(every, key=sort_key)
