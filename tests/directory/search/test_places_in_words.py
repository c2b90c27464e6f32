"""Which words of a query name a place, in a list that has one for each entry."""

import pytest

from directory.search.index import DirectoryIndex, Document, SearchRequest
from directory.search.meanings import Meanings, Places, values_meant

NAMES = {
    "colorado": ("US-CO", "Colorado"), "indiana": ("US-IN", "Indiana"),
    "massachusetts": ("US-MA", "Massachusetts"), "new-york": ("US-NY", "New York"),
    "ohio": ("US-OH", "Ohio"), "oregon": ("US-OR", "Oregon"),
    "prince-edward-island": ("CA-PE", "Prince Edward Island"), "texas": ("US-TX", "Texas"),
    "virginia": ("US-VA", "Virginia"), "west-virginia": ("US-WV", "West Virginia"),
}  # fmt: skip
SYNONYMS = [
    ("Massachusetts", "Mass."), ("New York", "NYC"), ("Prince Edward Island", "PEI", "P.E.I."),
    ("online", "distance"),
]  # fmt: skip


@pytest.fixture(scope="module")
def index():
    places = Places.of(((slug, [name], code) for slug, (code, name) in NAMES.items()), SYNONYMS)
    values = values_meant([("delivery", "online", "Online")], places.other_synonyms)
    delivery = {"ohio": "online"}
    return DirectoryIndex.build(
        [
            Document(
                pk, {"place": (slug,), "delivery": (delivery.get(slug, "hybrid"),)},
                (f"{name} library certification", "mass digitization" if slug == "ohio" else ""),
            )
            for pk, (slug, (_code, name)) in enumerate(NAMES.items())
        ],
        facet_names=["place", "delivery"],
        meanings=Meanings(places, "place", values),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("q", "places"),
    [
        ("TX", ["texas"]), ("tx library jobs", ["texas"]), ("OR", ["oregon"]), ("or", ["oregon"]),
        ("in", ["indiana"]), ("certification OR", ["oregon"]), ("library or clerk", []),
        ("clerk OR assistant", []), ("certification in IN", ["indiana"]),
        ("certification in oh", ["ohio"]), ("MA in library science", []),
        ("an MA degree", []), ("MA certification", ["massachusetts"]),
        ("Mass. certification", ["massachusetts"]), ("mass digitization", []),
        ("co-op placement", []), ("newyork", ["new-york"]), ("NYC", ["new-york"]),
        ("PEI", ["prince-edward-island"]), ("P.E.I.", ["prince-edward-island"]),
        ("US-OH", ["ohio"]), ("West Virginia", ["west-virginia"]), ("virginia", ["virginia"]),
        ("Ohio Virginia", ["ohio", "virginia"]), ("CERTIFICATION OR LICENCE", []),
    ],
)  # fmt: skip
def test_names_and_letters_of_places_are_told_from_words(index, q, places):
    answer = index.ask(SearchRequest(q=q, relax=True))
    assert list(answer.places) == places
    if places:
        found = {list(NAMES)[pk] for pk in answer.pks}
        assert found == set(places)


@pytest.mark.parametrize("slug", NAMES)
def test_two_letters_alone_are_the_place_in_any_case(index, slug):
    letters = NAMES[slug][0].partition("-")[2]
    for q in (letters, letters.lower()):
        assert list(index.ask(SearchRequest(q=q)).places) == [slug]


@pytest.mark.parametrize(
    ("q", "found"), [("online", ["ohio"]), ("distance", ["ohio"]), ("not online", None)]
)
def test_values_of_filters_are_filters(index, q, found):
    every = list(NAMES)
    expected = [slug for slug in every if slug != "ohio"] if found is None else found
    assert [every[pk] for pk in index.ask(SearchRequest(q=q)).pks] == expected


def test_a_place_is_never_left_out(index):
    answer = index.ask(SearchRequest(q="ohio xylophone", relax=True))
    assert (answer.places, answer.dropped) == (("ohio",), ("xylophone",))
