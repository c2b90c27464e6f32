"""Whole questions: words are left out rather than nothing found, and the page says which."""

import re

import pytest

from directory.catalog.directories import DIRECTORIES, searched
from directory.catalog.text import words
from directory.listings.listing import Listing
from directory.models import CertificationRequirement, Institution, Place
from directory.search.ranking import SHOWN_FROM
from home.pages.found import Found, groups_for

pytestmark = pytest.mark.django_db

QUESTION = "what does ohio ask of a part-time assistant"


def notes(response):
    return re.findall(r'<p class="note">(.*?)</p>', response.content.decode())


def test_a_list_says_which_words_were_left_out(client):
    response = client.get("/certification/", {"q": QUESTION})
    assert notes(response) == [
        "Nothing has all of these words. Left out: <strong>part, time</strong>."
    ]
    rules = CertificationRequirement.objects.filter(
        jurisdiction__slug="ohio", audiences__slug="support-staff"
    )
    assert not rules.filter(audiences__slug="part-time").exists()
    found = Listing(DIRECTORIES["certification"], {"q": QUESTION}, relax=True)
    assert sorted(found.all_pks) == sorted(rules.values_list("pk", flat=True)) != []


def test_a_list_that_has_all_words_says_nothing(client):
    assert notes(client.get("/programs/", {"q": "what is there in texas for libraries"})) == []


def test_what_would_be_found_without_a_filter_is_what_is_found(client):
    bare = Place.objects.exclude(pk__in=Institution.objects.values("place")).first()
    params = {"q": "xylophone certificate", "place": bare.slug}
    shown = Listing(DIRECTORIES["programs"], params, relax=True)
    assert (shown.total, shown.dropped) == (0, "xylophone")
    without = {suggestion.label: suggestion.total for suggestion in shown.instead.without}
    fewer = Listing(DIRECTORIES["programs"], {"q": params["q"]}, relax=True)
    assert without[bare.name] == fewer.total > 0


def test_the_file_of_a_list_holds_what_the_list_shows(client):
    page = Listing(DIRECTORIES["programs"], {"q": "xylophone certificate"}, relax=True)
    data = client.get("/programs/list.json", {"q": "xylophone certificate"}).json()
    assert data["total"] == page.total > 0


def test_a_list_with_less_than_half_of_what_the_words_tell_is_not_shown(client):
    q = "bookmobile librarian certification"
    groups = groups_for(q, {})
    kept = [group.kept for group in groups]
    assert min(kept) >= SHOWN_FROM * max(kept)
    found = {each.slug for each in searched() if Listing(each, {"q": q}, relax=True).total}
    assert {group.directory.slug for group in groups} < found


def test_a_place_that_a_question_names_is_shown(client):
    groups = groups_for(QUESTION, {})
    assert groups[0].directory.slug == "places"
    assert [str(record) for record in groups[0].listing.records] == ["Ohio"]
    response = client.get("/search/", {"q": QUESTION})
    # Its page has everything about it: nothing is missing there.
    assert groups[0].dropped == ()
    told = notes(response)
    assert any("assistant" in note for note in told)
    assert not any("ohio" in note.lower() for note in told)


def test_what_holds_everywhere_is_shown_where_a_place_is_named(client):
    """And one of it at most among the best, which are of the place; it leaves out no place."""
    groups = {group.directory.slug: group for group in groups_for(QUESTION, {})}
    general = groups["questions"]
    assert general.listing.answer.is_general
    assert "ohio" not in general.dropped
    assert not groups["certification"].listing.answer.is_general
    best = Found(groups_for(QUESTION, {})).best
    assert len(best) > 1
    assert sum(hit.group.listing.answer.is_general for hit in best) == 1


def test_what_has_a_place_of_its_own_holds_nowhere_else():
    """As an online program of Montana, which somebody in Ohio did not ask for."""
    q = "teacher certification needed to be school librarian in Ohio"
    for group in groups_for(q, {}):
        if group.directory.slug in ("programs", "institutions", "certification"):
            assert not group.listing.answer.is_general, group.directory.slug


