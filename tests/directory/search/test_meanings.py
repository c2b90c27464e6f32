"""Words that are values of filters: posts and audiences, several of one filter, kinds of places."""

import pytest

from directory.catalog.directories import DIRECTORIES
from directory.listings.listing import Listing
from directory.models import CertificationRequirement, Place
from directory.search.index import DirectoryIndex, Document, SearchRequest
from directory.search.meanings import Meanings, Places, values_meant
from tests.directory.search.test_fulltext import index_of

WHO = [("who", value, label) for value, label in (
    ("staff", "Support staff"), ("part-time", "Part-time staff"), ("heads", "Branch heads"),
)]  # fmt: skip
SYNONYMS = [
    ("Support staff", "assistant", "aide"), ("Part-time staff", "part time"),
    ("Branch heads", "branch manager"), ("distance", "online"),
]  # fmt: skip
PLACES = [("ohio", ["Ohio"], "US-OH"), ("yukon", ["Yukon"], "CA-YT"), ("guam", ["Guam"], "US-GU")]
KINDS = {"states": frozenset({"ohio"}), "territories": frozenset({"yukon", "guam"})}


@pytest.fixture(scope="module")
def index():
    who = {1: ("staff",), 2: ("part-time",), 3: ("heads",), 4: ("staff", "part-time"), 5: ()}
    where = {1: "ohio", 2: "yukon", 3: "guam", 4: "ohio", 5: "ohio"}
    named = Places.of(PLACES, SYNONYMS)
    return DirectoryIndex.build(
        [
            Document(pk, {"who": who[pk], "place": (where[pk],)}, (f"Rule {pk}", "a part of time"))
            for pk in who
        ],
        facet_names=["who", "place"],
        synonyms=named.other_synonyms,
        meanings=Meanings(named, "place", values_meant(WHO, named.other_synonyms), (), KINDS),
    )


@pytest.mark.parametrize(
    ("q", "found", "dropped"),
    [
        ("aide", {1, 4}, ()),
        ("assistants", {1, 4}, ()),
        ("part-time", {2, 4}, ()),
        ("part time aide", {1, 2, 4}, ()),
        ("assistant or branch manager", {1, 3, 4}, ()),
        ("part time yukon", {2}, ()),
        ("part time assistant ohio", {1, 4}, ()),
        ("assistant or branch manager ohio", {1, 4}, ("branch", "manager")),
        ("part time branch manager guam", {3}, ("part", "time")),
        ("part time guam", {3}, ("part", "time")),
        ("aide states", {1, 4}, ()),
        ("rule territories", {2, 3}, ()),
        ("rule states territories", {1, 2, 3, 4, 5}, ()),
        ("rule territories ohio", {1, 4, 5}, ()),
    ],
)
def test_several_values_of_one_filter_are_any_of_them_and_none_is_passed_over(
    index, q, found, dropped
):
    answer = index.ask(SearchRequest(q=q, relax=True))
    assert (set(answer.pks), answer.dropped) == (found, dropped)


def test_what_has_both_values_comes_first(index):
    assert index.ask(SearchRequest(q="part time aide")).pks[0] == 4


def test_what_means_the_same_comes_first_with_the_telling_word_as_typed():
    group = ("techniques de la documentation", "technicien en documentation", "technician")
    others = [f"Course {number}" for number in range(9)]
    index = index_of("Technician", "Techniques de la documentation", *others, synonyms=[group])
    assert index.ask(SearchRequest(q="technicien en documentation")).pks == [2, 1]


@pytest.mark.parametrize("q", ["card", "Card", "cord"])
def test_another_letter_makes_another_short_word(q):
    assert index_of("Care of books").ask(SearchRequest(q=q)).corrections == {}


@pytest.mark.parametrize(
    ("q", "known"),
    [
        ("best", "tests"), ("phone", "iphones"), ("harry", "carry"), ("fines", "files"),
        ("passport", "password"), ("LTAP", "LTA"), ("overdue", "due date is over"),
    ],
)  # fmt: skip
def test_a_true_word_that_looks_like_another_is_none_of_it(q, known):
    assert index_of(f"Library {known}").ask(SearchRequest(q=q)).corrections == {}


