"""The session of an editor ends in the middle of a sentence, and the sentence is saved."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PASSWORD, make_person, sign_in

FIND = "from directory.models import Program; print(Program.objects.published().first().pk)"
DRAFT = """
from directory.models import Program
program = Program.objects.get(pk={pk})
print(program.get_latest_revision_as_object().summary)
"""
AS_PUBLISHED = """
from directory.models import Program
program = Program.objects.get(pk={pk})
program.save_revision().publish()
"""


@pytest.mark.parametrize("lost", ["sessionid", None])
def test_what_was_typed_is_saved_after_signing_in_in_another_tab(browser, server, lost):
    """Once the session alone is gone, once all cookies are."""
    make_person(server, "one-who-is-signed-out", "Editors")
    pk = server.shell(FIND).split()[-1]
    page = sign_in(browser, server, "one-who-is-signed-out")
    try:
        page.goto(f"/admin/snippets/directory/program/edit/{pk}/")
        bar = page.locator(".signed-out")
        expect(page.locator("#id_summary")).to_be_visible()
        page.context.clear_cookies(**({"name": lost} if lost else {}))
        sentence = f"Typed while {lost or 'all'} was gone."
        page.locator("#id_summary").fill(sentence)
        page.get_by_role("button", name="Save draft").click()
        expect(bar).to_contain_text("You are signed out.")
        expect(page.locator("#id_summary")).to_have_value(sentence)
        assert page.url.endswith(f"/edit/{pk}/")

        with page.context.expect_page() as opened:
            bar.get_by_role("link", name="Sign in (new tab)").click()
        other = opened.value
        other.locator("[name=username]").fill("one-who-is-signed-out")
        other.locator("[name=password]").fill(PASSWORD)
        other.get_by_role("button", name="Sign in").click()
        other.wait_for_url("**/admin/")
        other.close()
        page.bring_to_front()
        with page.expect_navigation():
            page.get_by_role("button", name="Save draft").click()
        expect(page.locator("#id_summary")).to_have_value(sentence)
        assert sentence in server.shell(DRAFT.format(pk=pk))
    finally:
        page.context.close()
        server.shell(AS_PUBLISHED.format(pk=pk))


def test_a_chooser_says_it_too(browser, server):
    make_person(server, "one-who-is-signed-out", "Editors")
    page = sign_in(browser, server, "one-who-is-signed-out")
    try:
        page.goto("/admin/snippets/directory/program/add/")
        page.context.clear_cookies()
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Choose institution").click()
        expect(page.locator(".signed-out")).to_contain_text("You are signed out.")
    finally:
        page.context.close()
