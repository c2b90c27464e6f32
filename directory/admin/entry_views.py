"""The list of one kind of entries, and its forms, as the editor of this site has them."""

from collections import OrderedDict
from collections.abc import Iterator

from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import StatusSidePanel
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    CopyView,
    EditView,
    IndexView,
    InspectView,
    UnpublishView,
    WorkflowActionView,
)

from directory.admin.bulk import opened
from directory.admin.bulk_actions import ACTIONS
from directory.admin.choosers import with_every_word
from directory.admin.deletion import UsedStatusPanel, lines_of
from directory.admin.entry_filters import EntryFilterSet, with_publication
from directory.admin.lists import as_left
from directory.admin.orders import numbers_in_order, page_of
from directory.admin.trust_panel import TrustSidePanel
from directory.catalog.columns import harmless
from directory.catalog.directories import DIRECTORIES
from directory.editing.amendments import unpublishable
from directory.editing.comparisons import in_words, value_in_words
from directory.editing.merging import may_merge
from directory.editing.uses import held_by, shown_by
from directory.editions.files import WRITERS, TooLongForWorkbook
from directory.links.status import with_link_status
from directory.models import Entry, Record
from directory.models.slugs import check_address

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class RecordIndexView(IndexView):
    """Boxes to tick only for those who may do something with what they tick; the filtered list as
    a file that no spreadsheet runs."""

    @cached_property
    def columns(self) -> list:
        may = self.permission_policy.user_has_permission
        needed = {each.permission for each in ACTIONS if self.model in each.models}
        is_of_use = any(may(self.request.user, permission) for permission in needed)
        found = super().columns
        return found if is_of_use else [each for each in found if each.name != "bulk_actions"]

    def search_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        return with_every_word(queryset, self.search_query, self.search_fields)

    def paginate_queryset(self, queryset: models.QuerySet, page_size: int) -> tuple:
        """Read all numbers first, then one page of records: names are put in order here, and the
        database works out the states that filter and sort once, and not again to count them."""
        paginator = self.get_paginator(numbers_in_order(queryset), page_size)
        page = page_of(queryset, paginator, self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_heading(self, queryset: models.QuerySet, field: str) -> str:
        return field

    def to_row_dict(self, item: models.Model) -> OrderedDict[str, str]:
        return OrderedDict((name, harmless(getattr(item, name))) for name in self.list_export)

    def stream_csv(self, queryset: models.QuerySet) -> Iterator[bytes | str]:
        yield "\ufeff".encode()  # by which Excel knows UTF-8
        yield from super().stream_csv(queryset)


class EntryIndexView(RecordIndexView):
    """Entries with their trust, links and standing, in a number of queries that does not grow."""

    base_filterset_class = EntryFilterSet

    def get_base_queryset(self) -> models.QuerySet:
        queryset = with_publication(with_link_status(super().get_base_queryset().with_trust()))
        directory = DIRECTORIES[self.model.directory_slug]
        return queryset.select_related(*directory.related, "latest_revision")

    def order_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        """Order the entries, those alike by number, so that no entry is on two pages."""
        queryset = super().order_queryset(queryset)
        return queryset.order_by(*queryset.query.order_by or self.model._meta.ordering, "pk")

    def as_spreadsheet(self, queryset: models.QuerySet, spreadsheet_format: str) -> HttpResponse:
        """Return the filtered list in the columns of a whole directory's file: it can come back."""
        directory = DIRECTORIES[self.model.directory_slug]
        entries = queryset.prefetch_related(*directory.prefetch).order_by("slug")
        try:
            content = WRITERS[spreadsheet_format](directory, entries)
        except TooLongForWorkbook as error:
            messages.error(self.request, str(error))
            return HttpResponseRedirect(self.index_url)
        name = f"{directory.slug}.{spreadsheet_format}"
        return HttpResponse(
            content,
            content_type=CONTENT_TYPES[spreadsheet_format],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class RecordEditView(EditView):
    """The form of a record or a term; its panel of the status knows all that uses it."""

    def get_side_panels(self) -> MediaContainer:
        return MediaContainer(
            UsedStatusPanel.instead_of(panel) if isinstance(panel, StatusSidePanel) else panel
            for panel in super().get_side_panels()
        )

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        items = super().get_breadcrumbs_items()
        return [{**item, "url": as_left(self.request, item["url"])} for item in items]

    def save_instance(self) -> models.Model:
        known = _public_slug(self.object)
        saved = super().save_instance()
        if known and known != saved.slug and not self.expects_json_response:
            will_lead = _(
                "Readers know it by the address “%(old)s”. Once “%(new)s” is published, the old "
                "one leads there, until another entry takes it."
            )
            leads = _("The address “%(old)s” leads to “%(new)s” now, until another entry takes it.")
            is_public = self.action == "publish" and not _waits(saved)
            words = {"old": known, "new": saved.slug}
            messages.warning(self.request, (leads if is_public else will_lead) % words)
        return saved

    def get_success_message(self, instance: models.Model | None = None) -> str:
        """Return what was done; what was decided of a draft is more than that it was changed."""
        decided = {
            "approve": _("“%(name)s” is approved: readers see it."),
            "reject": _("“%(name)s” is sent back, with your words, to whoever submitted it."),
        }
        record = instance or self.object
        action = self.workflow_action if self.action == "workflow-action" else ""
        if action in decided and not record.workflow_in_progress and not _waits(record):
            return decided[action] % {"name": record}
        return super().get_success_message(instance)


class RecordInspectView(InspectView):
    """What a record says, in words: for those who read and change nothing."""

    page_title = gettext_lazy("What it says")

    def get_fields_context(self) -> list[dict[str, object]]:
        record = self.object
        told = [
            (label, words) for label, words, *_same in in_words(record, record, with_empty=True)
        ]
        if isinstance(record, Entry):
            told.append((_("Verified"), value_in_words(record.verified_on, _("By nobody yet"))))
            told.append((_("Trust"), str(record.trust)))
        told = [
            (name, opened(words) if words.startswith("http") else words) for name, words in told
        ]
        path = record.get_absolute_url() if record.is_published else ""
        told.append((_("On the site"), opened(path) if path else _("Readers do not see it.")))
        return [{"label": name, "value": words, "component": None} for name, words in told]


class EntryEditView(RecordEditView):
    """The form of an entry, with what is known of its trust beside it."""

    verify_url_name = None
    withdraw_url_name = None
    restore_url_name = None
    take_over_url_name = None
    merge_url_name = None
    unmerge_url_name = None

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        urls = {
            name: reverse(getattr(self, f"{name}_url_name"), args=[quote(self.object.pk)])
            for name in ("verify", "withdraw", "restore", "take_over", "merge", "unmerge")
        }
        urls["links"] = reverse("links:entry", args=[self.model.directory_slug, self.object.pk])
        panel = TrustSidePanel(self.live_object, self.request, urls=urls)
        return MediaContainer([panel, *panels])

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if may_merge(self.request.user, self.model) and self.live_object.merged_into_id is None:
            url = reverse(self.merge_url_name, args=[quote(self.object.pk)])
            label = _("Merge with a duplicate")
            buttons.append(Button(label, url=url, icon_name="resubmit", priority=40))
        return buttons


class RecordUnpublishView(UnpublishView):
    """Asks whether to unpublish, and says what readers lose with it."""

    template_name = "directory/admin/unpublish.html"

    def get_usage_url(self) -> None:
        """Return None: Wagtail's count of uses knows nothing of what belongs to a record."""
        return None

    def get_context_data(self, **kwargs) -> dict[str, object]:
        return super().get_context_data(
            held=held_by([self.object])[self.object.pk],
            losing=list(lines_of(shown_by([self.object])[self.object.pk], self.request.user)),
            **kwargs,
        )


class EntryCopyView(CopyView):
    """A copy begins as a new entry does: verified by nobody, with an address still to be made."""

    def get_initial_form_instance(self) -> models.Model:
        copied = super().get_initial_form_instance()
        copied.verified_on = copied.verified_by = copied.merged_into = None
        if self.request.method == "GET":
            copied.slug = ""
        return copied


class EntryApprovalView(WorkflowActionView):
    """Approving publishes, so it is refused where publishing would be."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        newest = self.object.get_latest_revision_as_object()
        reason = unpublishable(newest) or _misplaced(newest)
        if self.action_name == "approve" and request.method == "POST" and reason:
            messages.error(request, reason)
            return HttpResponseRedirect(self.redirect_url)
        return super().dispatch(request, *args, **kwargs)


def _misplaced(entry: Entry) -> str:
    """Return why the entry cannot be published at its address, or nothing."""
    try:
        check_address(entry)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _waits(record: models.Model) -> bool:
    """Return whether the version goes live at an hour of its own."""
    moment = getattr(record, "go_live_at", None)
    return moment is not None and moment > timezone.now()


def _public_slug(record: models.Model) -> str | None:
    """Return the address by which readers know a record now, whatever its form says."""
    if not isinstance(record, Record):
        return None
    saved = type(record)._base_manager.filter(pk=record.pk, live=True)
    return saved.values_list("slug", flat=True).first()
