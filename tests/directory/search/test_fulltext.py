"""Searching by words, by example: ranking, beginnings, synonyms, typo help, hostile text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from directory.catalog.text import words
from directory.search.index import DirectoryIndex, Document, SearchRequest
from directory.search.spelling import Spelling

STAFF = (("support staff", "paraprofessional", "paralibrarian", "library technician"),)


def index_of(*entries, synonyms=()):
    """An index of entries given by name, or by all their fields; their pks count from 1."""
    fields = [(entry,) if isinstance(entry, str) else entry for entry in entries]
    return DirectoryIndex.build(
        [Document(pk, {}, texts) for pk, texts in enumerate(fields, 1)],
        facet_names=(),
        synonyms=synonyms,
    )


def test_better_fields_rank_first_and_whole_words_before_beginnings():
    index = index_of(
        ("Other", "Other", "The library art course"),
        ("Other", "Library Arts College", ""),
        ("Library", "Art Institute", ""),
        ("Other", "Library Art School", ""),
        ("Libraryship articles", "", ""),
        ("Art of the Library", "", ""),
        ("Art and Library",),
    )
    assert index.ask(SearchRequest(q="library art")).pks == [6, 7, 3, 4, 1]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("tech", [1, 2]),
        ("TECH lib", [1]),
        ("technician library", [1]),
        ("technical library", []),
        ("quebec", [3]),
        ("québec", [3]),
        ("QUEB", [3]),
        ("bachelors", [3]),
        ("bachelor\u2019s", [3]),
        ("bachelor", [3]),
        ("elearning", [2]),
        ("e-learning", [2]),
        ("e learning", [2]),
        ("learning", [2]),
        ("para-professional", [4]),
        ("para professional", [4]),
        ("paraprof", [4]),
        ("mls", [4]),
        ("M.L.S.", [4]),
        ('"library" AND', [1]),
        ("and", []),
        ("where is the library", [1]),
        ('"library"', [1]),
    ],
)
def test_query_finds(q, found):
    index = index_of(
        "Library Technician",
        "Technical Services by E-Learning",
        "Bachelor's degree, Québec",
        "Paraprofessional, M.L.S.",
    )
    assert index.ask(SearchRequest(q=q, correct=False)).pks == found


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("support staff", [3, 1, 2, 4]),
        ("staff", [3]),
        ("paraprofessional", [2, 1, 3, 4]),
        ("paralibrarian", [1, 2, 3, 4]),
        ("paralibrarian ohio", [1]),
        ("ohio library technician", [1]),
        ("technician", [1, 4]),
        ("library technician", [1, 4, 2, 3]),
    ],
)
def test_synonyms_are_found_below_what_was_typed(q, found):
    index = index_of(
        "Library technician, Ohio",
        "Paraprofessionals",
        "Support for staff",
        "Technician of a library",
        synonyms=STAFF,
    )
    answer = index.ask(SearchRequest(q=q))
    assert answer.pks == found
    assert answer.corrections == {}


@pytest.mark.parametrize(
    ("q", "corrections", "found"),
    [
        ("libary technision", {"libary": "library", "technision": "technician"}, [1]),
        ("LIBRAYR", {"librayr": "library"}, [1]),
        ("librray", {"librray": "library"}, [1]),
        ("certficate", {"certficate": "certificate"}, [2, 3]),
        ("cetrificat", {"cetrificat": "certificate"}, [2, 3]),
        ("Qébec", {"qebec": "quebec"}, [4]),
        ("librarytechnician", {"librarytechnician": "library technician"}, [1]),
        ("teh", {}, []),
        ("2042", {}, []),
        ("xylophone", {}, []),
        ("libary xylophone", {}, []),
        ("certified", {"certified": "certifies"}, [3]),
    ],
)
def test_misspelt_word_is_replaced_by_the_nearest(q, corrections, found):
    index = index_of(
        "Library Technician", "Certificate 2024", "The Certificate certifies", "Québec"
    )
    answer = index.ask(SearchRequest(q=q))
    assert answer.corrections == corrections
    assert answer.pks == found
    assert index.total(SearchRequest(q=q)) == len(found)
    uncorrected = index.ask(SearchRequest(q=q, correct=False))
    assert (uncorrected.pks, uncorrected.corrections) == ([], {})


def test_more_frequent_of_two_equally_near_words_is_used():
    index = index_of("staff", "stiff", "stiff")
    assert index.ask(SearchRequest(q="stuff")).corrections == {"stuff": "stiff"}


@pytest.mark.parametrize(
    ("q", "corrections"),
    [
        ("paralibrarian", {}),
        ("paralibrarain", {"paralibrarain": "paralibrarian"}),
        ("libary page", {"libary": "library"}),
        ("libary pagee", {"libary": "library", "pagee": "page"}),
        ("suport staff", {"suport": "support"}),
    ],
)
def test_corrected_word_may_complete_a_synonym(q, corrections):
    # No entry has "paralibrarian" or "page"; "paralibraries" and "pace" are the tempting words.
    group = ("support staff", "paralibrarian", "library page")
    index = index_of("Support staff", "Library pace", "Paralibraries", synonyms=[group])
    answer = index.ask(SearchRequest(q=q))
    assert answer.corrections == corrections
    assert answer.pks == [1]


def test_word_of_a_synonym_is_a_known_word():
    index = index_of("Support staff", "Pace", synonyms=[("support staff", "library page")])
    assert index.ask(SearchRequest(q="page")).corrections == {}


def test_synonyms_rank_by_field_among_themselves():
    index = index_of(("Other", "Paraprofessional"), ("Library technician", ""), synonyms=STAFF)
    assert index.ask(SearchRequest(q="paralibrarian")).pks == [2, 1]


def test_longest_synonym_counts():
    groups = [("support staff", "aide"), ("support staff training", "workshop")]
    index = index_of("Aide training", "Workshop", synonyms=groups)
    assert index.ask(SearchRequest(q="support staff training")).pks == [2]
    assert index.ask(SearchRequest(q="training support staff")).pks == [1]


def test_correction_that_finds_nothing_is_not_made():
    index = index_of("Support staff", synonyms=[("support staff", "library page")])
    assert index.ask(SearchRequest(q="pagee")).corrections == {}


def test_synonyms_that_no_entry_has_do_not_stop_typo_help():
    index = index_of("Paralibrary", synonyms=[("paralibrari", "unheard of")])
    assert index.ask(SearchRequest(q="paralibrari")).corrections == {"paralibrari": "paralibrary"}


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abilrsty ", max_size=24))
def test_corrected_query_answers_like_the_right_one(q):
    index = index_of("Library", "Tab library", "Salt, brass", "A bit", "Stability")
    answer = index.ask(SearchRequest(q=q))
    right = " ".join(answer.corrections.get(word, word) for word in words(q))
    assert index.ask(SearchRequest(q=right, correct=False)).pks == answer.pks


@pytest.mark.parametrize(
    "q",
    [
        "\0",
        '"',
        "'",
        "%_\\",
        "\U0001f389",
        "\u202e\u05d0",
        "\ud800",
        "AND OR NOT (",
        "x" * 10_000,
        "a-" * 5_000,
        "l'",
        "\u0301",
        "' OR 1=1 --",
        "ﷺ" * 200,
        "\U0010ffff",
        "a\0b" * 4000,
    ],
)
def test_hostile_query_gets_an_answer(q):
    index = index_of("Library", "Technician", synonyms=STAFF)
    for relax in (False, True):
        question = SearchRequest(
            q=q, choices={q: (q,)}, order=q, offset=9**9, limit=9**9, relax=relax
        )
        assert index.ask(question).total == index.total(question) == 0
    assert index.ask(SearchRequest(q=q)).total in range(3)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_gets_an_answer(q):
    index = index_of("Library", "Technician", "Québec e-learning", synonyms=STAFF)
    for question in (SearchRequest(q=q), SearchRequest(q=q, relax=True)):
        assert index.ask(question).total == index.total(question)


@pytest.mark.parametrize("slips", [1, 2])
@given(data=st.data())
def test_every_word_so_many_slips_away_is_a_candidate(slips, data):
    typed = data.draw(st.text("abc", min_size=4 * slips, max_size=12))
    known = data.draw(st.sets(st.text("abcd", min_size=1, max_size=14)))
    for _turn in range(data.draw(st.integers(0, 12))):
        known.add(slipped(typed, slips, data))
    near = {word for word in known if OSA.distance(word, typed) <= slips}
    assert Spelling(known).candidates(typed, slips) == near


def slipped(word: str, slips: int, data) -> str:
    """The word after so many slips, each anywhere and of any kind."""
    for _turn in range(slips):
        at, letter = data.draw(st.integers(0, len(word) - 1)), data.draw(st.sampled_from("abcd"))
        before, here, behind = word[:at], word[at], word[at + 1 :]
        kinds = (before + behind, before + letter + behind, before + letter + here + behind,
                 before + behind[:1] + here + behind[1:])  # fmt: skip
        word = data.draw(st.sampled_from(kinds))
    return word


@pytest.mark.parametrize("place", range(len("technician") - 1))
def test_two_swapped_letters_are_one_slip(place):
    word = "technician"
    typed = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert Spelling([word]).candidates(typed, 1) == {word}


@pytest.mark.parametrize(
    "typed", ["cetrificat", "certivicatte", "sertifikate", "certificatest", "ecrtificaet"]
)
def test_two_slips_in_different_places_are_forgiven(typed):
    assert Spelling(["certificate", "certainly"]).candidates(typed, 2) == {"certificate"}
