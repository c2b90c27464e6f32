"""A day that the calendar does not understand stays as it was typed, and is said to be wrong."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import make_person, sign_in

NAME = "one-who-types-days"


@pytest.fixture
def form(browser, server):
    make_person(server, NAME, "HRDR")
    page = sign_in(browser, server, NAME)
    page.get_by_role("link", name="Announcements", exact=True).first.click()
    page.get_by_role("link", name="Add announcement").click()
    page.locator("#id_title").fill("Tapir week")
    page.locator("#id_summary").fill("Seven days.")
    page.locator("#id_kind").select_option("event")
    yield page
    page.context.close()


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()


@pytest.mark.parametrize("typed", ["next monday", "2099-02-31"])
def test_no_other_day_takes_the_place_of_what_was_typed(form, typed):
    day = form.locator("#id_date")
    day.fill(typed)
    form.locator("#id_summary").focus()
    expect(day).to_have_value(typed)
    save(form)
    expect(day).to_have_value(typed)
    expect(form.locator("[data-edit-form]")).to_contain_text(
        "This is no day. Write it as 2026-12-25."
    )


def test_a_schedule_that_cannot_be_is_reached_from_the_message(form):
    form.locator("#id_date").fill("1/25/2099")
    form.locator('[data-side-panel-toggle="status"]').click()
    form.get_by_role("button", name="Set schedule").click()
    window = form.get_by_role("dialog", name="When it goes live, and when it goes away")
    expect(window).to_contain_text("Your clock is")
    form.locator("#id_go_live_at").fill("1/25/2099 9:00 AM")
    form.locator("#id_expire_at").fill("2099-01-01 09:00")
    with form.expect_navigation():
        window.get_by_role("button", name="Save schedule").press("Enter")
    expect(window).to_be_hidden()
    form.get_by_role("button", name="Go to the first error").click()
    expect(window).to_be_visible()
    expect(form.locator("#id_go_live_at")).to_have_value("1/25/2099 9:00 AM")
