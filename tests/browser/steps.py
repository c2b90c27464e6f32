"""What readers do on a filtered list, and what they then have on their screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, Request, Route, expect

Pairs = list[tuple[str, str]]
PATIENCE = 30_000  # ms; for machines that are busy with something else
ENTRY = "#results .entry :is(h3, h4) a"
# Some lists, with two filters that have entries in common.
FILTERED = [
    ("/programs/", ("credential", "master"), ("delivery", "online")),
    ("/announcements/", ("kind", "event"), ("year", "2015")),
]


def by_htmx(request: Request) -> bool:
    """Whether the page asks for the list alone."""
    return request.headers.get("hx-request") == "true"


def by_back(request: Request) -> bool:
    """Whether the page asks for itself because the reader went through the history."""
    return request.headers.get("hx-history-restore-request") == "true"


def settled(page: Page) -> None:
    """Go on when no request of the page is under way and the last swap is done."""
    busy = page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")
    expect(busy).to_have_count(0, timeout=PATIENCE)


@contextmanager
def answered(page: Page, asks: Callable[[Request], bool] = by_htmx) -> Iterator[None]:
    """Do inside what makes the page ask for another list; go on when that list stands."""
    with page.expect_response(lambda response: asks(response.request)) as info:
        yield
    info.value.finished()
    settled(page)


def back(page: Page, steps: int = -1) -> None:
    """Go through the history of one list; to another page the way back is `leave_back`."""
    page.evaluate(
        """([steps, patience]) => new Promise((restored, failed) => {
          document.addEventListener('htmx:historyRestore', () => restored(), { once: true });
          setTimeout(() => failed(new Error('Nothing was restored.')), patience);
          history.go(steps);
        })""",
        [steps, PATIENCE],
    )
    settled(page)


def leave_back(page: Page) -> None:
    """Go back to another page, which the browser may show as it was, without loading it."""
    page.go_back(wait_until="commit", timeout=PATIENCE)
    page.locator("#results").wait_for()
    settled(page)


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
    more = page.locator(f"#facet-{facet} .more")
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
    links = page.locator(ENTRY).evaluate_all("all => all.map(a => a.pathname)")
    return [path.rstrip("/").rsplit("/", 1)[-1] for path in links]


def file_of(page: Page, kind: str) -> str:
    """The address of the list on the screen as data: kind is csv, json or atom."""
    return page.locator(f"#as-{kind}").get_attribute("href")


def search_of(page: Page) -> str:
    return page.evaluate("() => location.search")


def everything(page: Page, path: str = "/programs/") -> list[dict]:
    """All entries of a directory, as its unfiltered file of data has them."""
    return page.request.get(f"{path}list.json?per_page=500").json()["items"]


def with_any(items: list[dict], **chosen: set[str]) -> list[dict]:
    """The entries that have, in each named field, one of the values (a set) chosen there."""

    def values(item: dict, name: str) -> set[str]:
        value = item[name]
        return set(value) if isinstance(value, list) else {value or "not-recorded"}

    return [item for item in items if all(values(item, n) & chosen[n] for n in chosen)]


# All that a list on a screen says, as far as its address decides it.
PICTURE = """doc => {
  const all = (selector, tell) => [...doc.querySelectorAll(selector)].map(tell);
  const held = e => e.name && (e.type !== 'checkbox' || e.checked);
  const told = line => line.split('\\t');
  const folded = list => (list.dataset.rest ?? '').split('\\n').filter(Boolean).map(told)
    .map(([label, n, also, value]) => [value ?? label.toLowerCase().replaceAll(' ', '-'), n]);
  const offered = list => [...list.querySelectorAll('.option')]
    .map(o => [o.firstElementChild.value, o.querySelector('.n').textContent]);
  return {
    title: doc.title,
    heading: doc.querySelector('#results-title').textContent,
    controls: [...doc.querySelector('#f').elements].filter(held).map(e => [e.name, e.value]),
    options: all('.options', list => [...offered(list), ...folded(list)].sort()),
    chips: all('.chips a', a => a.getAttribute('href')),
    entries: all('#results .entry :is(h3, h4) a', a => a.getAttribute('href')),
    files: all('link[rel=alternate]', link => link.getAttribute('href')),
  };
}"""


def picture(page: Page) -> dict:
    """What the reader's screen says."""
    return page.evaluate(f"({PICTURE})(document)")


def picture_served(page: Page) -> dict:
    """What the page at the address in the address bar says when it is loaded anew."""
    html = page.request.get(page.url).text()
    script = f"html => ({PICTURE})(new DOMParser().parseFromString(html, 'text/html'))"
    return page.evaluate(script, html)


class Gate:
    """Holds back the replies to some requests until it is opened, for as long as that takes."""

    def __init__(self, page: Page, holds: Callable[[Request], bool]) -> None:
        page.evaluate("() => { htmx.config.timeout = 0 }")
        self._page, self._holds = page, holds
        self._held: list[Route] = []
        self._is_open = False
        page.route("**/*", self._arrive)

    def _arrive(self, route: Route) -> None:
        if self._is_open or not self._holds(route.request):
            route.continue_()
        else:
            self._held.append(route)

    def open(self) -> None:
        """Let the replies come, and give the page the time to show what it must not show."""
        self._is_open = True
        for route in self._held:
            route.continue_()
            if response := route.request.response():
                response.finished()
        self._page.wait_for_timeout(100)


def in_view(locator: Locator) -> bool:
    """Whether an element is inside the window as it is scrolled now."""
    return locator.evaluate(
        "e => { const { top, bottom } = e.getBoundingClientRect();"
        " return top >= 0 && bottom <= innerHeight }"
    )


def press_on(page: Page, selector: str, key: str = "Enter") -> None:
    """Use a control with the keyboard and wait for the list it leads to."""
    page.locator(selector).focus()
    with answered(page):
        page.keyboard.press(key)


def open_entry(page: Page, number: int) -> str:
    """Follow the link of an entry of the list (the first is 0); returns the path it leads to."""
    link = page.locator(ENTRY).nth(number)
    path = link.get_attribute("href")
    link.click()
    page.wait_for_url(f"**{path}")
    return path


def keep_out_of_the_back_forward_cache(page: Page) -> None:
    """Make the browser load this page anew when the reader comes back to it."""
    page.evaluate("() => addEventListener('unload', () => {})")


def was_kept(page: Page) -> bool:
    """Whether the page on screen is the one that the reader left, `window.mark` and all."""
    return page.evaluate("() => window.mark === 'left'")


def ask_for(page: Page, words: str) -> None:
    """Type words and press Enter."""
    page.locator("#q").fill(words)
    with answered(page):
        page.keyboard.press("Enter")