@pytest.mark.parametrize(
    ("q", "place", "others"),
    [
        ("new york certification", "New York", {"certification", "resources"}),
        ("library technician texas", "Texas", {"certification", "programs", "questions"}),
        ("kentuky certificate", "Kentucky", {"certification", "questions"}),
    ],
)
def test_a_place_that_is_named_comes_before_what_has_all_words(q, place, others):
    groups = groups_for(q, {})
    assert groups[0].directory.slug == "places"
    assert str(groups[0].listing.records[0]) == place
    slug = groups[0].listing.records[0].slug
    assert others <= {group.directory.slug for group in groups[1:]}
    assert all(group.listing.answer.places == (slug,) for group in groups)


@pytest.mark.parametrize(
    ("slug", "place", "q"),
    [
        ("certification", "New York", "new york certification"),
        ("certification", "New York", "rules new york"),
        ("programs", "Texas", "texas programs"),
        ("associations", "Ontario", "association in ontario"),
    ],
)
def test_what_a_directory_holds_is_a_word_of_all_its_entries(slug, place, q):
    of_place = Listing(DIRECTORIES[slug], {"q": place}).total
    assert Listing(DIRECTORIES[slug], {"q": q}).total == of_place > 1


@pytest.mark.parametrize(
    "q", ["american library association", "school district jobs", "west coast library", "mexico"]
)
def test_a_part_of_the_name_of_a_place_does_not_name_it(q):
    assert not any(group.is_named_places for group in groups_for(q, {}))


@pytest.mark.parametrize(
    ("q", "place"),
    [
        # "me" begins "Mexico", and "work" is a slip of the finger away from "York".
        ("tell me about Ohio", "Ohio"),
        ("help me find programs in Puerto Rico", "Puerto Rico"),
        ("I work in Ohio", "Ohio"),
        ("do I need a certificate to work in a library in Kentucky", "Kentucky"),
    ],
)
def test_other_words_of_a_question_lead_to_no_other_place_than_the_named_one(q, place):
    groups = groups_for(q, {})
    assert [str(record) for record in groups[0].listing.records] == [place]
    assert not any(set(words(place)).intersection(group.listing.answer.dropped) for group in groups)


@pytest.mark.parametrize("q", ["washington dc", "Washington, D.C. rules", "washington dc library"])
def test_the_everyday_name_of_the_district_of_columbia_is_not_the_state_of_washington(q):
    groups = {group.directory.slug: group.listing for group in groups_for(q, {})}
    assert [str(rule.jurisdiction) for rule in groups["certification"].records] == [
        "District of Columbia"
    ]


def test_words_put_right_are_said_as_the_lists_have_them_and_not_as_the_place_has(client):
    html = client.get("/search/", {"q": "kentuky rules"}).content.decode()
    assert "Showing results for <strong>kentucky rules</strong>" in html


def test_what_is_found_of_that_place_is_shown_as_well():
    groups = groups_for(
        "what does Ohio ask of a part-time assistant, and where can I study online?", {}
    )
    found = {group.directory.slug: group.listing for group in groups}
    assert "Ohio: public library staff without an MLIS" in map(str, found["certification"].records)
    assert {program.institution.place.name for program in found["programs"].records} == {"Ohio"}
    for q in (QUESTION, "certificat bibliothèque québec", "tuition help texas"):
        place, *others = groups_for(q, {})
        assert others
        named = place.listing.records[0].slug
        assert not any(named in group.listing.answer.dropped for group in others)


def test_words_that_nothing_has_find_nothing(client):
    assert groups_for("xylophone qwertzuiop", {}) == []


def test_a_place_with_other_words_is_shown_and_not_jumped_to(client):
    response = client.get("/places/", {"q": "ohio xylophone"})
    assert response.status_code == 200
    assert notes(response) == [
        "Nothing has all of these words. Left out: <strong>xylophone</strong>."
    ]
    assert client.get("/places/", {"q": "the state of ohio"}).status_code == 302


@pytest.mark.parametrize("column", ["name", "name_es", "name_fr", "code"])
def test_each_place_is_reached_by_each_of_its_names_and_by_its_letters(client, column):
    for place in Place.objects.all():
        name = getattr(place, column)
        for q in {name, name.lower(), name.removeprefix("US-").removeprefix("CA-")}:
            response = client.get("/places/", {"q": q})
            assert response.headers.get("Location") == f"/places/{place.slug}/", q
