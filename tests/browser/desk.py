"""What people do in the editor: sign in, choose, submit, publish, set a schedule."""

import re

from playwright.sync_api import Browser, Page, expect

PASSWORD = "correct horse battery"
MAKE = """
from django.contrib.auth.models import Group, User
user, _ = User.objects.get_or_create(username={name!r}, defaults={{"email": {name!r} + "@x.org"}})
user.set_password({password!r})
user.save()
user.groups.set([Group.objects.get(name={group!r})])
"""


def make_person(server, name: str, group: str) -> None:
    """Give somebody an account in a group."""
    server.shell(MAKE.format(name=name, group=group, password=PASSWORD))


def sign_in(browser: Browser, server, name: str) -> Page:
    """The editor's first page in a browser of somebody's own; close its context at the end."""
    page = browser.new_context(
        base_url=server.url, viewport={"width": 1280, "height": 900}
    ).new_page()
    page.goto("/admin/login/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


def choose_first(page: Page, label: str) -> None:
    """Choose the first entry that the chooser behind a button offers."""
    page.get_by_role("button", name=label).click()
    page.locator("a[data-chooser-modal-choice]").first.click()
    expect(page.locator(".modal")).to_have_count(0)


def press(page: Page, name: str | re.Pattern) -> None:
    """Press a button of the menu beside "Save draft", and wait for the answer."""
    page.get_by_role("button", name="More actions").click()
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def told(page: Page) -> str:
    """What the editor says at the top of the page, as soon as it says something."""
    messages = page.locator(".messages")
    expect(messages).not_to_have_text(re.compile(r"^\s*$"))
    return messages.inner_text()


def set_schedule(page: Page, go_live: str, expire: str) -> None:
    """Say in the panel of the status when a page goes live and when it goes away."""
    page.locator('[data-side-panel-toggle="status"]').click()
    page.get_by_role("button", name="Set schedule").click()
    for field, moment in (("go_live_at", go_live), ("expire_at", expire)):
        page.locator(f"#id_{field}").fill(moment)
        page.keyboard.press("Tab")
    # By keyboard: the calendar of the last field may still cover the button.
    with page.expect_navigation():
        page.get_by_role("button", name="Save schedule").press("Enter")
