"""Searching by words as people type them: plurals, and whole questions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.text import keywords, words
from directory.search.index import DirectoryIndex, Document, SearchRequest
from tests.directory.search.test_fulltext import index_of


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("technician", [1, 2]),
        ("technicians", [2, 1]),
        ("library", [1, 3, 2]),
        ("libraries", [2, 1, 3]),
        ("library technicians", [1, 2]),
        ("aides", [3]),
        ("classes", [2]),
        ("class", [2]),
        ("bureaux", [3]),
    ],
)
def test_plural_and_singular_are_found_below_what_was_typed(q, found):
    index = index_of(
        "Library technician", "Libraries and their technicians: a class", "New bureau, library aide"
    )
    answer = index.ask(SearchRequest(q=q))
    assert answer.pks == found
    assert answer.corrections == {}


def test_news_is_not_the_plural_of_new():
    assert index_of("New library", "Library news").ask(SearchRequest(q="news")).pks == [2]


@pytest.mark.parametrize(
    ("q", "correction"),
    [("technisians", "technician"), ("libarries", "library"), ("corses", "course")],
)
def test_misspelt_plural_finds_the_singular(q, correction):
    answer = index_of("Library technician course").ask(SearchRequest(q=q))
    assert (answer.pks, answer.corrections) == ([1], {q: correction})


def test_corrected_word_finds_its_plural_too():
    assert index_of("Library", "Libraries").ask(SearchRequest(q="libary")).pks == [1, 2]


@pytest.mark.parametrize("q", ["library technicians", "paralibrarians", "library aide", "aides"])
def test_synonym_is_one_in_the_other_number_too(q):
    # No entry has "aide" or "paralibrarian", so only the group can lead to the entries.
    group = ("library technician", "paralibrarian", "library aides", "aide")
    answer = index_of("Technicians in libraries", synonyms=[group]).ask(SearchRequest(q=q))
    assert (answer.pks, answer.corrections) == ([1], {})


@pytest.mark.parametrize(
    ("q", "found"), [("para professionals", [1, 2]), ("para professional", [1, 2])]
)
def test_two_words_for_one_may_be_in_the_other_number(q, found):
    index = index_of("Paraprofessional", "Paraprofessionals")
    assert sorted(index.ask(SearchRequest(q=q)).pks) == found


@pytest.mark.parametrize(
    ("q", "dropped", "found"),
    [
        ("what does ohio ask of a part-time assistant", ("part", "time", "assistant"), [1]),
        ("what does texas ask of a part-time assistant", (), [2]),
        ("assistant xylophone", ("xylophone",), [2]),
        ("ohio assistant", ("assistant",), [1]),
        ("assistant ohio xylophone", ("assistant", "xylophone"), [1]),
        ("asistant xylophone", ("xylophone",), [2]),
        ("xylophone asks ohio", ("xylophone",), [1]),
        ("xylophone zither", (), []),
        ("xylophone", (), []),
        ("the", (), [1]),
        ("ask ohio", (), [1]),
    ],
)
def test_relaxed_question_leaves_out_what_leaves_nothing(q, dropped, found):
    index = DirectoryIndex.build(
        [
            Document(1, {"place": ("ohio",)}, ("Ohio: ask the state library",)),
            Document(2, {"place": ("texas",)}, ("Texas: part-time assistants",)),
        ],
        facet_names=["place"],
    )
    question = SearchRequest(q=q, relax=True)
    answer = index.ask(question)
    assert (answer.dropped, answer.pks) == (dropped, found)
    assert index.total(question) == len(found)
    assert not answer.corrections.keys() & set(dropped)
    strict = index.ask(SearchRequest(q=q))
    assert strict.pks == ([] if dropped else found)
    assert strict.dropped == ()


@pytest.mark.parametrize(
    "q", ["ohio assistants", "assistants of ohio", "assistants xylophone ohio"]
)
def test_a_word_that_names_a_place_is_left_out_after_all_other_names(q):
    """Even where the other name is the rarer word."""
    ohio = [Document(n, {"place": ("ohio",)}, (f"Ohio rule {n}",)) for n in range(3)]
    texas = Document(9, {"place": ("texas",), "audience": ("assistants",)}, ("Texas assistants",))
    index = DirectoryIndex.build([*ohio, texas], facet_names=["place", "audience"])
    answer = index.ask(SearchRequest(q=q, relax=True))
    assert "ohio" not in answer.dropped
    assert "assistants" in answer.dropped
    assert len(answer.pks) == 3


def test_relaxing_is_about_words_and_not_about_choices():
    entries = [
        Document(1, {"place": ("ohio",)}, ("Ohio library",)),
        Document(2, {"place": ("texas",)}, ("Texas archive",)),
    ]
    index = DirectoryIndex.build(entries, facet_names=["place"])
    question = SearchRequest(q="library", choices={"place": ("texas",)}, relax=True)
    answer = index.ask(question)
    assert (answer.total, answer.dropped) == (index.total(question), ()) == (0, ())
    relaxed = index.ask(
        SearchRequest(q="library xylophone", choices={"place": ("ohio",)}, relax=True)
    )
    assert relaxed.dropped == ("xylophone",)
    assert relaxed.counts == {"place": {"ohio": 1, "texas": 0}}


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abilrsty ", max_size=24))
def test_relaxed_question_finds_something_unless_no_word_does(q):
    index = index_of("Library", "Tab library", "Salt, brass", "A bit", "Stability")
    strict, relaxed = index.ask(SearchRequest(q=q)), index.ask(SearchRequest(q=q, relax=True))
    assert set(relaxed.dropped) <= set(words(q))
    assert relaxed.total >= strict.total
    if strict.total or not relaxed.total:
        assert relaxed == strict
    if not relaxed.total:
        assert not any(index.total(SearchRequest(q=word)) for word in keywords(words(q)))