@pytest.mark.parametrize(("q", "known"), [("pafe", "page"), ("clwrk", "clerk"), ("grent", "grant")])
def test_a_neighbouring_key_or_another_vowel_is_a_slip_in_a_word_of_five_letters(q, known):
    expected = {} if len(q) == 4 else {q: known}
    assert index_of(f"Library {known}").ask(SearchRequest(q=q)).corrections == expected


def test_initials_that_no_entry_has_stand_for_the_only_name_that_has_them():
    names = ["Public Service Loan Forgiveness", "Old School", "Texas Book Club", "The Big Crane"]
    documents = [Document(pk, {}, (name,), (name,)) for pk, name in enumerate(names, 1)]
    index = DirectoryIndex.build(documents, facet_names=())
    answer = index.ask(SearchRequest(q="pslf"))
    assert (answer.pks, answer.corrections) == ([1], {"pslf": "public service loan forgiveness"})
    assert index.ask(SearchRequest(q="OS")).corrections == {}  # two letters are too few
    assert index.ask(SearchRequest(q="TBC")).corrections == {"tbc": "texas book club"}


@pytest.mark.parametrize("q", ["two-year library degree", "two year library degrees"])
def test_the_word_library_may_stand_in_the_midst_of_a_known_phrase(q):
    index = index_of("Library associate", synonyms=[("associate", "two year degree")])
    answer = index.ask(SearchRequest(q=q))
    assert (answer.pks, len(answer.words)) == ([1], 2)


def test_who_asks_for_a_year_asks_for_what_is_over():
    documents = [
        Document(1, {}, ("Outlook", "grant 2019")),
        Document(2, {}, ("Grant of 2019", ""), is_past=True),
    ]
    index = DirectoryIndex.build(documents, facet_names=())
    assert index.ask(SearchRequest(q="grant 2019")).pks == [2, 1]
    assert index.ask(SearchRequest(q="grant")).pks == [1, 2]


@pytest.mark.parametrize("q", ["acre", "crae", "caare", "cre"])
def test_letters_of_a_short_word_that_are_swapped_or_too_many_are_put_right(q):
    expected = {q: "care"} if len(q) > 3 else {}
    assert index_of("Care of books").ask(SearchRequest(q=q)).corrections == expected


# Below: what the starting content makes of it.


def certification(q):
    found = Listing(DIRECTORIES["certification"], {"q": q}, relax=True)
    return set(found.all_pks), found.answer.dropped


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "audience"),
    [
        ("aide", "support-staff"), ("library assistant", "support-staff"),
        ("clerk", "support-staff"), ("auxiliar de biblioteca", "support-staff"),
        ("part-time", "part-time"), ("part time staff", "part-time"),
        ("school aide", "school"), ("paraeducator", "school"),
        ("branch manager", "department-heads"), ("branch librarian", "department-heads"),
        ("library director", "directors"), ("head librarian", "directors"),
        ("library trustee", "trustees"), ("board members", "trustees"), ("bénévole", "volunteers"),
    ],
)  # fmt: skip
def test_a_post_is_the_audience_of_rules(words, audience):
    rules = CertificationRequirement.objects.filter(audiences__slug=audience)
    assert certification(words) == (set(rules.values_list("pk", flat=True)), ())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "q",
    ["states with no librarian certification", "no librarian license states",
     "states without certification for librarians",
     "states that don't require a librarian certificate"],
)  # fmt: skip
def test_states_that_ask_for_none_are_those_of_which_that_is_recorded(q):
    rules = CertificationRequirement.objects.filter(
        requirement="none",
        audiences__slug="librarians",
        jurisdiction__kind__in=[Place.Kind.STATE, Place.Kind.DISTRICT],
    )
    found, _dropped = certification(q)
    assert found == set(rules.values_list("pk", flat=True)) != set()
