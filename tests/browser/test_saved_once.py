"""A form that saves itself, and somebody who presses the button at the same time."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.desk import choose_first, make_person, sign_in

NAME = "one-who-is-quick"
TITLE = "Okapi week"
FORGET = """
from directory.models import Program
from home.models import AnnouncementPage
found = [*Program.objects.filter(name={title!r}), *AnnouncementPage.objects.filter(title={title!r})]
print(len(found))
for each in found:
    each.delete()
"""
# Wagtail compares a form with what it held two seconds after the page came.
WATCHED = """
addEventListener("w-unsaved:watch-edits", () => { document.documentElement.dataset.watched = "" })
"""


@pytest.fixture
def desk(browser, server) -> Iterator[Page]:
    make_person(server, NAME, "Administrators")
    page = sign_in(browser, server, NAME)
    page.add_init_script(WATCHED)
    yield page
    page.context.close()


def fill_program(page: Page) -> None:
    page.goto("/admin/snippets/directory/program/add/")
    page.locator("#id_name").fill(TITLE)
    choose_first(page, "Choose institution")
    page.locator("[data-watched]").wait_for()
    page.locator("#id_credential").select_option("certificate")


def fill_announcement(page: Page) -> None:
    page.goto("/admin/announcements/")
    page.get_by_role("link", name="Add announcement").click()
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_summary").fill("Seven days for those who keep libraries going.")
    page.locator("#id_date").fill("2099-01-15")
    page.locator("[name=audiences]").first.check()
    page.locator("[data-watched]").wait_for()
    page.locator("#id_kind").select_option("event")


NEW = pytest.mark.parametrize("fill", [fill_program, fill_announcement])


def by_itself(request: Request) -> bool:
    """Whether a form is sent by Wagtail, and not by somebody."""
    return request.method == "POST" and request.headers["accept"] == "application/json"


def by_hand(request: Request) -> bool:
    return request.method == "POST" and request.is_navigation_request()


def forget(server) -> int:
    """Delete what has the name that was typed; returns how many there were."""
    return int(server.shell(FORGET.format(title=TITLE)))


@NEW
def test_what_is_sent_while_the_form_saves_itself_waits_for_the_answer(desk, server, fill):
    held: list[tuple[Route, object]] = []
    sent: list[Request] = []

    def hold(route: Route) -> None:
        if by_itself(route.request) and not held:
            held.append((route, route.fetch()))  # saved, and the form does not know it yet
        else:
            route.continue_()

    desk.route("**/add/**", hold)
    desk.on("request", lambda request: by_hand(request) and sent.append(request))
    with desk.expect_request(by_itself):
        fill(desk)
    for _ in range(600):
        if not held:
            desk.wait_for_timeout(50)
    desk.get_by_role("button", name="Save draft").click()
    desk.keyboard.press("Control+s")
    desk.wait_for_timeout(1_000)
    assert not sent
    (route, answer), *_none = held
    with desk.expect_navigation():
        route.fulfill(response=answer)
    expect(desk.locator("#w-editor-form, #page-edit-form").first).to_be_visible()
    assert [request.url.split("/")[-2] for request in sent] != ["add"]
    assert forget(server) == 1


@NEW
def test_a_form_that_is_sent_does_not_save_itself_beside_that(desk, server, fill):
    by_themselves: list[str] = []

    def hold(route: Route) -> None:
        if by_itself(route.request):
            by_themselves.append(route.request.url)
        if by_hand(route.request):
            by_themselves.clear()
            desk.wait_for_timeout(2_000)
        route.continue_()

    desk.route("**/admin/**", hold)
    fill(desk)
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save draft").click()
    assert by_themselves == []
    assert forget(server) == 1
