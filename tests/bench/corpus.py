"""Made-up entries and questions for measuring: words as uneven as in real text, same every run."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate

from directory.catalog.text import tokens
from directory.search.index import Document, SearchRequest

_DOMAIN_TEXT = """
library technician certificate program support staff assistant college community associate degree
paraprofessional cataloging circulation reference services public school online courses university
science information technical diploma bachelor media specialist children young adult literacy
collection preservation archives digital acquisitions interlibrary loan technology training state
department education board certification level requirements continuing credit hours director trustee
museum studies e-learning post-master's children's summer regional county district workshop
"""
DOMAIN_WORDS = tuple(_DOMAIN_TEXT.split())
PLACES = tuple(f"place-{number:02}" for number in range(69))
FACETS: dict[str, tuple[str, ...]] = {
    "place": PLACES,
    "credential": ("certificate", "associate", "diploma", "bachelor", "master", "post-master"),
    "delivery": ("online", "on-campus", "hybrid", "not-recorded"),
    "recognition": ("ala-lssc", "regional"),
    "control": ("public", "private-nonprofit", "private-for-profit"),
    "country": ("us", "ca"),
}
SYNONYMS = (
    ("support staff", "paraprofessional", "paralibrarian", "library technician", "library aide"),
    ("online", "distance", "e-learning", "web based"),
    ("certificate", "certification", "credential"),
    ("college", "university", "institution"),
    ("cataloging", "cataloguing", "technical services"),
)
ONSETS = (
    "",
    *"bcdfghjklmnprstvw",
    "br",
    "ch",
    "cl",
    "cr",
    "dr",
    "fl",
    "gr",
    "pl",
    "pr",
    "sh",
    "st",
)
VOWELS = (*"aeiou", "ai", "ea", "ee", "io", "ou")
CODAS = ("", "", "", *"lmnrst", "ck", "nd", "ng", "nt", "rd", "st")
KINDS = (
    "no words",
    "one common word",
    "two words",
    "prefix of 1 letter",
    "prefix of 2 letters",
    "prefix of 3 letters",
    "one slip",
    "two slips",
    "missing blank",
    "synonym",
    "plural",
    "question, relaxed",
    "deep page",
    "other order",
    "nonsense",
)


def documents(n: int, seed: int = 1, vocabulary: int = 50_000) -> Iterator[Document]:
    """Entries with a name, an institution and a summary in Zipf-distributed words, one by one."""
    rng = random.Random(seed)
    known = _words(rng, vocabulary)
    weights = list(accumulate(1 / rank for rank in range(1, len(known) + 1)))
    place_weights = list(accumulate(1 / rank for rank in range(4, 4 + len(PLACES))))
    for pk in range(1, n + 1):
        text = rng.choices(known, cum_weights=weights, k=25)
        # Part of a name recurs in the summary, as in real entries.
        name = text[:2] + rng.choices(known, cum_weights=weights, k=4)
        institution = rng.choices(known, cum_weights=weights, k=4)
        place = rng.choices(PLACES, cum_weights=place_weights)[0]
        yield Document(
            pk=pk,
            facets={
                "place": (place,),
                "credential": (rng.choices(FACETS["credential"], (40, 25, 10, 10, 10, 5))[0],),
                "delivery": (rng.choices(FACETS["delivery"], (40, 30, 20, 10))[0],),
                "recognition": tuple(v for v in FACETS["recognition"] if rng.random() < 0.3),
                "control": (rng.choices(FACETS["control"], (70, 20, 10))[0],),
                "country": ("ca" if PLACES.index(place) % 6 == 5 else "us",),
            },
            fields=(
                " ".join(name).title(),
                " ".join(institution).title(),
                " ".join(text).capitalize() + ".",
            ),
        )


def orders(n: int, seed: int = 1) -> dict[str, list[int]]:
    """Another order of the same entries, as by date."""
    return {"newest": random.Random(seed).sample(range(1, n + 1), n)}


def questions(
    sample: Sequence[Document], n: int, seed: int = 1
) -> Iterator[tuple[str, SearchRequest]]:
    """Questions as readers ask them, each with its kind; the words come from the sample."""
    rng = random.Random(seed)
    texts = [[word for field in document.fields for word in tokens(field)] for document in sample]
    every = [word for text in texts for word in text]
    long_words = [word for word in every if len(word) >= 8 and word.isalpha()]
    for position in range(n):
        kind = KINDS[position % len(KINDS)]
        q, order, offset = "", "", 0
        if kind in ("one common word", "deep page", "other order"):
            q = rng.choice((*DOMAIN_WORDS, rng.choice(every)))
        elif kind == "two words":
            q = " ".join(rng.sample(rng.choice(texts), 2))
        elif kind.startswith("prefix"):
            q = rng.choice(every)[: int(kind.split()[2])]
        elif kind == "one slip":
            q = _slip(rng, rng.choice([word for word in rng.choice(texts) if len(word) > 3]))
        elif kind == "two slips":
            q = _slip(rng, _slip(rng, rng.choice(long_words))) + " " + rng.choice(DOMAIN_WORDS)
        elif kind == "missing blank":
            text = [word for word in rng.choice(texts) if len(word) > 3]
            q = "".join(rng.sample(text, 2))
        elif kind == "synonym":
            q = rng.choice([phrase for group in SYNONYMS for phrase in group])
        elif kind == "plural":
            q = rng.choice([word for word in rng.choice(texts) if len(word) > 3]) + "s"
        elif kind == "question, relaxed":
            asked = (rng.choice(DOMAIN_WORDS), rng.choice(every), *rng.sample(rng.choice(texts), 2))
            q = "what does {} ask of the {} in {} or {}".format(*asked)
        elif kind == "nonsense":
            q = "".join(rng.choices("aeioubcdfgklmnprst", k=rng.randrange(5, 14)))
        if kind == "deep page":
            q, offset = rng.choice(("", q)), rng.randrange(20, max(40, len(sample) * 20), 20)
        elif kind == "other order":
            q, order, offset = rng.choice(("", q)), "newest", rng.randrange(0, 2000, 20)
        chosen = rng.sample(sorted(FACETS), rng.randrange(4))
        choices = {
            name: tuple(rng.sample(FACETS[name], rng.randrange(1, min(3, len(FACETS[name])) + 1)))
            for name in chosen
        }
        relax = kind == "question, relaxed"
        yield kind, SearchRequest(q=q, choices=choices, order=order, offset=offset, relax=relax)


def _words(rng: random.Random, count: int) -> list[str]:
    """Distinct words, the frequent ones first: those of the field among made-up ones."""
    made_up: dict[str, None] = {}
    while len(made_up) < count:
        # Frequent words are short ones.
        syllables = rng.choices((1, 2, 3, 4), (4, 8, 3, 0) if len(made_up) < 500 else (1, 8, 9, 4))
        made_up[
            "".join(
                rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
                for _ in range(syllables[0])
            )
        ] = None
    known = list(made_up)
    for position, word in enumerate(DOMAIN_WORDS):
        known.insert(position * 2, word)
    return known[:count]


def _slip(rng: random.Random, word: str) -> str:
    """The word with one slip of the finger: a letter lost, doubled, changed or swapped."""
    spot = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:spot], word[spot], word[spot + 1 :]
    other = rng.choice("aeiourstnlc")
    return rng.choice(
        (
            before + after,
            before + letter + letter + after,
            before + other + after,
            before + after[0] + letter + after[1:],
        )
    )
