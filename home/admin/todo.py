"""What waits for whom: the questions behind the first page of the editor.

Each is asked with a number of queries that does not grow with what there is.
"""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.utils import get_user_display_name
from wagtail.models import GroupApprovalTask, Page, Revision, TaskState, WorkflowState
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models

from directory import jobs
from directory.models import JobRun, Link, Record, Submission
from directory.reports.worklists import Worklist
from home.admin import sent_back
from home.admin.page_links import broken_links
from home.models import AnnouncementPage

SHOWN = 5


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One thing that waits, and where it is dealt with."""

    words: str
    url: str = ""
    note: str = ""
    is_alarming: bool = False


@dataclass(frozen=True, slots=True)
class Todo:
    """How many things wait, and the first of them."""

    number: int
    lines: tuple[TodoLine, ...] = ()
    # The number in words, where the title of the panel does not say what it counts.
    number_in_words: str = ""


def may_on_pages(user: AbstractBaseUser, *actions: str) -> bool:
    """Say whether the user may do one of these on any page."""
    return policy_registry.get_by_type(Page).user_has_any_permission(user, set(actions))


def may_on_records(user: AbstractBaseUser, action: str) -> bool:
    """Say whether the user may do this to any kind of record."""
    return any(
        user.has_perm(f"directory.{action}_{model._meta.model_name}") for model in _records()
    )


def may_moderate(user: AbstractBaseUser) -> bool:
    """Say whether the user is one of those who approve what others submit."""
    tasks = GroupApprovalTask.objects.filter(active=True)
    return user.is_superuser or tasks.filter(groups__user=user).exists()


def _records() -> list[type[Record]]:
    return [model for model in get_snippet_models() if issubclass(model, Record)]


def edit_address(model: type, pk: object) -> str:
    """Return the address at which a page or a record is edited."""
    if issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=[pk])
    return reverse(model.snippet_viewset.get_url_name("edit"), args=[pk])


def when(moment: datetime) -> str:
    """Return a moment in words, in the time of the site."""
    return date_format(localtime(moment), "DATETIME_FORMAT")


# --- One's own ------------------------------------------------------------------------------------


def own_drafts(user: AbstractBaseUser) -> Todo:
    """Return the newest drafts of the user, and how many there are."""
    rows = drafts_of(user)
    return Todo(rows.count(), tuple(draft_line(row) for row in rows[:SHOWN]))


def drafts_of(user: AbstractBaseUser) -> QuerySet:
    """Return the drafts of the user, the newest first, as rows for draft_line().

    Entries and pages that the user was the last to change, and that are neither published so nor
    wait for their hour nor are what the user submitted.
    """
    arms = [_drafts(model, user) for model in (Page, *_records())]
    return arms[0].union(*arms[1:], all=True).order_by("-saved", "label", "number")


def draft_line(row: tuple) -> TodoLine:
    """Return a row of drafts_of() in words."""
    label, pk, words, saved = row
    return TodoLine(words, edit_address(apps.get_model(label), pk), when(saved))


def _drafts(model: type, user: AbstractBaseUser) -> QuerySet:
    submitted = WorkflowState.objects.active().filter(
        requested_by=user,
        base_content_type=ContentType.objects.get_for_model(model),
        object_id=Cast(OuterRef("pk"), CharField()),
        current_task_state__revision__isnull=False,
    )
    return (
        model.objects.filter(
            ~Exists(submitted),
            has_unpublished_changes=True,
            latest_revision__user=user,
            latest_revision__approved_go_live_at__isnull=True,
        )
        .order_by()
        .annotate(
            label=Value(model._meta.label, CharField()),
            number=Cast("pk", CharField()),
            words=F("latest_revision__object_str"),
            saved=F("latest_revision__created_at"),
        )
        .values_list("label", "number", "words", "saved")
    )


def own_submissions(user: AbstractBaseUser) -> Todo:
    """Return the first of what the user submitted, and how much there is."""
    found = submitted_by(user)
    return Todo(found.count(), tuple(submitted_line(state) for state in found[:SHOWN]))


def submitted_by(user: AbstractBaseUser) -> QuerySet:
    """Return what the user submitted and nobody decided yet; what came back stands first."""
    return (
        WorkflowState.objects.active()
        .filter(requested_by=user, current_task_state__revision__isnull=False)
        .select_related("current_task_state__revision", "current_task_state__finished_by")
        .order_by("-status", "-created_at", "-pk")
    )


def submitted_line(state: WorkflowState) -> TodoLine:
    """Return one of submitted_by() in words."""
    came_back = state.status == WorkflowState.STATUS_NEEDS_CHANGES
    note = sent_back.words(state) if came_back else _("Waits for a moderator")
    return _line(state.current_task_state.revision, note, is_alarming=came_back)


def _line(revision: Revision, note: str, *, is_alarming: bool = False) -> TodoLine:
    model = ContentType.objects.get_for_id(revision.content_type_id).model_class()
    return TodoLine(revision.object_str, edit_address(model, revision.object_id), note, is_alarming)


# --- Everybody's ----------------------------------------------------------------------------------


def to_moderate(user: AbstractBaseUser) -> Todo:
    """Return what the user may approve or send back, the oldest first."""
    found = TaskState.objects.reviewable_by(user)
    first = found.select_related("revision__user").order_by("started_at", "pk")[:SHOWN]
    lines = (
        _line(
            state.revision,
            _("%(name)s, %(time)s")
            % {
                "name": get_user_display_name(state.revision.user) or _("Somebody"),
                "time": when(state.started_at),
            },
        )
        for state in first
    )
    return Todo(found.count(), tuple(lines))


def on_list(worklist: Worklist) -> Todo:
    """Return how many entries a report lists; the report itself says more of each than its name."""
    return Todo(worklist.items().count())


def broken_in_pages() -> Todo:
    """Return all pages that send their readers to an address that does not work, or may not."""
    found = broken_links()
    lines = (
        TodoLine(
            page.title,
            edit_address(type(page), page.pk),
            f"{link.get_state_display()}: {link.url}",
            is_alarming=link.state == Link.State.BROKEN,
        )
        for page, link in found
    )
    return Todo(len(found), tuple(lines))


def from_the_public() -> Todo:
    """Return suggestions and reports that somebody must deal with, the oldest first, and how many
    more were kept aside."""
    found = Submission.objects.waiting()
    lines = [
        TodoLine(str(each), reverse("submissions:show", args=[each.pk]), each.get_kind_display())
        for each in found[:SHOWN]
    ]
    state = Submission.State.ASIDE
    if aside := Submission.objects.filter(state=state).count():
        words = ngettext("%(number)d was kept aside", "%(number)d were kept aside", aside)
        query = urlencode({"state": state})
        lines.append(TodoLine(words % {"number": aside}, f"{reverse('submissions:index')}?{query}"))
    return Todo(found.count(), tuple(lines))


def scheduled(model: type[Page]) -> QuerySet:
    """Return the versions of pages of this kind that wait for their hour."""
    return Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(model), approved_go_live_at__isnull=False
    )


def scheduled_announcements(user: AbstractBaseUser) -> Todo:
    """Return the announcements in the user's part of the site that wait for their hour."""
    own = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")
    found = scheduled(AnnouncementPage).filter(
        object_id__in=own.annotate(key=Cast("pk", CharField())).values("key"),
    )
    first = found.order_by("approved_go_live_at", "pk")[:SHOWN]
    lines = (_line(each, when(each.approved_go_live_at)) for each in first)
    return Todo(found.count(), tuple(lines))


def late_jobs() -> Todo:
    """Return the scheduled jobs; the number is that of the late ones."""
    statuses = jobs.statuses()
    late = sum(each.is_late for each in statuses)
    lines = tuple(_job_line(each) for each in statuses)
    return Todo(late, lines, _("%(number)d late") % {"number": late})


def _job_line(job: jobs.JobStatus) -> TodoLine:
    if job.last is None:
        note = _("not yet run")
    else:
        words = {
            JobRun.State.FAILED: _("failed %(time)s"),
            JobRun.State.LOST: _("stopped before its end, %(time)s"),
        }
        note = words.get(job.last.state, _("last run %(time)s")) % {"time": when(job.last.started)}
    if job.is_late:
        note = _("late: %(note)s") % {"note": note}
    return TodoLine(str(job.label), "", note, job.is_late)
