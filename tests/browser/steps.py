"""What readers do on a filtered list, and what they then have on their screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, Request

Pairs = list[tuple[str, str]]


def by_htmx(request: Request) -> bool:
    """Whether the page asks for the list alone."""
    return request.headers.get("hx-request") == "true"


def by_back(request: Request) -> bool:
    """Whether the page asks for itself because the reader went through the history."""
    return request.headers.get("hx-history-restore-request") == "true"


def settled(page: Page) -> None:
    """Go on when no request of the page is under way and the last swap is done."""
    page.wait_for_function(
        "document.readyState === 'complete' && window.htmx &&"
        " !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"
    )


@contextmanager
def answered(page: Page, asks: Callable[[Request], bool] = by_htmx) -> Iterator[None]:
    """Do inside what makes the page ask for another list; go on when that list stands."""
    with page.expect_response(lambda response: asks(response.request)) as info:
        yield
    info.value.finished()
    settled(page)


def back(page: Page, steps: int = -1) -> None:
    """Go through the history of one list; the browser's own Back to another page is `go_back`."""
    with answered(page, by_back):
        page.evaluate("steps => history.go(steps)", steps)


def box(page: Page, facet: str, value: str) -> Locator:
    """The check box of one option."""
    return page.locator(f'#f input[name="{facet}"][value="{value}"]')


def set_boxes(page: Page, pairs: Pairs, q: str = "") -> None:
    """Choose exactly these, hidden or not, in one step, as a reader who is quick."""
    with answered(page):
        page.evaluate(
            """([pairs, q]) => {
              const form = document.querySelector('#f');
              const chosen = new Set(pairs.map(String));
              for (const box of form.querySelectorAll('[type=checkbox]'))
                box.checked = chosen.has(String([box.name, box.value]));
              form.elements.q.value = q;
              form.querySelector('[type=checkbox]').dispatchEvent(
                new Event('change', { bubbles: true }));
            }""",
            [pairs, q],
        )


def unfold(page: Page, facet: str) -> None:
    """Show all options of a long facet."""
    more = page.locator(f'#facet-{facet} .more')
    if more.is_visible():
        more.click()


def tick(page: Page, facet: str, value: str) -> None:
    """Choose an option, or take the choice back, and wait for the list."""
    if not box(page, facet, value).is_visible():
        unfold(page, facet)
    with answered(page):
        box(page, facet, value).click()


def type_slowly(page: Page, text: str) -> None:
    """Type into the search box, and see the list of every letter before typing the next."""
    page.locator("#q").focus()
    for letter in text:
        with answered(page):
            page.keyboard.type(letter)


def choices_shown(page: Page) -> Pairs:
    """What the controls of the form hold: names and values, sorted, without what is empty."""
    held = page.evaluate("[...new FormData(document.querySelector('#f'))]")
    return sorted((name, value) for name, value in held if value)


def choices_in_url(page: Page) -> Pairs:
    """What the address asks for, the page number left out, since no control holds it."""
    asked = parse_qsl(urlsplit(page.url).query)
    return sorted(pair for pair in asked if pair[0] != "page")


def count_shown(page: Page) -> int:
    """The number in the heading of the results."""
    return int(page.locator("#results-title").inner_text().split()[0].replace(",", ""))


def counts_shown(page: Page, facet: str) -> dict[str, int]:
    """The number beside each option of a facet, in the order of the options."""
    counts = page.locator(f"#facet-{facet} .option").evaluate_all(
        "all => all.map(o => [o.querySelector('input').value, +o.querySelector('.n').textContent])"
    )
    return dict(counts)


def rows_shown(page: Page) -> list[str]:
    """The slugs of the entries on the page, in order."""
    links = page.locator("#results .entry h3 a").evaluate_all("all => all.map(a => a.pathname)")
    return [path.rstrip("/").rsplit("/", 1)[-1] for path in links]


def in_view(locator: Locator) -> bool:
    """Whether an element is inside the window as it is scrolled now."""
    return locator.evaluate(
        "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }"
    )
