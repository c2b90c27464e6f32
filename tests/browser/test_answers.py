"""Questions that people asked in public, each answered in two actions from the welcome page, with
its source and day, or with who can say."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE


def ask(page: Page, place: str, choice: str = "") -> Locator:
    """Type a place on the welcome page, and say who one is; returns what the page says then."""
    page.goto("/")
    page.locator("#place").fill(place)
    page.locator("#place").press("Enter")
    expect(page).to_have_url(re.compile("/places/[a-z-]+/$"))
    expect(page.locator(".choices > summary")).to_be_attached()  # the address is there before
    if choice:
        if not page.locator(f"#audience-{choice}").is_visible():
            page.locator(".choices > summary").click()
        page.locator(f"#audience-{choice}").click()
        expect(page).to_have_url(re.compile(rf"\?audience={choice}$"))
    return page.locator("#results")


def rule(answers: Locator, named: str) -> Locator:
    """The rule whose words for the people it speaks to are these."""
    return answers.locator(".ask").filter(has_text=named).first


def says(found: Locator, *words: str) -> None:
    for each in words:
        expect(found).to_contain_text(each)


def has_source_and_day(found: Locator) -> None:
    expect(found.locator(".from")).to_contain_text(re.compile(r"Source: .+(gathered|verified) \d"))


def test_a_part_time_clerk_in_kentucky(any_page):
    """J1: which certificate, how many hours?"""
    answers = ask(any_page, "Kentucky", "part-time")
    found = rule(answers, "Part-time public library staff")
    says(found, "Voluntary", "15 hours", "5 years", "four free", "Kentucky Department")
    has_source_and_day(found)
    expect(answers.locator(".ask")).to_have_count(1)


def test_an_assistant_in_ohio_without_a_masters(any_page):
    """J2: what the association's certificate asks, and that the state asks nothing."""
    found = rule(ask(any_page, "Ohio"), "Public library staff without an MLIS")
    says(
        found, "Voluntary", "not of the state", "high school diploma", "two years",
        "ten credit hours", "every 5 years", "Ohio Library Council",
    )  # fmt: skip
    has_source_and_day(found)


def test_a_library_in_texas_without_a_degree(any_page):
    """J3: only directors are ruled, nothing is recorded of support staff, and aides of schools
    hold a certificate."""
    answers = ask(any_page, "Texas")
    says(answers.locator(".ask").first, "Support staff", "Not recorded", "does not mean")
    directors = rule(answers, "Public library directors")
    says(directors, "Directors and administrators")
    has_source_and_day(directors)
    says(rule(answers, "Educational aides"), "Required")


def test_staff_in_indiana_with_lc6(any_page):
    """J5: found by "Support staff"; who can say stands above."""
    answers = ask(any_page, "Indiana", "support-staff")
    found = rule(answers, "Other professional public library staff")
    says(found, "Required", "LC6", "50 library education units", "every 5 years", "75%")
    says(found, "What each level (LC1 to LC6) asks is not recorded here")
    has_source_and_day(found)
    says(any_page.locator(".agency"), "Indiana State Library")


@pytest.mark.parametrize("typed", ["New York", "NY"])
def test_public_librarians_in_new_york(any_page, typed):
    """J6: yes; hours, years and fee."""
    found = rule(ask(any_page, typed), "Public librarians")
    says(found, "Required", "60", "5 years", "Fee")
    has_source_and_day(found)


def test_an_aide_in_a_school_library(any_page):
    """J7: the federal rule, and the license of the state where it has one."""
    answers = ask(any_page, "Georgia", "school")
    says(rule(answers, "Paraprofessionals in public schools"), "Required")
    says(answers.locator(".also"), "Title I", "two years of college", "gathered")
    answers = ask(any_page, "Vermont", "school")
    says(answers.locator(".ask"), "Not recorded", "does not mean", "Vermont Department")
    says(answers.locator(".also"), "Title I")
    # A rule for school librarians is none for aides.
    answers = ask(any_page, "Alabama", "school")
    says(answers.locator(".also"), "Title I", "none of Alabama is recorded for the other")


def test_an_association_in_pennsylvania(any_page):
    """J8: the association of the state, the national one, and that no own group is recorded."""
    people = ask(any_page, "Pennsylvania").locator("section:has(#people)")
    says(
        people, "Pennsylvania Library Association", "Library Support Staff Interests Round Table",
        "No group for support staff of Pennsylvania is recorded here",
    )  # fmt: skip


