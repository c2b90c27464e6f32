"""Ticking in lists, the comparison and the map as readers use them: with scripts and without."""

import re
from collections import Counter
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader


def slugs(page, number: int) -> list[str]:
    items = page.request.get("/programs/list.json?credential=certificate").json()["items"]
    return [item["slug"] for item in items[:number]]


def said(page) -> dict[str, int]:
    """How many tiles say what."""
    return dict(Counter(page.locator(".tile").evaluate_all("all => all.map(t => t.dataset.is)")))


def legend(page) -> dict[str, int]:
    """What the legend counts."""
    found = page.locator(".tilekey li").evaluate_all(
        "all => all.map(li => [li.querySelector('[data-is]').dataset.is,"
        " Number(li.querySelector('.n').textContent)])"
    )
    return dict(found)


def test_ticks_stay_through_filters_and_make_no_step_of_history(page):
    page.goto("/programs/")
    steps = page.evaluate("history.length")
    first = page.locator("[name=compare]").first
    slug = first.get_attribute("value")
    first.check()
    assert page.url.endswith(f"/programs/?compare={slug}")
    assert page.evaluate("history.length") == steps
    page.locator("#f [name=delivery][value=online]").check()
    page.wait_for_url("**delivery=online**")
    expect(page.locator(".chips")).to_contain_text("Online")
    assert f"compare={slug}" in page.url
    second = page.locator("[name=compare]:not(:checked)").first
    other = second.get_attribute("value")
    second.check()
    page.locator(".comparebar button").click()
    expect(page.locator("table.compare thead th")).to_have_count(2)
    assert set(page.url.partition("?")[2].split("&")) == {f"p={slug}", f"p={other}"}
    page.go_back()
    for each in (slug, other):
        expect(page.locator(f"[name=compare][value={each}]")).to_be_checked()


def test_a_tick_goes_with_a_chip_and_a_page(page):
    page.goto("/programs/?delivery=online")
    box = page.locator("[name=compare]").first
    slug = box.get_attribute("value")
    box.check()
    page.locator(".chips [data-chip]").first.click()
    expect(page.locator(".chips")).to_have_count(0)
    assert page.url.endswith(f"/programs/?compare={slug}")
    page.locator(".pager [rel=next]").click()
    expect(page.locator(".pager [aria-current]")).to_have_text("2")
    assert f"compare={slug}" in page.url
    assert page.locator("[name=compare]:checked").evaluate_all("all => all.map(b => b.value)") == [
        slug
    ]


def test_all_of_it_works_without_scripts(browser, server):
    context = browser.new_context(java_script_enabled=False, base_url=server.url)
    page = context.new_page()
    page.goto("/certification/?place=ohio&place=indiana")
    for slug in ("ohio", "indiana"):
        page.locator(f"[name=compare][value={slug}]").first.check()
    page.locator("#f [name=requirement][value=mandatory]").check()
    page.locator("#f .apply button").click()
    assert "compare=ohio&compare=indiana" in page.url or "compare=indiana&compare=ohio" in page.url
    page.locator(".comparebar button").click()
    assert "/compare/places/?place=" in page.url
    assert page.locator("table.compare thead th").count() == 2
    page.locator("#add").fill("Kentucky")
    page.locator(".picks button").first.click()
    assert page.locator("table.compare thead th").count() == 3
    page.locator(".remove a").first.click()
    assert page.locator("table.compare thead th").count() == 2
    context.close()


def test_a_keyboard_alone_ticks_compares_removes_and_comes_back(any_page):
    """With scripts and without."""
    any_page.goto("/certification/?place=ohio&place=indiana&requirement=mandatory")
    boxes = any_page.locator("#list [name=compare]")
    values = list(dict.fromkeys(boxes.evaluate_all("all => all.map(box => box.value)")))
    assert values == ["indiana", "ohio"]
    for value in values:
        any_page.locator(f"#list [name=compare][value={value}]").first.focus()
        any_page.keyboard.press("Space")
    for _ in range(30):
        if any_page.evaluate("document.activeElement.matches('.comparebar button')"):
            break
        any_page.keyboard.press("Tab")
    any_page.keyboard.press("Enter")
    expect(any_page.locator("h1")).to_have_text("Indiana and Ohio side by side")
    any_page.get_by_role("link", name="Remove Indiana").focus()
    any_page.keyboard.press("Enter")
    expect(any_page.get_by_role("heading", name="Compare Ohio with another")).to_be_visible()
    any_page.go_back()
    expect(any_page.locator("h1")).to_have_text("Indiana and Ohio side by side")
    any_page.go_back()
    expect(any_page).to_have_url(re.compile("/certification/"))
    expect(any_page.locator("#list [name=compare]").first).to_be_visible()


def test_a_keyboard_alone_walks_the_map_by_the_names_of_places(any_page):
    any_page.goto("/places/")
    tiles = any_page.locator(".tile")
    names = tiles.locator(".name").evaluate_all("all => all.map(each => each.textContent.trim())")
    assert names == sorted(names)
    tiles.first.focus()
    any_page.keyboard.press("Tab")
    expect(tiles.nth(1)).to_be_focused()
    any_page.keyboard.press("Enter")
    expect(any_page.locator("h1")).to_have_text(names[1])


def test_the_map_follows_the_audience_and_so_do_the_filters(page):
    page.goto("/certification/")
    before = page.locator(".tile[data-is=mandatory]").count()
    page.locator("#map-directors").click()
    expect(page.locator("#tiles-title")).to_have_text(re.compile("directors"))
    expect(page.locator("#map-directors")).to_have_attribute("aria-current", "true")
    assert page.url.endswith("/certification/?audience=directors")
    assert page.locator("#f [name=audience][value=directors]").is_checked()
    assert page.locator("#f [name=audience]:checked").count() == 1
    assert said(page) == legend(page)
    assert said(page)["mandatory"] > before
    page.locator("#f [name=requirement][value=voluntary]").check()
    expect(page.locator(".tilekey [data-is=out]")).to_be_visible()
    expect(page.locator(".tile[data-is=out]").first).to_be_visible()
    assert said(page) == legend(page)
    page.go_back()
    expect(page.locator(".tile[data-is=out]")).to_have_count(0)
    assert said(page) == legend(page)
    page.reload()
    assert said(page) == legend(page)


def test_a_tile_in_hand_says_its_name(page):
    page.goto("/places/")
    tile = page.locator(".tile", has_text="Ohio")
    tile.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    box = tile.locator(".name").bounding_box()
    assert box["width"] > 30
    assert box["height"] > 10


def test_six_programs_print_on_two_sheets(page):
    page.goto("/compare/programs/?" + "&".join(f"p={slug}" for slug in slugs(page, 6)))
    pages = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(pages) <= 2
    text = " ".join(sheet.extract_text() for sheet in pages)
    assert "Remove" not in text
    assert "</" not in text
