"""The directories in the editor: one menu, and for each kind of record its list and its form."""

from django.forms import CheckboxSelectMultiple
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
)
from wagtail.admin.panels import TabbedInterface as Tabs
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from directory.admin_views.deletion import RecordDeleteView, RecordUsageView
from directory.admin_views.entry_actions import TakeOverView, VerifyView
from directory.admin_views.entry_columns import LinksColumn, PublicationColumn, TrustColumn
from directory.admin_views.entry_views import (
    EntryApprovalView,
    EntryCopyView,
    EntryEditView,
    EntryForm,
    EntryIndexView,
    RecordEditView,
    RecordIndexView,
    RecordInspectView,
    TermForm,
)
from directory.admin_views.merging import MergeView, UnmergeView
from directory.choosers import RecordChooserViewSet
from directory.comparisons import FieldPanel
from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
    Synonyms,
    Topic,
)
from directory.submissions.acceptance import SuggestedCreateView

SOURCE = ObjectList(
    [
        FieldPanel("source_url"),
        FieldPanel("source_title"),
        FieldPanel("archive_url"),
        FieldRowPanel([FieldPanel("source_date"), FieldPanel("confidence")]),
        FieldPanel("source_note"),
        FieldPanel("review_months"),
        FieldPanel("verified_on", read_only=True),
        FieldPanel("verified_by", read_only=True),
    ],
    heading=_("Source and trust"),
)


def tabs(*panels) -> Tabs:
    """The form of an entry: what readers see, then where it comes from."""
    # The schedule shows in the panel of the status, not among the fields.
    shown = [*panels, FieldPanel("language"), PublishingPanel()]
    entry = ObjectList(shown, heading=_("Entry"))
    return Tabs([entry, SOURCE], base_form_class=EntryForm)


def columns(*own: str) -> list:
    """The columns of a list of entries: the name, its own, and those that all of them have."""
    return [
        "name", *own, TrustColumn(), LinksColumn(), PublicationColumn(),
        UpdatedAtColumn(classname="updated"),
    ]  # fmt: skip


class RecordViewSet(SnippetViewSet):
    """What all of them share. Search is by containment: never Wagtail's ranked one."""

    index_view_class = RecordIndexView
    add_view_class = SuggestedCreateView
    edit_view_class = RecordEditView
    inspect_view_class = RecordInspectView
    delete_view_class = RecordDeleteView
    delete_template_name = "directory/admin/delete.html"
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


class CertificationViewSet(EntryViewSet):
    model = CertificationRequirement
    icon = "clipboard-list"
    list_display = columns("jurisdiction", "requirement")
    list_filter = [
        "requirement",
        "jurisdiction",
        "audiences",
        "basis",
        "status",
        "confidence",
    ]
    search_fields = ["name", "applies_to", "summary", "authority", "slug"]
    edit_handler = tabs(
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("jurisdiction"), FieldPanel("requirement")]),
        FieldPanel("applies_to"),
        FieldPanel("audiences", widget=CheckboxSelectMultiple),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("basis"), FieldPanel("status")]),
        MultiFieldPanel(
            [InlinePanel("levels", label=_("Level")), FieldPanel("levels_run")],
            heading=_("Levels"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("renewal"), FieldPanel("renewal_years")]),
                FieldRowPanel([FieldPanel("ce_hours"), FieldPanel("ce_unit")]),
                FieldRowPanel([FieldPanel("fee_usd"), FieldPanel("fee_note")]),
            ],
            heading=_("Renewal, hours and fee"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("authority"),
                FieldPanel("authority_url"),
                FieldPanel("statute_citation"),
                FieldPanel("statute_url"),
                FieldPanel("url"),
            ],
            heading=_("Authority and law"),
        ),
        FieldPanel("slug"),
    )


