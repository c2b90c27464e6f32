"""The first page of the editor: a panel for each kind of work, for those who may do it."""

from collections.abc import Callable, Mapping, MutableSequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views import home as stock

from directory.admin.reports import may_change_entries
from directory.reports import worklists
from home.admin import todo
from home.admin.todo import Todo

User = AbstractBaseUser


@dataclass(frozen=True)
class Panel:
    """One kind of work: who does it, how much of it waits, and where all of it is listed."""

    name: str
    title: Promise
    icon: str
    may: Callable[[User], bool]
    waiting: Callable[[User], Todo]
    # The name of the address of the whole list, its query, and what the link to it says.
    listing: str = ""
    query: str = ""
    all_of_it: Promise = _("Show all")
    nothing: Promise = _("Nothing waits.")

    @property
    def url(self) -> str:
        return f"{reverse(self.listing)}{self.query}" if self.listing else ""


def may_write(user: User) -> bool:
    """Say whether the user writes pages or entries, and so has drafts."""
    return todo.may_on_pages(user, "add", "change") or todo.may_on_records(user, "change")


def _decides(user: User) -> bool:
    return todo.may_on_pages(user, "publish") or todo.may_on_records(user, "publish")


PANELS = (
    Panel(
        "submitted", _("What you submitted"), "tasks", may_write, todo.own_submissions,
        "todo:submitted",
        nothing=_("Nothing of yours waits for a moderator."),
    ),
    Panel(
        "drafts", _("Your drafts"), "edit", may_write, todo.own_drafts,
        "todo:drafts",
        nothing=_("You have no drafts."),
    ),
    Panel(
        "moderation", _("Waiting for moderation"), "clipboard-list",
        todo.may_moderate, todo.to_moderate,
        "wagtailadmin_reports:workflow_tasks", "?reviewable=true",
    ),
    Panel(
        "due", _("Due for review"), "circle-check", may_change_entries,
        lambda user: todo.on_list(worklists.DUE), "due-for-review:index",
        nothing=_("Every verified entry was reviewed in time."),
    ),
    Panel(
        "changed", _("Source changed"), "warning", may_change_entries,
        lambda user: todo.on_list(worklists.CHANGED), "source-changed:index",
        nothing=_("No source says something else than when it was read."),
    ),
    Panel(
        "unverified", _("Never verified"), "circle-check", may_change_entries,
        lambda user: todo.on_list(worklists.UNVERIFIED), "never-verified:index",
        nothing=_("Somebody has read the source of every entry."),
    ),
    Panel(
        "failing", _("Broken and suspect links"), "warning", may_change_entries,
        lambda user: todo.on_list(worklists.FAILING), "failing-links:index",
        nothing=_("No link is known to be broken."),
    ),
    Panel(
        "page-links", _("Broken links in pages"), "link-external",
        lambda user: todo.may_on_pages(user, "change"),
        lambda user: todo.broken_in_pages(),
        nothing=_("No link in a page is known to be broken."),
    ),
    Panel(
        "public", _("New suggestions and reports"), "mail",
        lambda user: user.has_perm("directory.accept_submission"),
        lambda user: todo.from_the_public(), "submissions:index", "?state=waiting",
    ),
    Panel(
        "scheduled", _("Scheduled announcements"), "calendar-alt",
        lambda user: todo.may_on_pages(user, "publish"),
        todo.scheduled_announcements, "announcements:index", "?standing=scheduled",
        nothing=_("No announcement waits for its hour."),
    ),
    Panel(
        "jobs", _("Scheduled jobs"), "time", _decides,
        lambda user: todo.late_jobs(),
        nothing=_("No job is declared."),
    ),
)  # fmt: skip


class TodoPanels(Component):
    """All panels that the user may act on."""

    name = "todo"
    template_name = "home/admin/todo.html"
    order = 100

    class Media:
        css = {"all": ["css/admin.css"]}

    def get_context_data(self, parent_context: Mapping) -> Mapping:
        user = parent_context["request"].user
        return {"panels": [(each, each.waiting(user)) for each in PANELS if each.may(user)]}


# Wagtail's own panels for the same, whose queries grow with what they show. Its lists of recent
# edits and of locked pages stay: they help to find the way back to one's work.
REPLACED = (stock.WorkflowObjectsToModeratePanel, stock.UserObjectsInWorkflowModerationPanel)


def arrange(request: HttpRequest, panels: MutableSequence[Component]) -> None:
    """Put our panels in the place of those of Wagtail that they replace."""
    panels[:] = [TodoPanels(), *(each for each in panels if not isinstance(each, REPLACED))]
