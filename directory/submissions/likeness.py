"""What is there already: entries and waiting suggestions with the same address or a like name."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from directory.catalog.directories import DIRECTORIES
from directory.catalog.text import fold, words
from directory.models import Entry, Submission

# Of 100, whatever the order of the words: more than the 94 of "North Dakota Library Association"
# and "South Dakota Library Association", less than the 98 of a slip of the keyboard.
ALIKE = 96
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Like:
    """Something that the sender may have meant: a public entry, or a suggestion that waits.

    What waits has no name here: what the public sends is shown to nobody before an editor saw it.
    """

    entry: Entry | None = None
    waiting: Submission | None = None


def same_address(url: str) -> str:
    """Return one spelling for the addresses that lead to one page, as a rule: without scheme,
    "www.", the last slash and the fragment."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return url.strip()
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"


def same_name(name: str) -> str:
    """Return the words of a name, to be compared."""
    return " ".join(words(fold(name)))


def like(*, name: str, url: str) -> list[Like]:
    """Return what is like a suggestion, the surest first; at most a handful."""
    address, called = same_address(url) if url else "", same_name(name)
    found: dict[tuple, Like] = {}
    for directory in DIRECTORIES.values():
        if not issubclass(directory.model, Entry):
            continue
        rows = list(directory.records().order_by("pk").values_list("pk", "name", "url"))
        numbers = _alike(rows, address, called)
        for entry in directory.records().filter(pk__in=numbers[:SHOWN]).order_by("pk"):
            found[(directory.slug, entry.pk)] = Like(entry=entry)
    waiting = Submission.objects.waiting().filter(kind=Submission.Kind.SUGGESTION)
    rows = list(waiting.values_list("pk", "name", "url"))
    for number in _alike(rows, address, called)[:1]:
        found[("waiting", number)] = Like(waiting=waiting.get(pk=number))
    return list(found.values())[:SHOWN]


def _alike(rows: Iterable[tuple[int, str, str]], address: str, called: str) -> list[int]:
    """Return the numbers of the rows with the same address, then of those with a very like name."""
    same = [pk for pk, _name, url in rows if address and url and same_address(url) == address]
    names = {pk: same_name(name) for pk, name, _url in rows}
    alike = process.extract(
        called, names, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=SHOWN
    )
    return list(dict.fromkeys([*same, *(pk for _name, _score, pk in alike)]))


def reported_before(submission: Submission) -> Submission | None:
    """Return a report on the same entry and the same problem that still waits."""
    return (
        Submission.objects.waiting()
        .filter(
            kind=Submission.Kind.REPORT,
            content_type=submission.content_type,
            object_id=submission.object_id,
            problem=submission.problem,
        )
        .first()
    )
