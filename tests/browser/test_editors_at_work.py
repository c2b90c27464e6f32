"""From the editor to the reader, in the real admin: an entry, and a planned announcement."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.desk import choose_first, make_person, press, set_schedule, sign_in, told
from tests.browser.test_accessibility import AXE, TAGS


@pytest.fixture
def webhook(server) -> Iterator[str]:
    """A webhook with a message that was given up; its number."""
    yield server.shell(WEBHOOK).split()[-1]
    server.shell(NO_WEBHOOK)


@pytest.fixture
def desks(browser, server) -> Iterator:
    """Make somebody of a group and sit them at the editor: `desks("Editors")`."""
    opened = []

    def sit(group: str) -> Page:
        name = f"one-of-{group.lower()}"
        make_person(server, name, group)
        opened.append(sign_in(browser, server, name))
        return opened[-1]

    yield sit
    for page in opened:
        page.context.close()


def test_what_an_editor_submits_and_a_moderator_approves_is_public_at_once(desks, page, server):
    """The reader's very next question has it: there is no second to wait for."""
    name = "Certificate in zebra care"
    page.goto("/programs/?q=zebra+care")
    expect(page.locator("#list")).not_to_contain_text(name)

    editor = desks("Editors")
    editor.goto("/admin/snippets/directory/program/add/")
    editor.locator("#id_name").fill(name)
    choose_first(editor, "Choose institution")
    editor.locator("#id_credential").select_option("certificate")
    editor.locator('[data-side-panel-toggle="preview"]').click()
    preview = editor.frame_locator("iframe[title=Preview]").first
    expect(preview.locator("h1")).to_contain_text(name)
    expect(preview.locator(".masthead")).to_be_visible()
    press(editor, "Submit to Moderators approval")
    assert name in told(editor)
    assert "submitted for moderation" in told(editor)
    page.reload()
    expect(page.locator("#list")).not_to_contain_text(name)

    moderator = desks("Moderators")
    moderator.get_by_role("link", name=name).first.click()
    expect(moderator.locator("#id_name")).to_have_value(name)
    press(moderator, re.compile("^Approve and Publish$"))
    page.reload()
    expect(page.locator("#list a", has_text=name)).to_be_visible(timeout=1_000)
    page.locator("#list a", has_text=name).click()
    expect(page.locator("h1")).to_contain_text(name)
    server.shell(
        f"from directory.models import Program; Program.objects.get(name={name!r}).delete()"
    )


MOVE = """
from datetime import timedelta
from django.utils import timezone
from home.models import AnnouncementPage
page = AnnouncementPage.objects.get(title={title!r})
"""
# Time passes for one announcement: its hour was a minute ago.
GO_LIVE_HAS_PASSED = (
    MOVE
    + """
for revision in page.revisions.exclude(approved_go_live_at=None):
    hour = timezone.now() - timedelta(minutes=1)
    revision.approved_go_live_at = hour
    revision.content["go_live_at"] = hour.isoformat()
    revision.save()
"""
)
EXPIRY_HAS_PASSED = (
    MOVE
    + """
page.expire_at = timezone.now() - timedelta(seconds=1)
page.save()
"""
)


def test_hrdr_schedules_an_announcement_pins_it_and_it_expires(desks, page, server):
    title = "Zebra week of library workers"
    hrdr = desks("HRDR")
    hrdr.get_by_role("link", name="Announcements", exact=True).first.click()
    hrdr.get_by_role("link", name="Add announcement").click()
    hrdr.locator("#id_title").fill(title)
    hrdr.locator("#id_summary").fill("Seven days for those who keep libraries going.")
    hrdr.locator("#id_kind").select_option("event")
    hrdr.locator("#id_date").fill("2099-01-15")
    hrdr.locator("[name=audiences]").first.check()
    set_schedule(hrdr, "2099-01-01 09:00", "2099-02-01 09:00")
    press(hrdr, re.compile("^(Schedule to publish|Publish)$"))
    assert "scheduled for publishing" in told(hrdr)

    def shown_at() -> list[str]:
        seen = []
        for path in ("/", "/announcements/", "/announcements/list.atom"):
            answer = page.request.get(path)
            assert answer.ok
            seen += [path] if title in answer.text() else []
        return seen

    own = "/announcements/zebra-week-of-library-workers/"
    server.manage("run_scheduled", "publish-scheduled")
    assert shown_at() == []
    assert page.request.get(own).status == 404

    server.shell(GO_LIVE_HAS_PASSED.format(title=title))
    assert shown_at() == []
    server.manage("run_scheduled", "publish-scheduled")
    assert shown_at() == ["/", "/announcements/", "/announcements/list.atom"]
    page.goto("/places/ohio/")
    notice = page.get_by_role("complementary", name="Notice")
    expect(notice).to_have_count(0)

    hrdr.goto("/admin/announcements/")
    hrdr.get_by_role("link", name=title, exact=True).click()
    hrdr.get_by_role("button", name="Actions", exact=True).first.click()
    hrdr.get_by_role("link", name="Pin to the top of every page").click()
    # A form is sent when the editor has heard that somebody is signed in, not at once.
    with hrdr.expect_navigation():
        hrdr.get_by_role("button", name="Pin", exact=True).click()
    assert f"“{title}” is pinned." in told(hrdr)
    for path in ("/places/ohio/", "/programs/", "/"):
        page.goto(path)
        expect(notice.get_by_role("link")).to_have_text(title)
    page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(AXE, TAGS) == []
    notice.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(title)

    server.shell(EXPIRY_HAS_PASSED.format(title=title))
    assert shown_at() == []
    assert page.request.get(own).status == 404
    page.goto("/places/ohio/")
    expect(notice).to_have_count(0)