def test_a_scholarship_for_support_staff(any_page):
    """J9: three national ones and what the place has; nothing that is over."""
    money = ask(any_page, "Oregon").locator("section:has(#money)")
    says(money, "Hornback", "Drewes", "Leisner", "Donetta Sheffold Grant")
    expect(money).not_to_contain_text("2013")
    expect(ask(any_page, "Quebec").locator("section:has(#money)")).not_to_contain_text("FAFSA")


def test_a_phone_shows_the_answer_on_its_first_screen(open_context):
    page = open_context(viewport={"width": 375, "height": 667}).new_page()
    page.goto("/places/ohio/")
    box = page.locator(".ask .verdict").first.bounding_box()
    assert box["y"] + box["height"] <= 667
    assert page.evaluate("document.documentElement.scrollHeight") <= 5_900


def test_choices_swap_the_answers_and_back_undoes_them(open_context):
    page = open_context(viewport=PHONE).new_page()
    page.goto("/places/ohio/")
    h1 = page.locator("h1").element_handle()
    page.locator(".choices > summary").click()
    page.locator("#audience-school").click()
    expect(page).to_have_url(re.compile(r"\?audience=school$"))
    expect(page.locator("#status")).to_contain_text("school library staff")
    expect(page.locator("#audience-school")).to_be_focused()
    expect(page.locator(".ask")).to_have_count(1)
    page.locator("#how-online").click()
    expect(page).to_have_url(re.compile(r"\?audience=school&how=online$"))
    assert page.locator("h1").element_handle().evaluate("(a, b) => a === b", h1)
    page.go_back()
    expect(page.locator("#results-title")).to_have_text(re.compile("any way$"))
    page.go_back()
    expect(page.locator("#results-title")).to_have_text("For everyone, any study, any way")
    page.go_forward()
    expect(page.locator(".ask")).to_have_count(1)


def test_a_wrong_place_is_told_and_a_right_one_leads_on(any_page):
    any_page.goto("/what-do-i-need/")
    any_page.locator("#needs-place").fill("new")
    any_page.locator("#needs-audience").select_option("school")
    any_page.get_by_role("button", name="Show me").click()
    expect(any_page.locator(".note")).to_contain_text("Which of these places do you mean?")
    expect(any_page.locator("#needs-audience")).to_have_value("school")
    any_page.locator(".note").get_by_role("link", name="New York").click()
    expect(any_page).to_have_url(re.compile(r"/places/new-york/\?audience=school$"))


def test_a_place_prints_on_three_sheets(open_context):
    page = open_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/places/ohio/")
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf()))
    assert sheets <= 3


@pytest.mark.parametrize(
    ("typed", "path", "said"),
    [
        ("part-time clerk in Kentucky, which certificate and how many hours",
         "/places/kentucky/", ["Voluntary", "15 hours", "5 years", "four free"]),
        ("library assistant in Ohio without a master's",
         "/places/ohio/", ["not of the state", "high school diploma", "every 5 years"]),
        ("work in a Texas library without a degree",
         "/places/texas/", ["Directors and administrators", "Not recorded"]),
        ("what does LSSC cost, how long, is it worth it",
         "/questions/lssc-worth-and-cost/", ["$350", "1,820 hours", "four years", "32 hours"]),
        ("Indiana LC6", "/places/indiana/", ["LC6", "50 library education units", "75%"]),
        ("must public librarians in New York be certified",
         "/places/new-york/", ["Required", "60", "5 years", "Fee"]),
        ("aide in a school library Georgia no degree",
         "/places/georgia/", ["Paraprofessionals in public schools", "two years of college"]),
        ("association in Pennsylvania for paraprofessionals",
         "/places/pennsylvania/", ["Pennsylvania Library Association", "No group for"]),
        ("scholarship for support staff", "/other-resources/hornback/", ["Hornback", "award"]),
        ("no degree, no experience: will they take me",
         "/questions/work-without-experience/", ["high school diploma", "shelve", "ALA JobLIST"]),
    ],
    ids=[f"J{number}" for number in range(1, 11)],
)  # fmt: skip
def test_plain_words_in_the_search_box_and_a_click_on_what_stands_first(page, typed, path, said):
    page.goto("/")
    box = page.get_by_role("searchbox", name="Search the center")
    box.fill(typed)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))
    first = page.locator("#results h3 a").first
    expect(first).to_have_attribute("href", path)
    first.click()
    expect(page.locator("h1")).not_to_have_text("Search")
    expect(page).to_have_url(re.compile(f"{path}$"))
    says(page.locator("main"), *said)
    expect(page.locator("main")).to_contain_text(re.compile(r"gathered \d|Read on \d"))
