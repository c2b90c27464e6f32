"""Requests as readers send them, in endless variety: what is asked comes from the site itself."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from tests.bench.site import Client

LISTS = ("/programs/", "/certification/", "/institutions/", "/colleague-connection/",
         "/other-resources/", "/announcements/")  # fmt: skip
CHOSEN_FIRST = 12  # of each list, so many choices are looked at for what can be chosen beside them
PER_PAGE = 20
API = "/api/directory/v1"
# A list of the site by its name in the API.
COLLECTIONS = {
    "/programs/": "programs",
    "/certification/": "certification-requirements",
    "/institutions/": "institutions",
    "/colleague-connection/": "associations",
    "/other-resources/": "resources",
    "/announcements/": "announcements",
}
API_PAGE = 50

Request = tuple[str, dict[str, str]]


@dataclass
class List:
    """What can be asked of one list: choices with what remains beside them, words, entries."""

    path: str
    total: int
    words: list[str]
    entries: list[str]
    choices: list[tuple[tuple[str, str], list[tuple[str, str]]]] = field(default_factory=list)


def lists(client: Client, chance: random.Random) -> list[List]:
    """What the lists of the site offer now."""
    found = []
    for path in LISTS:
        data = read(client, path, [("per_page", "500")])
        names = [item.get("name") or item.get("title") for item in data["items"]]
        each = List(
            path=path,
            total=data["total"],
            words=[word for name in names for word in name.split() if word.isalpha()],
            entries=[item["page_url"].removeprefix(client.origin) for item in data["items"]],
        )
        offered = values(data)
        for choice in chance.sample(offered, min(CHOSEN_FIRST, len(offered))):
            beside = [other for other in values(read(client, path, [choice])) if other != choice]
            each.choices.append((choice, beside))
        found.append(each)
    return found


def read(client: Client, path: str, pairs: list[tuple[str, str]]) -> dict:
    """A list as data."""
    answer = client.get(f"{path}list.json?{urlencode(pairs)}", **{"Accept-Encoding": "identity"})
    return json.loads(answer[2])


def values(data: dict) -> list[tuple[str, str]]:
    """All choices that leave something to find."""
    return [
        (name, option["value"])
        for name, options in data["facets"].items()
        for option in options
        if option["count"]
    ]


def questions(all_lists: list[List], seed: int) -> Iterator[str]:
    """Addresses of lists: none, one or two choices, words in every third, pages further down."""
    chance = random.Random(seed)
    while True:
        each = chance.choice(all_lists)
        pairs = []
        if number := chance.choice((0, 1, 1, 2)):
            choice, beside = chance.choice(each.choices)
            pairs = [choice, *chance.sample(beside, min(number - 1, len(beside)))]
        if chance.random() < 0.35:
            pairs.append(("q", " ".join(chance.sample(each.words, chance.choice((1, 1, 2))))))
        elif not pairs and each.total > PER_PAGE:
            pairs.append(("page", str(chance.randint(2, -(-each.total // PER_PAGE)))))
        yield each.path + ("?" + urlencode(sorted(pairs)) if pairs else "")


def warm_up(client: Client, all_lists: list[List]) -> None:
    """Look at every page of every list once, as readers have done on a site that runs for a day."""
    for each in all_lists:
        for page in range(1, -(-each.total // PER_PAGE) + 1):
            client.get(f"{each.path}?page={page}" if page > 1 else each.path)
        for page in range(1, -(-each.total // 500) + 1):
            client.get(f"{API}/{COLLECTIONS[each.path]}?per_page=500&page={page}")


def api_questions(all_lists: list[List], seed: int) -> Iterator[str]:
    """The questions of readers as programs ask them: fifty entries, with counts."""
    chance = random.Random(seed)
    for url in questions(all_lists, seed):
        path, _mark, query = url.partition("?")
        name = COLLECTIONS[path]
        total = next(each.total for each in all_lists if each.path == path)
        pairs = [(key, value) for key, value in parse_qsl(query) if key != "page"]
        if not pairs and total > API_PAGE:
            pairs.append(("page", str(chance.randint(1, -(-total // API_PAGE)))))
        yield f"{API}/{name}?" + urlencode([*pairs, ("facets", "true")])


def kinds(client: Client) -> dict[str, Iterator[Request]]:
    """For each kind of request an endless supply of addresses and headers."""
    chance = random.Random(7)
    all_lists = lists(client, chance)
    warm_up(client, all_lists)
    places = [item["page_url"].removeprefix(client.origin)
              for item in read(client, "/places/", [("per_page", "100")])["items"]]  # fmt: skip

    def fragments(seed: int, **more: str) -> Iterator[Request]:
        before = "/programs/"
        for url in questions(all_lists, seed):
            yield url, {"HX-Request": "true", "HX-Target": "results",
                        "HX-Current-URL": client.origin + before, **more}  # fmt: skip
            before = url

    def repeated() -> Iterator[Request]:
        asked = questions(all_lists, 3)
        known = []
        for url in (next(asked) for _ in range(40)):
            known.append((url, {"If-None-Match": client.get(url)[1].headers["ETag"]}))
        while True:
            yield chance.choice(known)

    def api_repeated() -> Iterator[Request]:
        asked = api_questions(all_lists, 6)
        known = []
        for url in (next(asked) for _ in range(40)):
            known.append((url, {"If-None-Match": client.get(url)[1].headers["ETag"]}))
        while True:
            yield chance.choice(known)

    def searches() -> Iterator[Request]:
        while True:
            words = chance.sample(chance.choice(all_lists).words, chance.choice((1, 1, 2)))
            yield "/search/?" + urlencode({"q": " ".join(words)}), {}

    def compared() -> Iterator[Request]:
        """Two to six places or programs side by side."""
        programs = next(each.entries for each in all_lists if each.path == "/programs/")
        while True:
            path, name, entries = chance.choice(
                [("places", "place", places), ("programs", "p", programs)]
            )
            chosen = chance.sample(entries, chance.randint(2, 6))
            pairs = [(name, url.rstrip("/").rpartition("/")[2]) for url in chosen]
            yield f"/compare/{path}/?" + urlencode(pairs), {}

    def of(*addresses: str) -> Iterator[Request]:
        while True:
            yield chance.choice(addresses), {}

    return {
        "fragment": fragments(1),
        "full page": ((url, {}) for url in questions(all_lists, 2)),
        "repeated, 304": repeated(),
        "place page": of(*places),
        "entry page": of(*(url for each in all_lists for url in each.entries[:200])),
        "site search": searches(),
        "welcome page": of("/"),
        "all places": of("/places/"),
        "list below map": of(
            "/certification/",
            *(
                f"/certification/?audience={value}"
                for name, value in values(read(client, "/certification/", []))
                if name == "audience"
            ),
        ),
        "occupations": of("/occupations/"),
        "side by side": compared(),
        "feed": of(*(f"{path}list.atom" for path in LISTS)),
        "sitemap": of("/sitemap.xml"),
        "API list": ((url, {}) for url in api_questions(all_lists, 5)),
        "API entry": of(
            *(
                f"{API}/{COLLECTIONS[each.path]}/{url.rstrip('/').rpartition('/')[2]}"
                for each in all_lists
                for url in each.entries[:200]
            )
        ),
        "API, 304": api_repeated(),
        # A fragment whose rows are drawn for the first time.
        "after a change": fragments(4, **{"X-Forget-Rows": "1"}),
    }


def known(client: Client) -> dict[str, Iterator[Request]]:
    """For each kind of address some that were asked for before."""
    chance = random.Random(8)
    programs = read(client, "/programs/", [("per_page", "20")])["items"]
    entries = [item["page_url"].removeprefix(client.origin) for item in programs]
    asked = {
        "welcome page": ["/"],
        "place page": ["/places/ohio/", "/places/texas/", "/places/quebec/"],
        "entry page": entries,
        "list": ["/programs/", "/programs/?delivery=online", "/certification/?page=2"],
        "site search": ["/search/?q=ohio", "/search/?q=online+certificate"],
        "feed": [f"{path}list.atom" for path in LISTS],
        "CSV": [f"{path}list.csv" for path in LISTS],
        "twin": ["/places/ohio/index.md", "/programs/index.md", f"{entries[0]}index.md"],
        "API list": [f"{API}/{name}?facets=true" for name in COLLECTIONS.values()],
        "sitemap": ["/sitemap.xml"],
    }

    def again(addresses: list[str]) -> Iterator[Request]:
        for address in addresses:
            client.get(address)
        while True:
            yield chance.choice(addresses), {}

    return {kind: again(addresses) for kind, addresses in asked.items()}
