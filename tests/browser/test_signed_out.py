"""The session of an editor ends in the middle of a sentence, and the sentence is saved."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import PASSWORD, choose_first, make_person, sign_in

NAME = "one-who-is-signed-out"
FIND = "from directory.models import Program; print(Program.objects.published().first().pk)"
DRAFT = """
from directory.models import Program
program = Program.objects.get(pk={pk})
print(program.get_latest_revision_as_object().summary)
"""
AS_PUBLISHED = """
from directory.models import Program
Program.objects.get(pk={pk}).save_revision().publish()
"""


@pytest.fixture
def desk(browser, server) -> Iterator[Page]:
    make_person(server, NAME, "Editors")
    page = sign_in(browser, server, NAME)
    yield page
    page.context.close()


def sign_in_again(page: Page) -> None:
    """In the tab that the bar opens."""
    bar = page.locator(".signed-out")
    expect(bar).to_contain_text("You are signed out.")
    with page.context.expect_page() as opened:
        bar.get_by_role("link", name="Sign in (new tab)").click()
    other = opened.value
    other.locator("[name=username]").fill(NAME)
    other.locator("[name=password]").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/admin/")
    other.close()
    page.bring_to_front()


def test_what_was_typed_is_saved_after_signing_in_in_another_tab(desk, server):
    pk = server.shell(FIND).split()[-1]
    desk.goto(f"/admin/snippets/directory/program/edit/{pk}/")
    desk.context.clear_cookies(name="sessionid")
    sentence = "Typed while nobody was signed in."
    desk.locator("#id_summary").fill(sentence)
    desk.get_by_role("button", name="Save draft").click()
    sign_in_again(desk)
    expect(desk.locator("#id_summary")).to_have_value(sentence)
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator("#id_summary")).to_have_value(sentence)
    assert sentence in server.shell(DRAFT.format(pk=pk))
    server.shell(AS_PUBLISHED.format(pk=pk))


def test_a_new_entry_and_its_chooser_survive_the_loss_of_all_cookies(desk, server):
    desk.goto("/admin/snippets/directory/program/add/")
    desk.locator("#id_name").fill("Okapi care")
    desk.context.clear_cookies()
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="Choose institution").click()
    sign_in_again(desk)
    choose_first(desk, "Choose institution")
    desk.locator("#id_credential").select_option("certificate")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator("#id_name")).to_have_value("Okapi care")
    server.shell(
        "from directory.models import Program; Program.objects.get(name='Okapi care').delete()"
    )
