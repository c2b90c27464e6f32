"""The index in memory against a plain reading of the same rules, and by example."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

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
from directory.search.ranking import (
    APART,
    BEGINNING,
    EXACT,
    GRADES,
    OTHER_NUMBER,
    SHORT,
    STEPS,
    SYNONYM,
    grade,
    telling,
)
from tests.bench.corpus import FACETS, SYNONYMS, documents, orders, questions

FACET_NAMES = ("place", "delivery")
GROUPS = (("x b", "aide"), ("aide", "the pages"), ("x b c", "lib"), ("nowhere", "unheard of"))
WORDS = ("x", "xb", "xbc", "b", "c", "lib", "library", "libraries", "aide", "aides", "the")


class Naive:
    """The rules of the index, spelt out entry by entry."""

    def __init__(self, entries, sequences):
        self.entries = entries
        self.sequences = sequences
        self.tokens = {entry.pk: list(map(tokens, entry.fields)) for entry in entries}
        groups = [{tuple(keywords(words(text))) for text in group} for group in GROUPS]
        self.groups = [g for g in groups if any(self.says(e, g, 9) for e in entries)]

    def has(self, entry, word, level, exact=True):
        known = [token for texts in self.tokens[entry.pk][: level + 1] for token in texts]
        return word in known if exact else any(token.startswith(word) for token in known)

    @cache  # noqa: B019
    def is_whole(self, word):
        return any(self.has(entry, word, 9) for entry in self.entries)

    def has_form(self, entry, word, level):
        return any(self.has(entry, form, level) for form in (word, *other_numbers(word)))

    def has_term(self, entry, word, level):
        begins = self.has(entry, word, level, exact=False)
        if len(word) <= SHORT and self.is_whole(word):
            begins = False
        return begins or self.has_form(entry, word, level)

    def says(self, entry, phrases, level):
        return any(all(self.has_form(entry, word, level) for word in phrase) for phrase in phrases)

    def says_together(self, entry, phrase):
        last = {phrase[-1], *other_numbers(phrase[-1])}
        for text in map(words, entry.fields):
            for start in range(len(text) - len(phrase) + 1):
                run = text[start : start + len(phrase)]
                if tuple(run[:-1]) == phrase[:-1] and run[-1] in last:
                    return True
        return False

    def synonyms(self, phrase):
        if not phrase:
            return set()
        forms = {phrase, *((*phrase[:-1], other) for other in other_numbers(phrase[-1]))}
        return {other for group in self.groups if forms & group for other in group}

    def parts(self, typed):
        """(words, their synonyms, the words in one, may begin others) from the left, the longest
        phrases first."""
        every = typed
        while typed:
            longest = next((size for size in (3, 2) if self.synonyms(typed[:size])), 1)
            pair, joined = typed[:2], "".join(typed[:2])
            known = any(self.has_form(entry, joined, 9) for entry in self.entries)
            if longest == 1 and len(pair) == 2 and (known or self.synonyms((joined,))):
                part = (pair, self.synonyms((joined,)), joined, True)
            else:
                word = typed[0]
                begins = (
                    longest > 1
                    or len(word) > SHORT
                    or (typed == every[-1:] and not self.is_whole(word))
                )
                part = (typed[:longest], self.synonyms(typed[:longest]), None, begins)
            yield part
            typed = typed[len(part[0]) :]

    def read(self, question):
        return list(self.parts(tuple(keywords(words(question.q)))[:10]))

    @cache  # noqa: B019
    def telling(self, word):
        often = sum(self.has_term(entry, word, 9) for entry in self.entries)
        if not often:
            others = self.synonyms((word,))
            often = sum(self.says(entry, others, 9) for entry in self.entries)
        return telling(often, len(self.entries))

    def grade(self, entry, part):
        """How well an entry has a part; 0 when it does not."""
        phrase, others, joined, may_begin = part
        ways = [(EXACT, self.has), (OTHER_NUMBER, self.has_form)]
        ways += [(BEGINNING, self.has_term)] * may_begin
        levels = range(len(entry.fields))
        found = []
        for kind, has in ways:
            level = next((n for n in levels if all(has(entry, w, n) for w in phrase)), None)
            if level is not None:
                found.append(grade(level, kind))
                break
        is_known_phrase = len(phrase) > 1 and joined is None
        if found and is_known_phrase and not self.says_together(entry, phrase):
            found = [max(1, round(found[0] * APART))]
        if joined is not None:
            found += [grade(n, OTHER_NUMBER) for n in levels if self.has_form(entry, joined, n)][:1]
        if joined is not None or not found:
            found += [grade(n, SYNONYM) for n in levels if self.says(entry, others, n)][:1]
        return max(found, default=0)

    def worth(self, entry, parts):
        """What an entry is worth; None when it does not have every part."""
        total = sum(self.telling(word) for part in parts for word in part[0])
        worth = 0
        for part in parts:
            having = self.grade(entry, part)
            if not having:
                return None
            share = sum(map(self.telling, part[0])) / total
            worth += round(GRADES * share * having / STEPS)
        return worth

    def chosen(self, entry, choices, ignored=None):
        return all(
            not values or set(values) & set(entry.facets.get(name, ()))
            for name, values in choices.items()
            if name != ignored
        )

    def matching(self, question, ignored=None):
        parts = self.read(question)
        worth = [(self.worth(entry, parts), entry) for entry in self.entries]
        found = [
            (value, entry)
            for value, entry in worth
            if value is not None and self.chosen(entry, question.choices, ignored)
        ]
        pks = [entry.pk for _value, entry in sorted(found, key=lambda each: -each[0])]
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

    def ask(question):
        answer = index.ask(question)
        return answer, answer.counts

    alone = [ask(question) for question in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, asked)) == alone


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
