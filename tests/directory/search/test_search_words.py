"""Searching by words as people type them: plurals, and whole questions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.text import keywords, words
from directory.search.index import DirectoryIndex, Document, SearchRequest
from directory.search.lexicon import Lexicon
from directory.search.meanings import Meanings, Places
from directory.search.ranking import SHORT
from directory.search.typed import read_typed
from tests.directory.search.test_fulltext import index_of

OHIO_AND_TEXAS = Meanings(
    Places.of([("ohio", ["Ohio"], "US-OH"), ("texas", ["Texas"], "US-TX")]), "place"
)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("technician", [1, 2]),
        ("technicians", [2, 1]),
        ("library", [1, 3, 2]),
        ("libraries", [2, 1, 3]),
        ("library technicians", [2, 1]),
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
        meanings=OHIO_AND_TEXAS,
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
    index = DirectoryIndex.build(
        [*ohio, texas], facet_names=["place", "audience"], meanings=OHIO_AND_TEXAS
    )
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
        assert (relaxed, relaxed.counts) == (strict, strict.counts)
    if not relaxed.total:
        # A short word is the beginning of another only where it comes last.
        *others, last = keywords(words(q)) or [""]
        telling = [last, *(word for word in others if len(word) > SHORT)]
        assert not any(index.total(SearchRequest(q=word)) for word in telling if word)


@pytest.mark.parametrize(
    ("q", "found"),
    [("gre", [2, 3]), ("GRE", []), ("art", [1]), ("no GRE", []), ("artic", [4])],
)
def test_short_words_are_whole_words_before_they_are_beginnings(q, found):
    index = index_of("Art of the library", "Greensboro", "Greenville", "Articles")
    assert index.ask(SearchRequest(q=q)).pks == found


@pytest.mark.parametrize(
    ("q", "in_list", "beside_others"),
    [
        ("na", [1], []), ("ass", [1, 2], []), ("art", [], []), ("nat", [1], [1]),
        ("NA", [], []), ("library na", [1], []), ("na library", [], []),
    ],
)  # fmt: skip
def test_what_another_list_has_as_a_word_is_one_in_the_site_search_alone(q, in_list, beside_others):
    """In the box of a list the reader may still be typing."""
    index = index_of("National library association", "Assistants")
    other = index_of("ARLIS/NA", "Ass", "Art")
    lexicon = Lexicon([index.fulltext, other.fulltext])
    for beside, found in ((False, in_list), (True, beside_others)):
        question = SearchRequest(q=q, lexicon=lexicon, beside_others=beside)
        assert index.ask(question).pks == found


def test_words_in_quotes_follow_one_another():
    index = index_of("A paraprofessional is what", "What is a paraprofessional, anyway", "Staff")
    assert index.ask(SearchRequest(q='"what is a paraprofessional"')).pks == [2]
    assert index.ask(SearchRequest(q="what is a paraprofessional")).total == 2


@pytest.mark.parametrize("q", ["K-12", "k12", "K\u201312", "K\u221212"])
def test_a_compound_is_one_word_and_not_two_beginnings(q):
    index = index_of("K\u201312 Shelving Toolkit", "Kentucky: 1200 hours", "K12 endorsement")
    assert sorted(index.ask(SearchRequest(q=q)).pks) == [1, 3]


@pytest.mark.parametrize("q", ["phd", "ph.d.", "Ph.D"])
def test_dots_of_degrees_make_no_difference(q):
    index = index_of("Ph.D. Funding Ledger", "PhD Mentor Ledger", "M.Ed. ledger")
    assert sorted(index.ask(SearchRequest(q=q)).pks) == [1, 2]


@pytest.mark.parametrize("q", ["hawaii", "Hawai'i", "Hawai\u02bbi", "HAWAI\u2018I"])
def test_the_okina_makes_no_difference(q):
    assert index_of("Hawai\u02bbi Alliance of Branch Helpers").ask(SearchRequest(q=q)).total == 1


@pytest.mark.parametrize("q", ["someone", "without"])
def test_words_that_a_stop_word_is_a_half_of_are_never_split(q):
    index = index_of("Some one", "With out", "One of some kind, out with it")
    assert index.ask(SearchRequest(q=q)).corrections == {}


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("how long does it take", ["long", "take"]),
        ("is it recognized", ["recognized"]),
        ("what is it", ["what", "is", "it"]),
        ("library IT jobs", ["library", "it", "jobs"]),
        ("library it jobs", ["library", "it", "jobs"]),
        ("what does LTA stand for?", ["lta"]),
        ("stand for", ["stand"]),
    ],
)
def test_a_pronoun_and_what_asks_for_the_meaning_of_letters_are_not_searched(typed, searched):
    assert [each.word for each in read_typed(typed).words] == searched
