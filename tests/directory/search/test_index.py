"""The index in memory against a plain reading of the same rules, and by example."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.text import (
    keywords,
    other_numbers,
    tokens,
    words,
)
from directory.search.index import DirectoryIndex, Document, SearchRequest
from tests.bench.corpus import FACETS, SYNONYMS, documents, orders, questions

FACET_NAMES = ("place", "delivery")
GROUPS = (("x b", "aide"), ("aide", "the pages"), ("x b c", "lib"), ("nowhere", "unheard of"))
WORDS = ("x", "xb", "xbc", "b", "c", "lib", "library", "libraries", "aide", "aides", "the")


class Naive:
    """The rules of the index, spelt out entry by entry."""

    def __init__(self, entries, sequences):
        self.entries = entries
        self.sequences = sequences
        groups = [{tuple(keywords(words(text))) for text in group} for group in GROUPS]
        self.groups = [g for g in groups if any(self.says(e, g, 9) for e in entries)]

    def has(self, entry, word, level, exact=False):
        known = [token for text in entry.fields[: level + 1] for token in tokens(text)]
        return word in known if exact else any(token.startswith(word) for token in known)

    def has_term(self, entry, word, level):
        others = (self.has(entry, other, level, exact=True) for other in other_numbers(word))
        return self.has(entry, word, level) or any(others)

    def has_joined(self, entry, joined, level):
        forms = (joined, *other_numbers(joined))
        return any(self.has(entry, form, level, exact=True) for form in forms)

    def says(self, entry, phrases, level):
        return any(all(self.has_term(entry, word, level) for word in phrase) for phrase in phrases)

    def synonyms(self, phrase):
        if not phrase:
            return set()
        forms = {phrase, *((*phrase[:-1], other) for other in other_numbers(phrase[-1]))}
        return {other for group in self.groups if forms & group for other in group}

    def parts(self, typed):
        """(words, their synonyms, the words in one) from the left, the longest phrases first."""
        while typed:
            longest = next((size for size in (3, 2) if self.synonyms(typed[:size])), 1)
            pair, joined = typed[:2], "".join(typed[:2])
            known = any(self.has_joined(entry, joined, 9) for entry in self.entries)
            if longest == 1 and len(pair) == 2 and (known or self.synonyms((joined,))):
                part = (pair, self.synonyms((joined,)), joined)
            else:
                part = (typed[:longest], self.synonyms(typed[:longest]), None)
            yield part
            typed = typed[len(part[0]) :]

    def meets(self, entry, part, level):
        phrase, others, joined = part
        return (
            all(self.has_term(entry, word, level) for word in phrase)
            or self.says(entry, others, level)
            or (joined is not None and self.has_joined(entry, joined, level))
        )

    def found_by(self, parts):
        return [e for e in self.entries if all(self.meets(e, part, 9) for part in parts)]

    def read(self, question):
        """The parts searched with, and the words left out."""
        typed = tuple(keywords(words(question.q)))[:10]
        parts = list(self.parts(typed))
        if not question.relax or self.found_by(parts):
            return parts, ()
        facets = [each for entry in self.entries for each in entry.facets.items()]
        names = {value for name, values in facets if name in FACET_NAMES for value in values}

        def rank(number):
            is_name = not names.isdisjoint(parts[number][0])
            count = len(self.found_by([parts[number]]))
            return (0, count) if is_name else (1, -count)

        kept = []
        for number in sorted(range(len(parts)), key=rank):
            if self.found_by([parts[other] for other in (*kept, number)]):
                kept.append(number)
        kept = [parts[number] for number in sorted(kept)] or parts
        used = {word for phrase, _others, _joined in kept for word in phrase}
        return kept, tuple(word for word in dict.fromkeys(typed) if word not in used)

    def tier(self, entry, parts):
        """How well an entry answers; None when it does not."""
        typed = [word for phrase, _others, _joined in parts for word in phrase]
        levels = range(len(entry.fields))
        for level in levels:
            for exact in (True, False):
                if all(self.has(entry, word, level, exact) for word in typed):
                    return (0, level, not exact)
        for level in levels:
            if all(self.meets(entry, part, level) for part in parts):
                return (1, level, False)
        return None

    def chosen(self, entry, choices, ignored=None):
        return all(
            not values or set(values) & set(entry.facets.get(name, ()))
            for name, values in choices.items()
            if name != ignored
        )

    def matching(self, question, ignored=None):
        parts, _dropped = self.read(question)
        tiers = [(self.tier(entry, parts), entry) for entry in self.entries]
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


texts = st.lists(st.sampled_from((*WORDS, "b-c", "Xbç")), max_size=3).map(" ".join)
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
    SearchRequest,
    q=st.lists(
        st.sampled_from((*WORDS, "l", "page", "z", "zzz", "!", "nowhere", "xbcs")), max_size=4
    ).map(" ".join),
    choices=st.dictionaries(st.sampled_from((*FACET_NAMES, "unknown")), values, max_size=2),
    order=st.sampled_from(("", "shuffled", "unknown")),
    offset=st.integers(-1, 9),
    limit=st.none() | st.integers(-1, 5),
    correct=st.just(False),
    relax=st.booleans(),
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
    assert answer.dropped == naive.read(question)[1]
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
    question = SearchRequest(q=q, order=order, limit=None, choices={"country": ("us",)})
    everything = index.ask(question)
    pages = [
        pk
        for offset in range(0, everything.total, 170)
        for pk in index.ask(replace(question, offset=offset, limit=170)).pks
    ]
    assert pages == everything.pks
    assert len(set(pages)) == everything.total > 170


def test_crowded_prefix_finds_what_its_words_find_in_better_fields_first(large):
    entries, index = large
    naive = Naive(entries, {})
    for prefix in ("s", "st", "pr"):
        question = SearchRequest(q=prefix, limit=None)
        assert index.ask(question).pks == naive.matching(question)


def test_prefix_of_very_many_words_may_be_a_word_itself():
    endings = [chr(number) for number in range(0x4E00, 0x4F00)]
    entries = [entry(pk, f"ab{ending} ab") for pk, ending in enumerate(endings)]
    index = DirectoryIndex.build([*entries, entry(999, "ab")], facet_names=())
    for prefix in ("a", "ab"):
        assert index.ask(SearchRequest(q=prefix)).total == 257


def test_threads_get_the_answers_that_one_reader_gets(large):
    entries, index = large
    asked = [question for _kind, question in questions(entries[:300], 260)]
    alone = [index.ask(question) for question in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.ask, asked)) == alone


def test_answer_can_be_changed_without_changing_the_index():
    index = DirectoryIndex.build([entry(1, "one", place=("x",))], facet_names=["place"])
    index.ask(SearchRequest()).counts["place"]["x"] = 99
    assert index.ask(SearchRequest()).counts == {"place": {"x": 1}}


def test_count_ignores_its_own_facet():
    index = DirectoryIndex.build(
        [
            entry(1, "one", place=("ohio",), delivery=("online",)),
            entry(2, "two", place=("texas",), delivery=("online",)),
            entry(3, "three", place=("texas",), delivery=("hybrid",)),
        ],
        facet_names=["place", "delivery"],
    )
    answer = index.ask(SearchRequest(choices={"place": ("ohio",)}))
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
    assert index.ask(SearchRequest(choices=choices)).total == total


def test_empty_index_answers():
    answer = DirectoryIndex.build([], facet_names=["place"]).ask(SearchRequest(q="library"))
    assert (answer.pks, answer.total, answer.counts) == ([], 0, {"place": {}})


@pytest.mark.parametrize("sequence", [[1], [1, 1], [1, 3], [1, 2, 2], [1, 2, 3]])
def test_order_must_name_each_entry_once(sequence):
    entries = [entry(1, "one"), entry(2, "two")]
    with pytest.raises(ValueError, match="newest"):
        DirectoryIndex.build(entries, facet_names=(), orders={"newest": sequence})


def test_entries_with_the_same_pk_are_refused():
    with pytest.raises(ValueError, match="pk"):
        DirectoryIndex.build([entry(1, "one"), entry(1, "two")], facet_names=())
