"""The index in memory against a plain reading of the same rules, and by example."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.index import DirectoryIndex, Document, Question
from directory.text import tokens, words
from tests.bench.corpus import FACETS, SYNONYMS, documents, orders, questions

FACET_NAMES = ("place", "delivery")
GROUPS = (("support staff", "aide"), ("aide", "page"), ("ab c", "lib"), ("nowhere", "unheard of"))
WORDS = ("a", "ab", "abc", "b", "c", "lib", "library", "support", "staff", "supportstaff", "aide")


class Naive:
    """The rules of the index, spelt out entry by entry."""

    def __init__(self, entries, sequences):
        self.entries = entries
        self.sequences = sequences
        groups = [{tuple(words(text)) for text in group} for group in GROUPS]
        self.groups = [g for g in groups if any(self.says(e, g, 9) for e in entries)]

    def has(self, entry, word, level, exact=False):
        known = [token for text in entry.fields[: level + 1] for token in tokens(text)]
        return word in known if exact else any(token.startswith(word) for token in known)

    def says(self, entry, phrases, level):
        return any(all(self.has(entry, word, level) for word in phrase) for phrase in phrases)

    def synonyms(self, phrase):
        return {other for group in self.groups if phrase in group for other in group}

    def parts(self, typed):
        """(words, their synonyms, the words in one) from the left, the longest phrases first."""
        while typed:
            pair, joined = typed[:2], "".join(typed[:2])
            known = any(self.has(entry, joined, 9, exact=True) for entry in self.entries)
            if len(pair) == 2 and self.synonyms(pair):
                part = (pair, self.synonyms(pair), None)
            elif len(pair) == 2 and (known or self.synonyms((joined,))):
                part = (pair, self.synonyms((joined,)), joined)
            else:
                part = (typed[:1], self.synonyms(typed[:1]), None)
            yield part
            typed = typed[len(part[0]) :]

    def tier(self, entry, typed):
        """How well an entry answers; None when it does not."""
        levels = range(len(entry.fields))
        for level in levels:
            for exact in (True, False):
                if all(self.has(entry, word, level, exact) for word in typed):
                    return (0, level, not exact)
        for level in levels:
            if all(
                all(self.has(entry, word, level) for word in phrase)
                or self.says(entry, others, level)
                or (joined is not None and self.has(entry, joined, level, exact=True))
                for phrase, others, joined in self.parts(typed)
            ):
                return (1, level, False)
        return None

    def chosen(self, entry, choices, ignored=None):
        return all(
            not values or set(values) & set(entry.facets.get(name, ()))
            for name, values in choices.items()
            if name != ignored
        )

    def matching(self, question, ignored=None):
        typed = tuple(words(question.q))[:10]
        tiers = [(self.tier(entry, typed), entry) for entry in self.entries]
        found = [
            (tier, entry)
            for tier, entry in tiers
            if tier is not None and self.chosen(entry, question.choices, ignored)
        ]
        pks = [entry.pk for _tier, entry in sorted(found, key=lambda each: each[0])]
        sequence = self.sequences.get(question.order)
        return pks if sequence is None else sorted(pks, key=sequence.index)

    def counts(self, question):
        by_pk = {entry.pk: entry for entry in self.entries}
        counted = {}
        for name in FACET_NAMES:
            among = [by_pk[pk].facets.get(name, ()) for pk in self.matching(question, name)]
            known = {value for entry in self.entries for value in entry.facets.get(name, ())}
            counted[name] = {value: sum(value in have for have in among) for value in known}
        return counted


def entry(pk, *fields, **facets):
    return Document(pk, facets, fields)


def index_of(*names, synonyms=()):
    """An index of entries that have only a name; their pks count from 1."""
    entries = [entry(pk, name) for pk, name in enumerate(names, 1)]
    return DirectoryIndex.build(entries, facet_names=(), synonyms=synonyms)


texts = st.lists(st.sampled_from((*WORDS, "support-staff", "Abç")), max_size=3).map(" ".join)
values = st.lists(st.sampled_from(("x", "y", "z")), unique=True, max_size=2).map(tuple)
some_entries = st.lists(
    st.tuples(
        st.tuples(texts, texts, texts),
        st.fixed_dictionaries(
            {}, optional={"place": values, "delivery": values, "unlisted": values}
        ),
    ),
    max_size=9,
)
some_questions = st.builds(
    Question,
    q=st.lists(st.sampled_from((*WORDS, "l", "page", "zzz", "!", "nowhere")), max_size=3).map(
        " ".join
    ),
    choices=st.dictionaries(st.sampled_from((*FACET_NAMES, "unknown")), values, max_size=2),
    order=st.sampled_from(("", "shuffled", "unknown")),
    offset=st.integers(-1, 9),
    limit=st.none() | st.integers(-1, 5),
    correct=st.just(False),
)


@settings(max_examples=400, deadline=None)
@given(some_entries, some_questions, st.randoms(use_true_random=False))
def test_answer_is_that_of_the_plain_rules(made, question, shuffler):
    entries = [Document(pk * 7, facets, fields) for pk, (fields, facets) in enumerate(made, 1)]
    sequence = shuffler.sample([entry.pk for entry in entries], len(entries))
    index = DirectoryIndex.build(
        iter(entries), facet_names=FACET_NAMES, orders={"shuffled": sequence}, synonyms=GROUPS
    )
    naive = Naive(entries, {"shuffled": sequence})
    answer = index.ask(question)
    expected = naive.matching(question)
    start = max(0, question.offset)
    stop = None if question.limit is None else start + max(0, question.limit)
    assert answer.pks == expected[start:stop]
    assert answer.total == index.total(question) == len(expected)
    assert answer.counts == naive.counts(question)
    assert answer.corrections == {}
    assert len(index) == len(entries)


@pytest.fixture(scope="module")
def large():
    """Enough entries for crowded prefixes, several tiers and blocks of an order."""
    entries = list(documents(3000, vocabulary=4000))
    return entries, DirectoryIndex.build(
        entries, facet_names=list(FACETS), orders=orders(3000), synonyms=SYNONYMS
    )


@pytest.mark.parametrize("order", ["", "newest"])
@pytest.mark.parametrize("q", ["", "library", "l", "co", "support staff"])
def test_pages_have_no_duplicates_and_no_gaps(large, order, q):
    _entries, index = large
    question = Question(q=q, order=order, limit=None, choices={"country": ("us",)})
    everything = index.ask(question)
    pages = [
        pk
        for offset in range(0, everything.total, 170)
        for pk in index.ask(replace(question, offset=offset, limit=170)).pks
    ]
    assert pages == everything.pks
    assert len(set(pages)) == everything.total > 170


def test_crowded_prefix_finds_what_its_words_find(large):
    entries, index = large
    for prefix in ("s", "st", "pr"):
        expected = {
            entry.pk
            for entry in entries
            if any(token.startswith(prefix) for text in entry.fields for token in tokens(text))
        }
        assert set(index.ask(Question(q=prefix, limit=None)).pks) == expected


def test_threads_get_the_answers_that_one_reader_gets(large):
    entries, index = large
    asked = [question for _kind, question in questions(entries[:300], 260)]
    alone = [index.ask(question) for question in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.ask, asked)) == alone


def test_answer_can_be_changed_without_changing_the_index():
    index = DirectoryIndex.build([entry(1, "one", place=("x",))], facet_names=["place"])
    index.ask(Question()).counts["place"]["x"] = 99
    assert index.ask(Question()).counts == {"place": {"x": 1}}


def test_count_ignores_its_own_facet():
    index = DirectoryIndex.build(
        [
            entry(1, "one", place=("ohio",), delivery=("online",)),
            entry(2, "two", place=("texas",), delivery=("online",)),
            entry(3, "three", place=("texas",), delivery=("hybrid",)),
        ],
        facet_names=["place", "delivery"],
    )
    answer = index.ask(Question(choices={"place": ("ohio",)}))
    assert answer.pks == [1]
    assert answer.counts == {
        "place": {"ohio": 1, "texas": 2},
        "delivery": {"online": 1, "hybrid": 0},
    }


@pytest.mark.parametrize(
    ("choices", "total"),
    [
        ({}, 2),
        ({"place": ()}, 2),
        ({"place": ("ohio", "atlantis")}, 1),
        ({"place": ("atlantis",)}, 0),
        ({"colour": ("red",)}, 0),
        ({"place": ("ohio", "ohio", "texas")}, 2),
    ],
)
def test_unknown_value_matches_nothing(choices, total):
    index = DirectoryIndex.build(
        [entry(1, "one", place=("ohio",)), entry(2, "two", place=("texas",))],
        facet_names=["place"],
    )
    assert index.ask(Question(choices=choices)).total == total


def test_empty_index_answers():
    answer = DirectoryIndex.build([], facet_names=["place"]).ask(Question(q="library"))
    assert (answer.pks, answer.total, answer.counts) == ([], 0, {"place": {}})


@pytest.mark.parametrize("sequence", [[1], [1, 1], [1, 3], [1, 2, 2], [1, 2, 3]])
def test_order_must_name_each_entry_once(sequence):
    entries = [entry(1, "one"), entry(2, "two")]
    with pytest.raises(ValueError, match="newest"):
        DirectoryIndex.build(entries, facet_names=(), orders={"newest": sequence})


def test_entries_with_the_same_pk_are_refused():
    with pytest.raises(ValueError, match="pk"):
        DirectoryIndex.build([entry(1, "one"), entry(1, "two")], facet_names=())


def test_better_fields_rank_first_and_whole_words_before_beginnings():
    index = DirectoryIndex.build(
        [
            entry(1, "Other", "Other", "The library art course"),
            entry(2, "Other", "Library Arts College", ""),
            entry(3, "Library", "Art Institute", ""),
            entry(4, "Other", "Library Art School", ""),
            entry(5, "Libraryship articles", "", ""),
            entry(6, "Art of the Library", "", ""),
            entry(7, "Art and Library", "", ""),
        ],
        facet_names=(),
    )
    assert index.ask(Question(q="library art")).pks == [6, 7, 5, 3, 4, 2, 1]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("tech", [1, 2]),
        ("TECH lib", [1]),
        ("technician library", [1]),
        ("technical library", []),
        ("quebec", [3]),
        ("québec", [3]),
        ("QUE", [3]),
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
        ('"library" AND', []),
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
    assert index.ask(Question(q=q, correct=False)).pks == found


STAFF = (("support staff", "paraprofessional", "paralibrarian", "library technician"),)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("support staff", [3, 1, 2]),
        ("staff", [3]),
        ("paraprofessional", [2, 1, 3]),
        ("paralibrarian", [1, 2, 3]),
        ("paralibrarian ohio", [1]),
        ("ohio library technician", [1]),
        ("technician", [1, 4]),
        ("library technician", [1, 4, 2, 3]),
    ],
)
def test_synonyms_are_found_below_what_was_typed(q, found):
    names = ("Library technician, Ohio", "Paraprofessionals", "Support for staff")
    index = index_of(*names, synonyms=STAFF)
    if "technician" in q and "ohio" not in q:
        index = index_of(*names, "Technician of a library", synonyms=STAFF)
    answer = index.ask(Question(q=q))
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
        ("libary xylophone", {"libary": "library"}, []),
        ("certified", {"certified": "certifies"}, [3]),
    ],
)
def test_misspelt_word_is_replaced_by_the_nearest(q, corrections, found):
    index = index_of(
        "Library Technician", "Certificate 2024", "The Certificate certifies", "Québec"
    )
    answer = index.ask(Question(q=q))
    assert answer.corrections == corrections
    assert answer.pks == found
    assert index.total(Question(q=q)) == len(found)
    uncorrected = index.ask(Question(q=q, correct=False))
    assert (uncorrected.pks, uncorrected.corrections) == ([], {})


def test_more_frequent_of_two_equally_near_words_is_used():
    index = index_of("staff", "stiff", "stiff")
    assert index.ask(Question(q="stuff")).corrections == {"stuff": "stiff"}


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
    # No entry has "paralibrarian" or "page"; "paralibrarians" and "pace" are the tempting words.
    group = ("support staff", "paralibrarian", "library page")
    index = index_of("Support staff", "Library pace", "Paralibraries", synonyms=[group])
    answer = index.ask(Question(q=q))
    assert answer.corrections == corrections
    assert answer.pks == [1]


def test_word_of_a_synonym_is_corrected_where_it_completes_none():
    index = index_of("Support staff", "Pace", synonyms=[("support staff", "library page")])
    assert index.ask(Question(q="page")).corrections == {"page": "pace"}


def test_synonyms_that_no_entry_has_do_not_stop_typo_help():
    index = index_of("Paralibrary", synonyms=[("paralibrari", "unheard of")])
    assert index.ask(Question(q="paralibrari")).corrections == {"paralibrari": "paralibrary"}


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abilrsty ", max_size=24))
def test_corrected_query_answers_like_the_right_one(q):
    index = index_of("Library", "Tab library", "Salt, brass", "A bit", "Stability")
    answer = index.ask(Question(q=q))
    right = " ".join(answer.corrections.get(word, word) for word in words(q))
    assert index.ask(Question(q=right, correct=False)).pks == answer.pks


@pytest.mark.parametrize(
    "q",
    (
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
    ),
)
def test_hostile_query_gets_an_answer(q):
    index = index_of("Library", "Technician", synonyms=STAFF)
    question = Question(q=q, choices={q: (q,)}, order=q, offset=10**9, limit=10**9)
    assert index.ask(question).total == index.total(question) == 0
    assert index.ask(Question(q=q)).total in range(3)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_gets_an_answer(q):
    index = index_of("Library", "Technician", "Québec e-learning", synonyms=STAFF)
    assert index.ask(Question(q=q)).total == index.total(Question(q=q))
