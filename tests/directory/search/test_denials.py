"""What a query denies: a value or a place is left out, what says the same is found, and all else is
told as left out, never searched for."""

import pytest

from directory.search.index import DirectoryIndex, Document, SearchRequest
from directory.search.meanings import Meanings, Places, values_meant

ONLINE, CAMPUS, NO_DEGREE, NONE_FOUND = 1, 2, 3, 4
PLACES = [("ohio", ["Ohio"], "US-OH"), ("texas", ["Texas"], "US-TX")]
LABELS = [
    ("delivery", "online", "Online"), ("delivery", "campus", "In person"),
    ("asked", "none", "No certificate found"), ("cost", "free", "Free"),
]  # fmt: skip
SYNONYMS = [
    ("No certificate found", "no certificate", "no license"), ("Free", "no cost"),
    ("degree", "MLS", "MLIS"), ("license", "licence"),
]  # fmt: skip
TEXTS = {
    ONLINE: "Online certificate of Greensboro; an experienced expert's degree; accredited, credit",
    CAMPUS: "Degree of Greenville: the GREAT books, experience needed",
    NO_DEGREE: "Work without a degree, no experience asked, not for credit: Kosten sin título",
    NONE_FOUND: "Rule of librarians",
}
FACETS = {
    ONLINE: {"place": ("ohio",), "delivery": ("online",), "cost": ("free",)},
    CAMPUS: {"place": ("texas",), "delivery": ("campus",)},
    NO_DEGREE: {"place": ("ohio",)},
    NONE_FOUND: {"place": ("texas",), "asked": ("none",)},
}


@pytest.fixture(scope="module")
def index():
    places = Places.of(PLACES, SYNONYMS)
    values = values_meant(LABELS, places.other_synonyms)
    documents = [Document(pk, FACETS[pk], (text,)) for pk, text in TEXTS.items()]
    return DirectoryIndex.build(
        documents,
        facet_names=["place", "delivery", "asked", "cost"],
        synonyms=places.other_synonyms,
        meanings=Meanings(places, "place", values),
    )


@pytest.mark.parametrize(
    "denied",
    ["no gre", "without GRE", "not great", "non accredite", "sans gre", "sin gree", "w/o gre",
     "except green", "don't gre", "no exper", "pas de gre", "ningún gre", "no GRE"],
)  # fmt: skip
def test_what_is_denied_attracts_nothing_and_is_told(index, denied):
    answer = index.ask(SearchRequest(q=f"online certificate {denied}", relax=True, correct=False))
    assert answer.pks == [ONLINE]
    (told,) = answer.dropped
    assert len(told.split()) == 2, told
    assert index.total(SearchRequest(q=f"online certificate {denied}", correct=False)) == 0


@pytest.mark.parametrize("denied", ["no GRE", "without greek", "sin greensb"])
def test_what_is_only_denied_is_not_searched_for(index, denied):
    assert index.total(SearchRequest(q=denied, relax=True)) == 0


@pytest.mark.parametrize(
    "q",
    ["no degree", "work without degrees", "no experience", "without experience", "not for credit",
     "sin título", "sans titulo", "no MLS", "work without an MLIS", "I don't have a degree",
     "degree not required", "MLS not needed", "experience not necessary"],
)  # fmt: skip
def test_what_denies_the_same_is_found(index, q):
    answer = index.ask(SearchRequest(q=q, relax=True))
    assert (answer.pks, answer.dropped) == ([NO_DEGREE], ())


@pytest.mark.parametrize(
    ("q", "left"),
    [
        ("not online", [CAMPUS, NO_DEGREE, NONE_FOUND]),
        ("degree not in person", [ONLINE, NO_DEGREE]),
        ("degree not in Ohio", [CAMPUS]),
        ("degree except TX", [ONLINE, NO_DEGREE]),
        ("sauf Ohio", [CAMPUS, NONE_FOUND]),
        ("degree other than Ohio", [CAMPUS]),
        ("degree everywhere but Texas", [ONLINE, NO_DEGREE]),
        ("degree in any state but Texas", [ONLINE, NO_DEGREE]),
        ("degree outside of Ohio", [CAMPUS]),
        ("degree in neither Ohio nor Texas", []),
        ("all except Ohio and Texas", []),
        ("degree fuera de Texas", [ONLINE, NO_DEGREE]),
        ("degree but not online", [CAMPUS, NO_DEGREE]),
        ("except Texas certificate", [ONLINE]),
    ],
)
def test_a_denied_value_or_place_is_left_out(index, q, left):
    answer = index.ask(SearchRequest(q=q, relax=True))
    assert (sorted(answer.pks), answer.dropped, answer.places) == (left, (), ())


@pytest.mark.parametrize(
    "q",
    ["no certificate", "without a certificate", "no license", "without licence",
     "librarians no certificate", "no librarians certificate", "sans license"],
)  # fmt: skip
def test_a_value_may_itself_be_a_denial_whatever_stands_between(index, q):
    answer = index.ask(SearchRequest(q=q, relax=True))
    assert (answer.pks, answer.dropped) == ([NONE_FOUND], ())


def test_a_known_phrase_that_begins_with_a_negation_denies_nothing(index):
    assert index.ask(SearchRequest(q="no cost")).pks == [ONLINE]


def test_another_place_than_the_denied_one_is_asked_for_where_nothing_joins_the_two(index):
    answer = index.ask(SearchRequest(q="degree not in Ohio but in Texas", relax=True))
    assert (answer.pks, answer.places) == ([CAMPUS], ("texas",))


@pytest.mark.parametrize("q", ["librarians no", "no", "librarians or not", "sin"])
def test_a_negation_of_nothing_never_raises_and_denies_nothing(index, q):
    answer = index.ask(SearchRequest(q=q, relax=True))
    assert (NONE_FOUND in answer.pks) is q.startswith("librarians")
