"""Suggesting and reporting with nothing but a keyboard, and what axe finds on the way."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import AXE, LOOKS, MISFITS, SMALL, TAGS

FILL_IN = 3_200  # ms; a form that is sent faster is taken for a robot's


def tab_to(page: Page, name: str) -> None:
    """Tab on until the field or button of that name or id has the focus."""
    for _step in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.id, document.activeElement.textContent]")
        if name in (focused[0], focused[1].strip()):
            return
    raise AssertionError(f"No number of tabs leads to {name}.")


def press_enter(page: Page) -> None:
    """Press what has the focus, and wait for the page to which it leads."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_suggestion_is_sent_by_keyboard_alone(any_page):
    """Mistakes first: the summary has the focus, and leads to each field."""
    any_page.goto("/suggest/")
    tab_to(any_page, "Send the suggestion")
    press_enter(any_page)
    errors = any_page.locator(".errors")
    expect(errors).to_be_focused()
    expect(any_page).to_have_title(re.compile("^Not sent yet:"))
    tab_to(any_page, "Give its name. For a rule, say what it is about.")
    any_page.keyboard.press("Enter")
    expect(any_page.locator("#name")).to_be_focused()
    any_page.locator("#kind_0").focus()
    any_page.keyboard.press("Space")
    tab_to(any_page, "name")
    any_page.keyboard.type("A course of our own")
    tab_to(any_page, "url")
    any_page.keyboard.type(f"course-{id(any_page)}.example.org")
    tab_to(any_page, "place")
    any_page.keyboard.type("Oh")
    tab_to(any_page, "text")
    any_page.keyboard.type("It is good.")
    any_page.wait_for_timeout(FILL_IN)
    tab_to(any_page, "Send the suggestion")
    press_enter(any_page)
    if any_page.locator(".alike").count():  # the other of the two runs came first
        expect(any_page.locator(".alike")).to_be_focused()
        expect(any_page.locator("#text")).to_have_value("It is good.")
        tab_to(any_page, "Send it all the same")
        press_enter(any_page)
    expect(any_page).to_have_url(re.compile(r"/suggest/[\w-]{32}/$"))
    expect(any_page.locator("h1")).to_have_text("Your suggestion: received")
    expect(any_page.locator(".facts")).to_contain_text("Ohio")
    expect(any_page.locator(".spine")).to_have_text(re.compile(r"^S-\d{5}$"))
    any_page.reload()
    expect(any_page.locator("h1")).to_have_text("Your suggestion: received")
    assert any_page.context.cookies() == []


def test_a_problem_is_reported_from_the_page_of_an_entry(any_page, server):
    any_page.goto("/programs/")
    any_page.locator(".entries :is(h3, h4) a").first.click()
    name = any_page.locator("h1").inner_text()
    any_page.get_by_role("link", name="Report a problem with this entry").focus()
    any_page.keyboard.press("Enter")
    expect(any_page.locator(".lede")).to_contain_text(name)
    any_page.locator("#problem_1").focus()
    any_page.keyboard.press("Space")
    tab_to(any_page, "text")
    any_page.keyboard.type("The tuition is higher now.")
    any_page.wait_for_timeout(FILL_IN)
    tab_to(any_page, "Send the report")
    press_enter(any_page)
    if any_page.locator(".alike").count():
        tab_to(any_page, "Send it all the same")
        press_enter(any_page)
    expect(any_page.locator("h1")).to_have_text("Your report: received")
    any_page.get_by_role("link", name="Go to the entry").click()
    expect(any_page.locator("h1")).to_have_text(name)
    assert any_page.context.cookies() == []


MADE = """
from django.contrib.auth import get_user_model
from directory.models import Program, Submission
from directory.submissions import workflow
user, _new = get_user_model().objects.get_or_create(username="of-the-browser-tests")
for state in Submission.State:
    made = Submission(kind="suggestion", directory="resources", name="Shelving for nobody " + state,
                      url="https://" + state + ".shelving.example.org", language="en",
                      text="Word " * 40, email="ann@example.org", ticket="browser-" + state)
    workflow.receive(made)
    if state == "looked-at":
        workflow.take(made, user)
    if state == "done":
        workflow.resolve(made, user, "It is in the list now.")
    if state == "declined":
        workflow.decline(made, user, "It is not about libraries.")
    print(state, made.token)
"""


@pytest.fixture(scope="session")
def tokens(server) -> dict[str, str]:
    """The word of a suggestion in each state."""
    return dict(line.split() for line in server.shell(MADE).splitlines())


def empty_form(page: Page, tokens) -> None:
    page.goto("/suggest/")


def mistakes(page: Page, tokens) -> None:
    page.goto("/suggest/?kind=certification")
    page.fill("#url", "javascript:alert(1)")
    page.fill("#email", "ann")
    page.locator("main form button").click()
    expect(page.locator(".errors")).to_be_visible()


def filled_trap(page: Page, tokens) -> None:
    page.goto("/suggest/")
    page.locator("#fax").evaluate("field => { field.value = '555'; }")
    page.locator("main form button").click()
    expect(page.get_by_label("Leave this empty")).to_be_visible()


def like_another(page: Page, tokens) -> None:
    page.goto("/suggest/?kind=resources")
    page.fill("#name", "Shelving for nobody received")
    page.fill("#url", "https://www.libraryjournal.com/")
    page.wait_for_timeout(FILL_IN)
    page.locator("main form button").click()
    expect(page.locator(".alike")).to_be_visible()


def report_form(page: Page, tokens) -> None:
    page.goto("/report/places/ohio/")


def report_mistakes(page: Page, tokens) -> None:
    page.goto("/report/places/ohio/")
    page.locator("main form button").click()
    expect(page.locator(".errors")).to_be_visible()


def status(state: str) -> Callable[[Page, dict[str, str]], None]:
    def show(page: Page, tokens) -> None:
        page.goto(f"/suggest/{tokens[state]}/")

    return show


STATES = {
    "form": empty_form,
    "mistakes": mistakes,
    "filled trap": filled_trap,
    "like another": like_another,
    "report": report_form,
    "mistakes in a report": report_mistakes,
    **{state: status(state) for state in ("received", "looked-at", "done", "declined")},
}


@pytest.mark.parametrize("state", STATES)
def test_axe_and_the_ruler_find_nothing(open_context, tokens, state):
    """In every state, light and dark, wide and at 320 px; and what is pressed is large enough."""
    page = open_context(reduced_motion="reduce").new_page()
    STATES[state](page, tokens)
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE, TAGS) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(AXE, TAGS if width == 320 else LOOKS) == []
        assert page.evaluate(MISFITS) == []
        assert page.evaluate(SMALL, 24) == []


def test_each_mistake_is_told_to_who_cannot_see_it(page, tokens):
    mistakes(page, tokens)
    url = page.locator("#url")
    expect(url).to_have_attribute("aria-invalid", "true")
    expect(url).to_have_accessible_description(re.compile("not the address of a web page"))
    expect(page.get_by_role("group", name="What do you suggest?")).to_be_visible()
    page.locator('.errors a[href="#place"]').click()
    expect(page.locator("#place")).to_be_focused()


def test_the_trap_is_reached_by_no_keyboard(page):
    page.goto("/suggest/")
    page.locator("#email").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send the suggestion")).to_be_focused()