LONG = """
import json
from home.models import AnnouncementIndexPage, AnnouncementPage
from wagtail.documents.models import Document
from django.core.files.base import ContentFile
document = Document.objects.create(title="Call", file=ContentFile(b"x" * 3000, "c.pdf"))
cells = ["Monday", '<p><a href="https://example.org/">Workshops</a> for everybody</p>', "Hall"]
page = AnnouncementPage(title="In full", slug="in-full", kind="news", summary="All blocks.", body=[
    ("text", "<h2>What</h2><p>Words.</p>"),
    ("table", {"table": {
        "columns": [{"type": "text", "heading": "Day"}, {"type": "rich_text", "heading": "What"},
                    {"type": "text", "heading": "Where"}],
        "rows": [{"values": cells}, {"values": ["A" * 30, "<p>Talks</p>", "Rooms"]}],
        "caption": "The days"}, "names_rows": True}),
    ("document", {"document": document, "text": ""}),
    ("button", {"text": "Write to us", "page": None, "url": "https://example.org/"}),
])
AnnouncementIndexPage.objects.get().add_child(instance=page)
"""


def test_an_announcement_with_every_block_has_no_barrier_and_fits_a_phone(open_context, server):
    server.shell(LONG)
    page = open_context(reduced_motion="reduce").new_page()
    page.goto("/announcements/in-full/")
    page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(AXE, TAGS) == []
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert page.evaluate(wide) is False
    days = page.get_by_role("region", name="The days")
    days.focus()
    page.keyboard.press("ArrowRight")
    expect(days).not_to_have_js_property("scrollLeft", 0)


# What is wider than the window and cannot be scrolled to.
OUT_OF_REACH = """() => [...document.querySelectorAll('main :is(table, form, .button, p, dl)')]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
  .filter((e) => {
    for (let box = e.parentElement; box && box.localName !== 'main'; box = box.parentElement)
      if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return false;
    return true;
  }).map((e) => `${e.localName}.${e.className}`)"""
WEBHOOK = """
from directory.models import Change, Delivery, Program, Webhook
from django.utils import timezone
hook = Webhook.objects.create(name="A state library", url="https://example.org/hook")
change = Change.objects.create(
    directory="programs", object_id=0, slug="x", name="A course", kind="published",
    at=timezone.now())
Delivery.objects.create(webhook=hook, change=change, state="given-up", tries=7,
    due_at=timezone.now(), tried_at=timezone.now(), answer="ConnectError")
print(hook.pk)
"""
NO_WEBHOOK = """
from directory.models import Change, Webhook
Webhook.objects.all().delete()
Change.objects.filter(object_id=0).delete()
"""


def test_the_pages_of_the_editor_have_no_barrier_and_fit_a_phone(desks, webhook):
    """Those that are ours; of the rules of good practice Wagtail's own frame breaks one."""
    desk = desks("Administrators")
    desk.emulate_media(reduced_motion="reduce")
    for path in (
        "", "imports/", "imports/send/", "submissions/", "letters/", "deliveries/", "webhooks/",
        "webhooks/new/", f"webhooks/edit/{webhook}/", "guide/", "guide/api/", "work/drafts/",
        "announcements/", "reports/never-verified/", "snippets/directory/program/",
        "snippets/directory/program/inspect/1/", "settings/home/contactsettings/",
    ):  # fmt: skip
        desk.goto(f"/admin/{path}")
        desk.evaluate(AXE_SCRIPT)
        for scheme, width, beside in (("light", 1280, 1080), ("dark", 320, 320)):
            desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            desk.set_viewport_size({"width": width, "height": 900})
            # Wagtail's menu slides in and out, whatever motion is asked for.
            expect(desk.get_by_role("main")).to_have_js_property("offsetWidth", beside)
            assert desk.evaluate(AXE, TAGS[:-1]) == [], (path, scheme)
            assert desk.evaluate(OUT_OF_REACH) == [], (path, width)


def test_what_is_ticked_on_a_phone_can_be_dealt_with_at_once(desks):
    desk = desks("Editors")
    desk.set_viewport_size({"width": 375, "height": 740})
    desk.goto("/admin/snippets/directory/program/")
    desk.locator("tbody [data-bulk-action-checkbox]").first.check()
    expect(desk.locator("[data-bulk-action-num-objects]")).to_have_text("1 item selected")
    expect(
        desk.get_by_role("link", name="Mark the selected entries as verified")
    ).to_be_in_viewport()
