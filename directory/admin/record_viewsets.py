"""What the lists and forms of all records, of entries and of terms share in the editor."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, ObjectList, PublishingPanel
from wagtail.admin.panels import TabbedInterface as Tabs
from wagtail.admin.ui.tables import UpdatedAtColumn

from directory.admin.acceptance import SuggestedCreateView
from directory.admin.choosers import RecordChooserViewSet
from directory.admin.deletion import RecordDeleteView, RecordUsageView
from directory.admin.entry_actions import (
    RestoreView,
    TakeOverView,
    VerifyView,
    WithdrawView,
)
from directory.admin.entry_columns import LinksColumn, PublicationColumn, TrustColumn
from directory.admin.entry_forms import EntryForm
from directory.admin.entry_views import (
    EntryApprovalView,
    EntryCopyView,
    EntryEditView,
    EntryIndexView,
    RecordEditView,
    RecordIndexView,
    RecordInspectView,
    RecordUnpublishView,
)
from directory.admin.merging import MergeView, UnmergeView
from directory.admin.search_areas import FoundInSearch
from directory.editing.comparisons import FieldPanel

SOURCE = ObjectList(
    [
        FieldPanel("source_url"),
        FieldPanel("source_title"),
        FieldPanel("archive_url"),
        FieldRowPanel([FieldPanel("source_date"), FieldPanel("gathered_on")]),
        FieldPanel("confidence"),
        FieldPanel("source_note"),
        FieldPanel("review_months"),
        FieldPanel("verified_on", read_only=True),
        FieldPanel("verified_by", read_only=True),
    ],
    heading=_("Source and trust"),
)

# Where a row below an entry was read, of an `InlinePanel`.
SOURCE_OF_ROW = [
    FieldRowPanel([FieldPanel("source_url"), FieldPanel("source_title")]),
    FieldRowPanel([FieldPanel("source_date"), FieldPanel("gathered_on")]),
    FieldPanel("source_note"),
]


def tabs(*panels) -> Tabs:
    """Return the form of an entry: what readers see, then where it comes from."""
    # The schedule shows in the panel of the status, not among the fields.
    shown = [*panels, FieldPanel("language"), PublishingPanel()]
    entry = ObjectList(shown, heading=_("Entry"))
    return Tabs([entry, SOURCE], base_form_class=EntryForm)


def columns(*own: str) -> list:
    """Return the columns of a list of entries: the name, its own, and those that all of them
    have."""
    return [
        "name", *own, TrustColumn(), LinksColumn(), PublicationColumn(),
        UpdatedAtColumn(classname="updated"),
    ]  # fmt: skip


class RecordViewSet(FoundInSearch):
    """What all of them share. Search is by containment: never Wagtail's ranked one."""

    index_view_class = RecordIndexView
    add_view_class = SuggestedCreateView
    edit_view_class = RecordEditView
    inspect_view_class = RecordInspectView
    delete_view_class = RecordDeleteView
    delete_template_name = "directory/admin/delete.html"
    unpublish_view_class = RecordUnpublishView
    unpublish_template_name = RecordUnpublishView.template_name
    usage_view_class = RecordUsageView
    chooser_viewset_class = RecordChooserViewSet
    search_backend_name = None
    list_per_page = 20
    copy_view_enabled = True
    inspect_view_enabled = True
    add_to_admin_menu = False


class EntryViewSet(RecordViewSet):
    """What all kinds of entries share beside their form: trust, links, verifying, merging."""

    index_view_class = EntryIndexView
    edit_view_class = EntryEditView
    copy_view_class = EntryCopyView
    workflow_action_view_class = EntryApprovalView
    # The file has the columns of the directory; see EntryIndexView.as_spreadsheet().
    list_export = ["slug"]
    actions = {
        "verify": VerifyView,
        "withdraw": WithdrawView,
        "restore": RestoreView,
        "take_over": TakeOverView,
        "merge": MergeView,
        "unmerge": UnmergeView,
    }

    def get_common_view_kwargs(self, **kwargs) -> dict[str, object]:
        names = {f"{name}_url_name": self.get_url_name(name) for name in self.actions}
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
                for name, view in self.actions.items()
            ),
        ]


class TermViewSet(FoundInSearch):
    index_view_class = RecordIndexView
    edit_view_class = RecordEditView
    delete_view_class = RecordDeleteView
    delete_template_name = "directory/admin/delete.html"
    usage_view_class = RecordUsageView
    chooser_viewset_class = RecordChooserViewSet
    search_backend_name = None
    list_display = ["name", "slug"]
    list_export = ["slug", "name"]
    search_fields = ["name", "slug"]
    add_to_admin_menu = False