class ProgramViewSet(EntryViewSet):
    model = Program
    icon = "doc-full"
    list_display = columns("institution", "credential", "status")
    list_filter = ["credential", "delivery", "status", "institution__place", "confidence"]
    search_fields = ["name", "institution__name", "summary", "slug"]
    edit_handler = tabs(
        FieldPanel("name"),
        FieldPanel("institution"),
        FieldRowPanel([FieldPanel("credential"), FieldPanel("level")]),
        FieldRowPanel([FieldPanel("delivery"), FieldPanel("status")]),
        FieldRowPanel([FieldPanel("ala_accredited"), FieldPanel("lssc_approved")]),
        FieldPanel("summary"),
        FieldPanel("url"),
        FieldPanel("slug"),
    )


class InstitutionViewSet(EntryViewSet):
    model = Institution
    icon = "home"
    list_display = columns("place", "control")
    list_filter = ["place", "control", "confidence"]
    search_fields = ["name", "city", "slug", "ipeds_unitid"]
    edit_handler = tabs(
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("place"), FieldPanel("city")]),
        FieldRowPanel([FieldPanel("control"), FieldPanel("ipeds_unitid")]),
        FieldPanel("summary"),
        FieldPanel("url"),
        FieldPanel("slug"),
    )


class AssociationViewSet(EntryViewSet):
    model = Association
    icon = "group"
    list_display = columns("acronym", "scope", "status")
    list_filter = ["scope", "focus", "status", "places", "confidence"]
    search_fields = ["name", "acronym", "summary", "slug"]
    edit_handler = tabs(
        FieldRowPanel([FieldPanel("name"), FieldPanel("acronym")]),
        FieldRowPanel([FieldPanel("scope"), FieldPanel("focus")]),
        FieldPanel("places", widget=CheckboxSelectMultiple),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("parent"), FieldPanel("parent_name")], heading=_("Part of a larger body")
        ),
        FieldPanel("status"),
        FieldPanel("url"),
        FieldPanel("slug"),
    )


class ResourceViewSet(EntryViewSet):
    model = Resource
    icon = "link"
    list_display = columns("publisher", "section", "format")
    list_filter = ["section", "format", "cost", "topics", "places", "confidence"]
    search_fields = ["name", "publisher", "summary", "slug"]
    edit_handler = tabs(
        FieldPanel("name"),
        FieldPanel("publisher"),
        FieldRowPanel([FieldPanel("section"), FieldPanel("format")]),
        FieldRowPanel([FieldPanel("cost")]),
        FieldPanel("summary"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("places", widget=CheckboxSelectMultiple),
        FieldPanel("url"),
        FieldPanel("slug"),
    )


class PlaceViewSet(RecordViewSet):
    model = Place
    icon = "site"
    list_display = ["name", "code", "country", "kind", "region"]
    list_filter = ["country", "kind", "region"]
    list_export = [
        "slug", "code", "name", "name_es", "name_fr", "country", "kind", "region", "division",
    ]  # fmt: skip
    search_fields = ["name", "name_es", "name_fr", "code"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
            FieldRowPanel([FieldPanel("name_es"), FieldPanel("name_fr")]),
            FieldRowPanel([FieldPanel("country"), FieldPanel("kind")]),
            FieldRowPanel([FieldPanel("region"), FieldPanel("division")]),
            FieldPanel("slug"),
        ]
    )


class TermViewSet(SnippetViewSet):
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


class AudienceViewSet(TermViewSet):
    model = Audience
    icon = "user"
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("slug"), FieldPanel("sort_order")],
        base_form_class=TermForm,
    )


class TopicViewSet(TermViewSet):
    model = Topic
    icon = "tag"
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("slug")], base_form_class=TermForm)


class SynonymsViewSet(TermViewSet):
    model = Synonyms
    icon = "comment"
    list_display = ["__str__"]
    list_export = ["phrases"]
    search_fields = ["phrases"]
    edit_handler = ObjectList([FieldPanel("phrases")])


class DirectoryGroup(SnippetViewSetGroup):
    """The menu of the directory."""

    menu_label = _("Directory")
    menu_icon = "list-ul"
    menu_order = 150
    submenu_hook = "register_directory_menu_item"
    items = (
        CertificationViewSet,
        ProgramViewSet,
        InstitutionViewSet,
        AssociationViewSet,
        ResourceViewSet,
        PlaceViewSet,
        AudienceViewSet,
        TopicViewSet,
        SynonymsViewSet,
    )
