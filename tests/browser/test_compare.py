"""Ticking in lists, the comparison and the map as readers use them: with scripts and without."""

from io import BytesIO

from pypdf import PdfReader


def slugs(page, number: int) -> list[str]:
    items = page.request.get("/programs/list.json?credential=certificate").json()["items"]
    return [item["slug"] for item in items[:number]]


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
    assert f"compare={slug}" in page.url
    second = page.locator("[name=compare]:not(:checked)").first
    other = second.get_attribute("value")
    second.check()
    page.locator(".comparebar button").click()
    page.wait_for_url("**/compare/programs/**")
    assert page.url.endswith(f"/compare/programs/?p={slug}&p={other}")
    assert page.locator("table.compare thead th").count() == 2


def test_a_tick_goes_with_a_chip_and_a_page(page):
    page.goto("/programs/?delivery=online")
    box = page.locator("[name=compare]").first
    slug = box.get_attribute("value")
    box.check()
    page.locator(".chips [data-chip]").first.click()
    page.wait_for_function("!location.search.includes('delivery')")
    assert page.url.endswith(f"/programs/?compare={slug}")
    page.locator(".pager [rel=next]").click()
    page.wait_for_url("**page=2**")
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


def test_the_map_follows_the_audience_and_so_do_the_filters(page):
    page.goto("/certification/")
    before = page.locator(".tile[data-is=mandatory]").count()
    page.locator("#map-directors").click()
    page.wait_for_url("**audience=directors**")
    assert page.locator("#map-directors").get_attribute("aria-current") == "true"
    assert page.locator("#f [name=audience][value=directors]").is_checked()
    assert page.locator("#f [name=audience]:checked").count() == 1
    assert page.locator(".tile[data-is=mandatory]").count() > before
    page.locator("#f [name=requirement][value=voluntary]").check()
    page.wait_for_url("**requirement=voluntary**")
    assert page.locator(".tile[data-is=out]").count() > 0
    page.go_back()
    page.wait_for_function("!location.search.includes('requirement')")
    assert page.locator(".tile[data-is=out]").count() == 0


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
