"""What axe-core and a ruler find wrong on every kind of page, in every state of it; rule 30."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.kinds import KINDS, PAGES, address
from tests.browser.steps import box
from tests.starting_content import rows

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another width or another scheme of colors can change.
LOOKS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
AXE = """async (only) => {
  const { violations } = await axe.run(document, { runOnly: only, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`));
}"""


def failing_request(page: Page) -> None:
    """What stands on a list whose request failed."""
    page.route("**/programs/?*", lambda route: route.abort())
    box(page, "delivery", "online").check()
    expect(page.locator("#status .problem")).to_be_visible()


def open_drawer(page: Page) -> None:
    page.locator(".drawer-open").click()
    expect(page.locator("dialog.drawer")).to_have_attribute("open", "")


def all_options(page: Page) -> None:
    for more in page.locator(".more").all():
        more.click()


def all_details(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")


@dataclass(frozen=True)
class State:
    """What to open and to do; and how wide the windows are in which it can be seen."""

    path: str
    prepare: Callable[[Page], None] = lambda page: None
    widths: tuple[int, ...] = (1280, 320)


STATES = {
    "filtered": State("/programs/?country=US&place=ohio&place=texas&q=library"),
    "all options": State("/programs/", all_options, (1280,)),
    "later page": State("/institutions/?page=2"),
    "nothing found": State("/programs/?country=CA&place=ohio"),
    "bad values": State("/programs/?place=ZZ&page=-1&sort=size"),
    "misspelt words": State("/programs/?q=libary+technision"),
    "misspelt place": State("/places/?q=ohoi"),
    "unknown place": State("/places/?q=xyzxyz"),
    "compared programs": State(
        "/compare/programs/?" + "&".join(f"p={row['slug']}" for row in rows("programs")[:6])
    ),
    "nothing compared": State("/compare/places/"),
    "compared with nothing": State("/compare/places/?place=ohio&place=nowhere"),
    "map of some": State("/certification/?audience=directors&requirement=mandatory", all_details),
    "map of one word": State("/certification/?q=library&audience=librarians", all_details),
    "pay": State("/occupations/", all_details),
    "one of the occupations": State(f"/occupations/{rows('occupations')[2]['slug']}/"),
    "narrowed place": State("/places/ohio/?audience=school&how=online", all_details),
    "embedded place": State("/embed/places/kentucky/"),
    "embedded list": State("/embed/programs/?place=ohio"),
    "history of a place": State("/places/ohio/changes/"),
    "what one needs": State("/what-do-i-need/"),
    "a place nobody knows": State("/what-do-i-need/?place=xyzxyz"),
    "suggestion": State("/suggest/?kind=resources"),
    "report": State(f"/report/programs/{rows('programs')[0]['slug']}/"),
    "files": State("/data/", all_details),
    "one compared": State("/compare/places/?place=ohio", all_details),
    "ticked": State("/programs/?page=2&compare=" + rows("programs")[0]["slug"]),
    "search not begun": State("/search/"),
    "search in vain": State("/search/?q=xyzxyz"),
    "reference of the API": State("/api/directory/v1/docs"),
    "failed request": State("/programs/", failing_request, (1280,)),
    "open drawer": State("/programs/?place=ohio", open_drawer, (375,)),
}
ALL = (*KINDS, *STATES)


@pytest.fixture
def calm_page(open_context) -> Page:
    """A page on which no change of color takes time."""
    return open_context(reduced_motion="reduce").new_page()


def show(page: Page, name: str, site: str) -> State:
    """Open a page in one of the states."""
    state = STATES.get(name)
    if state is None:
        state = State(
            address(site, name), widths=(1280, 768, 320) if name in PAGES else (1280, 320)
        )
    page.set_viewport_size({"width": state.widths[0], "height": 900})
    page.goto(state.path)
    state.prepare(page)
    return state


@pytest.mark.parametrize("name", ALL)
def test_axe_finds_nothing(calm_page, server, name):
    """By the rules of WCAG 2.2 A and AA and by those of good practice, light and dark."""
    state = show(calm_page, name, server.url)
    calm_page.evaluate(AXE_SCRIPT)
    assert calm_page.evaluate(AXE, TAGS) == []
    calm_page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for width in state.widths:
        calm_page.set_viewport_size({"width": width, "height": 900})
        assert calm_page.evaluate(AXE, TAGS if width == 320 else LOOKS) == []


def test_axe_would_find_what_is_wrong(calm_page):
    """Neither the policy of the pages nor the choice of rules keeps it from finding faults."""
    calm_page.goto("/programs/")
    calm_page.evaluate(
        """() => {
          document.querySelector('.checked').style.color = '#bbb';
          document.querySelector('label[for=q]').remove();
          for (const link of document.querySelectorAll('.downloads a'))
            link.style.cssText = 'min-height: 0; padding: 0; font-size: 6px; margin: 0 -1px';
        }"""
    )
    calm_page.evaluate(AXE_SCRIPT)
    found = {fault.split(":")[0] for fault in calm_page.evaluate(AXE, TAGS)}
    assert {"color-contrast", "label", "target-size"} <= found


# --- Narrow windows, large type, wide spacing -----------------------------------------------------

# Text that leaves the window or is cut off; what scrolls on purpose may do so.
MISFITS = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const misfits = wide > 0 ? [`the page is ${wide} px too wide`] : [];
  const onlySpoken = (e) => e
    && (getComputedStyle(e).clipPath === 'inset(50%)' || onlySpoken(e.parentElement));
  const hidden = (e) => !e.checkVisibility({ visibilityProperty: true }) || onlySpoken(e)
    || e.closest('.visually-hidden, .spoken, .contents h2, .skip, .skip-inline, datalist, thead');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text; (text = walker.nextNode()); ) {
    if (!text.data.trim() || hidden(text.parentElement)) continue;
    range.selectNodeContents(text);
    const words = range.getBoundingClientRect();
    let box = text.parentElement;
    while (box && getComputedStyle(box).overflowX === 'visible') box = box.parentElement;
    if (box && /auto|scroll/.test(getComputedStyle(box).overflowX)) continue;
    const edge = box?.getBoundingClientRect()
      ?? { left: 0, right: innerWidth, top: -Infinity, bottom: Infinity };
    if (words.left < edge.left - 1 || words.right > edge.right + 1
      || words.top < edge.top - 1 || words.bottom > edge.bottom + 1)
      misfits.push(`${text.parentElement.localName} "${text.data.trim()}"`);
  }
  return misfits;
}"""
# WCAG 1.4.12; a made sheet, since the policy of the pages allows no inline style.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize("name", ALL)
def test_nothing_scrolls_sideways_or_is_cut_off(calm_page, server, name):
    """Rule 30: at 320 px, also with text of twice the size, zoomed to 200 %, and with the text
    spacing of WCAG 1.4.12."""
    show(calm_page, name, server.url)
    assert calm_page.evaluate(MISFITS) == []
    screen = calm_page.context.new_cdp_session(calm_page)
    for width, height, scale in ((320, 900, 1), (640, 450, 2)):
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        screen.send("Emulation.setDeviceMetricsOverride", metrics)
        assert calm_page.evaluate("[innerWidth, devicePixelRatio]") == [width, scale]
        assert calm_page.evaluate(MISFITS) == []
    calm_page.evaluate(SPACING)
    for width in (1280, 320):
        screen.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
        )
        assert calm_page.evaluate(MISFITS) == []
    calm_page.evaluate("document.adoptedStyleSheets = []")
    calm_page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert calm_page.evaluate(MISFITS) == []


def test_the_ruler_would_find_what_does_not_fit(calm_page):
    calm_page.goto("/programs/")
    calm_page.evaluate(
        "for (const p of document.querySelectorAll('.downloads'))"
        " p.style.cssText = 'flex-wrap: nowrap; white-space: nowrap'"
    )
    calm_page.evaluate("document.querySelector('h1').style.cssText = 'height: 9px; overflow: clip'")
    calm_page.set_viewport_size({"width": 320, "height": 900})
    misfits = " ".join(calm_page.evaluate(MISFITS))
    assert "too wide" in misfits
    assert "Feed of changes" in misfits
    assert calm_page.locator("h1").inner_text() in misfits


# --- Targets and focus ----------------------------------------------------------------------------

# What can be pressed and how large it is; links within a sentence may be as high as its lines.
SMALL = """(least) => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.type !== 'hidden')
  .filter((e) => !e.closest('.skip, .skip-inline'))
  .map((e) => e.closest('label') ?? e)
  .filter((e) => {
    const within = [...e.parentElement.childNodes]
      .some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    return !(within && e.localName === 'a');
  })
  .map((e) => [e.getBoundingClientRect(), `${e.localName}.${e.className} ${e.textContent.trim()}`])
  .filter(([{ width, height }]) => Math.min(width, height) < least)
  .map(([{ width, height }, name]) => `${name}: ${Math.round(width)} x ${Math.round(height)}`)"""


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("path", ["/programs/?place=california&q=library", "/places/ohio/"])
def test_targets_are_large_enough(calm_page, path, width):
    """Rule 30."""
    calm_page.set_viewport_size({"width": width, "height": 900})
    calm_page.goto(path)
    assert calm_page.evaluate(SMALL, 24) == []


def test_targets_are_as_large_as_a_thumb_where_fingers_point(open_context):
    """Rule 30: in the drawer and in the list, of which fingers use the most."""
    page = open_context(
        viewport={"width": 375, "height": 740}, is_mobile=True, has_touch=True
    ).new_page()
    page.goto("/programs/?place=california")
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    assert page.evaluate(SMALL, 24) == []
    open_drawer(page)
    all_options(page)
    for selector in (".option", ".drawer button", ".drawer .field", ".chips a", ".pager a"):
        heights = page.locator(selector).evaluate_all(
            "all => all.map(e => e.getBoundingClientRect().height).filter(h => h > 0)"
        )
        assert heights
        assert min(heights) >= 44


# The focused element: what outlines it, how well one sees that, and whether anything covers it.
FOCUS = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const lines = [getComputedStyle(e), getComputedStyle(e, '::after')]
    .find((s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
  const draw = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (...colors) => {
    draw.clearRect(0, 0, 1, 1);
    for (const color of colors) { draw.fillStyle = color; draw.fillRect(0, 0, 1, 1); }
    return [...draw.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (color) => {
    const [r, g, b] = color.map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = [];
  for (let up = e.parentElement; up; up = up.parentElement)
    behind.unshift(getComputedStyle(up).backgroundColor);
  const lights = [rgb(lines?.outlineColor ?? '#fff'), rgb('#fff', ...behind)].map(light);
  const target = e.matches('input[type=checkbox]') ? e.closest('label') : e;
  const seen = [...target.getClientRects()].some(({ left, top, width, height }) =>
    [0.1, 0.5, 0.9].some((part) => {
      const hit = document.elementFromPoint(left + width * part, top + height / 2);
      return hit && (target.contains(hit) || hit.contains(target));
    }));
  return {
    name: `${e.localName}#${e.id}.${e.className} ${(e.value ?? e.textContent).trim().slice(0, 40)}`,
    outlined: Boolean(lines),
    contrast: (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05),
    seen,
  };
}"""


@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [
        ("/", 1280, "light"),
        ("/programs/?place=ohio&place=texas", 1280, "dark"),
        ("/places/ohio/", 768, "light"),
        ("/education-training/", 1280, "light"),
        ("/announcements/", 320, "dark"),
    ],
)
def test_the_focus_is_seen_wherever_it_goes(calm_page, path, width, scheme):
    """Rule 30: by an outline of 3:1 or better, and never behind anything."""
    calm_page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    calm_page.set_viewport_size({"width": width, "height": 600})
    calm_page.goto(path)
    stops = []
    calm_page.keyboard.press("Tab")
    while stop := calm_page.evaluate(FOCUS):
        stops.append(stop)
        calm_page.keyboard.press("Tab")
    assert len(stops) > 20
    assert [stop for stop in stops if not stop["outlined"] or stop["contrast"] < 3] == []
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
