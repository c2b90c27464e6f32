"""What an answer means: the one place where a fetch becomes a result of the trust rules."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx
from django.utils.translation import gettext as _

from directory.links import soft404
from directory.links.addresses import Refused, parse
from directory.links.connections import Response
from directory.links.fetching import Conditions, Fetched, FetchFault
from directory.links.pages import Page, read
from directory.links.soft404 import ENOUGH
from directory.models.links import LONGEST_URL, Link

Result = Link.Result

FAULTS = {
    FetchFault.REFUSED: Result.REFUSED,
    FetchFault.EXCLUDED: Result.EXCLUDED,
    FetchFault.DNS: Result.DNS_FAULT,
    FetchFault.TLS: Result.TLS_FAULT,
    FetchFault.TIMEOUT: Result.SLOW,
    FetchFault.CONNECTION: Result.NO_CONNECTION,
    FetchFault.LOOP: Result.LOOP,
}
# A person can see the page, or has to look whether anybody can: neither a success nor a failure.
UNCERTAIN = frozenset({Result.BLOCKED, Result.EXCLUDED, Result.REFUSED, Result.DOUBTFUL})
SUCCESSES = frozenset({Result.OK, Result.REDIRECTED, Result.DRIFTED})

# Headers by which the makers of bot walls say that this is one.
_WALL_HEADERS = ("cf-mitigated", "x-amzn-waf-action")
_WALL_WORDS = re.compile(
    r"^just a moment|^attention required|^access (to this page has been )?denied"
    r"|are you (a )?(human|robot)|verify(ing)? (that )?you are (a )?(human|not a robot)"
    r"|^pardon our interruption|^request (unsuccessful|rejected)|ddos protection"
    r"|^(security|bot|human) (check|verification)|captcha|checking your browser"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check of one link says."""

    result: Link.Result
    # Whether this speaks for (True) or against (False) the link, or says nothing (None).
    works: bool | None
    detail: str = ""
    http_status: int | None = None
    final_url: str = ""  # "" when it is the address itself
    etag: str = ""
    last_modified: str = ""
    page: Page | None = None


def conditions_of(link: Link) -> Conditions | None:
    """Return what a repeated request may send: only of a page that was found in order."""
    if link.state != Link.State.OK:
        return None
    try:
        url = link.final_url or str(parse(link.url))
    except Refused:
        return None
    return Conditions(url, link.etag, link.last_modified)


def verdict_on(link: Link, fetched: Fetched, ask: Callable[[str], Fetched]) -> Verdict:
    """Return the verdict on `link`, as it stood before, from what came of fetching it.

    `ask` fetches one more address: a path beside the page, whenever its words are new to us.
    Raise ValueError for a host at rest, of which nothing can be said.
    """
    if fetched.fault is not None:
        return _of_fault(fetched)
    answer = fetched.answer
    final = _final_url(link, fetched)
    if answer.status == 304:
        result = Result.REDIRECTED if final else Result.OK
        return Verdict(result, True, "", 304, final, link.etag, link.last_modified)
    page = read(answer)
    if is_bot_wall(answer, page):
        return Verdict(Result.BLOCKED, None, _("A bot wall."), answer.status, final)
    if answer.status in (404, 410):
        return Verdict(Result.GONE, False, "", answer.status, final)
    if 400 <= answer.status < 500 or answer.status == 999:  # 999: LinkedIn's own
        return Verdict(Result.BLOCKED, None, "", answer.status, final)
    if not 200 <= answer.status < 300:
        return Verdict(Result.SERVER_ERROR, False, "", answer.status, final)
    if signs := _soft_404(link, fetched, page, ask):
        verdict = Verdict(Result.DOUBTFUL, None, signs[0], answer.status, final)
        return gone(verdict, " ".join(dict.fromkeys(signs))) if len(signs) >= ENOUGH else verdict
    kept = [answer.headers.get(name, "") for name in ("etag", "last-modified")]
    etag, modified = (
        value if value.isascii() and len(value) <= longest else ""
        for value, longest in zip(kept, (500, 100), strict=True)
    )
    result = Result.REDIRECTED if final else Result.OK
    if page is not None and link.text_hash and page.text_hash not in ("", link.text_hash):
        result = Result.DRIFTED
    return Verdict(result, True, "", answer.status, final, etag, modified, page)


def gone(verdict: Verdict, signs: str) -> Verdict:
    """Return the same verdict, but for the page: it is not there, as these signs show."""
    return replace(verdict, result=Result.SOFT_404, works=False, detail=signs)


def _of_fault(fetched: Fetched) -> Verdict:
    if fetched.fault not in FAULTS:
        raise ValueError(fetched.fault)
    result, detail = FAULTS[fetched.fault], fetched.detail
    works = None if result in UNCERTAIN else False
    if fetched.fault is FetchFault.TLS and fetched.answers_unverified:
        # Browsers fetch a missing intermediate certificate by themselves: perhaps readers see it.
        works, detail = None, _("%(fault)s; the server does answer.") % {"fault": detail}
    if fetched.fault is FetchFault.LOOP and fetched.wants_cookies:
        return Verdict(Result.BLOCKED, None, _("It wants cookies, and we keep none."))
    return Verdict(result, works, detail)


def _final_url(link: Link, fetched: Fetched) -> str:
    """Return where the redirects led; "" without any, or when the address is too long to be
    kept."""
    same = fetched.final_url == str(parse(link.url))
    return "" if same or len(fetched.final_url) > LONGEST_URL else fetched.final_url


def is_bot_wall(answer: Response, page: Page | None) -> bool:
    """Return whether an answer is meant to keep programs out, whatever its status."""
    if any(name in answer.headers for name in _WALL_HEADERS):
        return True
    if b"_Incapsula_Resource" in answer.body and len(answer.body) < 4096:
        return True
    if page is None:
        return False
    return any(_WALL_WORDS.search(soft404.folded(words[:200])) for words in
               (page.title, *page.headings))  # fmt: skip


def _soft_404(
    link: Link, fetched: Fetched, page: Page | None, ask: Callable[[str], Fetched]
) -> list[str]:
    """Return the signs of a soft 404 in words, one that weighs as two twice; `ask` is the last
    resort.

    Many at one end is told by `checking`.
    """
    asked, final = parse(link.url), httpx.URL(fetched.final_url)
    signs = [_("Redirected to a shorter address.")] * soft404.sent_up_signs(asked, final)
    if page is not None:
        signs += [_("The page says that it was not found.")] * soft404.not_found_signs(page)
        if len(signs) < ENOUGH and _is_like_its_sibling(link, page, final, ask):
            signs.append(_("An address that nobody made answers the same text."))
    return signs


def _is_like_its_sibling(
    link: Link, page: Page, final: httpx.URL, ask: Callable[[str], Fetched]
) -> bool:
    known = link.state == Link.State.OK and page.text_hash == link.text_hash
    beside = None if known else soft404.sibling(final)
    if beside is None:
        return False
    other = ask(str(beside))
    if other.answer is None or other.answer.status != 200:
        return False
    words = read(other.answer)
    return words is not None and soft404.is_same_text(page, final, words, beside)
