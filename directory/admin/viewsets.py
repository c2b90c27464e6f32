"""The directories in the editor: one menu, and for each kind of record its list and its form."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from directory.admin.entry_forms import RecordForm, TermForm
from directory.admin.record_viewsets import (
    SOURCE_OF_ROW,
    EntryViewSet,
    RecordViewSet,
    TermViewSet,
    columns,
    tabs,
)
from directory.admin.synonyms import SynonymsCreateView
from directory.editing.comparisons import FieldPanel
from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Institution,
    Occupation,
    Place,
    Program,
    Resource,
    Synonyms,
    Topic,
)


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
    search_fields = ["name", "applies_to", "summary", "authority", "slug", "url", "source_url"]
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
    search_fields = [
        "name",
        "institution__name",
        "institution__place__name",
        "summary",
        "slug",
        "url",
        "source_url",
    ]
    edit_handler = tabs(
        FieldPanel("name"),
        FieldPanel("institution"),
        FieldRowPanel([FieldPanel("credential"), FieldPanel("level")]),
        FieldRowPanel([FieldPanel("delivery"), FieldPanel("status")]),
        FieldRowPanel([FieldPanel("ala_accredited"), FieldPanel("lssc_approved")]),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("credits_from"),
                        FieldPanel("credits_to"),
                        FieldPanel("credits_unit"),
                    ]
                ),
                FieldPanel("length"),
                FieldPanel("transfer"),
            ],
            heading=_("Credits, length and transfer"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("tuition"), FieldPanel("tuition_currency")]),
                FieldPanel("tuition_year"),
                FieldPanel("tuition_note"),
            ],
            heading=_("Tuition"),
        ),
        InlinePanel(
            "facts",
            panels=[
                FieldRowPanel([FieldPanel("about"), FieldPanel("label")]),
                FieldRowPanel([FieldPanel("value"), FieldPanel("period")]),
                *SOURCE_OF_ROW,
            ],
            heading=_("Facts with their sources"),
            label=_("Fact"),
        ),
        FieldPanel("summary"),
        FieldPanel("url"),
        FieldPanel("slug"),
    )


class InstitutionViewSet(EntryViewSet):
    model = Institution
    icon = "home"
    list_display = columns("place", "control")
    list_filter = ["place", "control", "confidence"]
    search_fields = ["name", "city", "place__name", "slug", "ipeds_unitid", "url", "source_url"]
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
    search_fields = ["name", "acronym", "summary", "slug", "url", "source_url"]
    edit_handler = tabs(
        FieldRowPanel([FieldPanel("name"), FieldPanel("acronym")]),
        FieldRowPanel([FieldPanel("scope"), FieldPanel("focus")]),
        FieldPanel("country"),
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
    search_fields = ["name", "publisher", "summary", "slug", "url", "source_url"]
    edit_handler = tabs(
        FieldPanel("name"),
        FieldPanel("publisher"),
        FieldRowPanel([FieldPanel("section"), FieldPanel("format")]),
        FieldPanel("cost"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("ends_on"), FieldPanel("is_over")]),
                FieldRowPanel([FieldPanel("applies_from"), FieldPanel("applies_until")]),
            ],
            heading=_("Until when"),
        ),
        FieldPanel("summary"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("country"),
        FieldPanel("places", widget=CheckboxSelectMultiple),
        FieldPanel("url"),
        FieldPanel("slug"),
    )


class OccupationViewSet(EntryViewSet):
    model = Occupation
    icon = "user"
    list_display = columns("code", "country", "place")
    list_filter = ["country", "place", "code_system", "staff", "confidence"]
    search_fields = ["name", "code", "summary", "slug", "url", "source_url"]
    edit_handler = tabs(
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("code_system")]),
        FieldRowPanel([FieldPanel("country"), FieldPanel("place")]),
        FieldPanel("staff"),
        FieldPanel("summary"),
        InlinePanel(
            "figures",
            panels=[
                FieldRowPanel([FieldPanel("measure"), FieldPanel("period")]),
                FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
                *SOURCE_OF_ROW,
                FieldPanel("confidence"),
            ],
            heading=_("Figures with their sources"),
            label=_("Figure"),
        ),
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
        ],
        base_form_class=RecordForm,
    )


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
    add_view_class = SynonymsCreateView
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
        OccupationViewSet,
        PlaceViewSet,
        AudienceViewSet,
        TopicViewSet,
        SynonymsViewSet,
    )
